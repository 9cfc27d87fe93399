import Glibc
import Synchronization
import Testing

@testable import Systemd

@Suite struct NotificationOutboxTests {
    /// A manager that reads nothing until the test lets it.
    private final class Manager: Sendable {
        private struct State {
            var isDeaf = true
            var read: [[ServiceNotifier.Assignment]] = []
        }

        private let state = Mutex(State())

        var read: [[ServiceNotifier.Assignment]] { state.withLock { $0.read } }
        func listen() { state.withLock { $0.isDeaf = false } }

        func take(_ datagram: [ServiceNotifier.Assignment]) -> ServiceNotifier.Delivery {
            state.withLock { state in
                if state.isDeaf { return .full }
                state.read.append(datagram)
                return .delivered
            }
        }
    }

    private func outbox(_ manager: Manager) -> NotificationOutbox {
        NotificationOutbox(send: { datagram throws(SystemdError) in manager.take(datagram) }) { Issue.record("\($0)") }
    }

    private func waitFor(_ condition: () -> Bool) async throws {
        for _ in 0..<1_000 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
        try #require(condition())
    }

    @Test func `sends the latest state once the manager reads`() async throws {
        let manager = Manager()
        let outbox = outbox(manager)
        outbox.notify([.status("one")])
        outbox.notify([.watchdog])
        outbox.notify([.ready, .status("two")])
        outbox.notify([.status("three")])
        outbox.notify([.watchdog])
        manager.listen()
        try await waitFor { !manager.read.isEmpty }
        #expect(manager.read == [[.ready], [.status("three")], [.watchdog]])
    }

    /// The manager waits for the beginning of a reload, and for its end.
    @Test func `a reload keeps its begin and its end`() {
        var waiting = WaitingNotifications()
        waiting.add([.reloading(monotonicMicroseconds: 1)])
        waiting.add([.ready])
        waiting.add([.reloading(monotonicMicroseconds: 2)])
        waiting.add([.ready, .status("idle")])
        var sent: [[ServiceNotifier.Assignment]] = []
        while let next = waiting.first {
            sent.append(next)
            waiting.removeFirst()
        }
        #expect(sent == [[.reloading(monotonicMicroseconds: 2)], [.ready, .status("idle")]])
    }

    @Test func `only the end of the service is left to send`() {
        var waiting = WaitingNotifications()
        waiting.add([.reloading(monotonicMicroseconds: 1)])
        waiting.add([.ready])
        waiting.add([.stopping, .status("bye")])
        #expect(waiting.first == [.stopping, .status("bye")])
        waiting.removeFirst()
        #expect(waiting.first == nil)
    }

    /// Without a reader, a real socket takes a few datagrams and then no more.
    @Test(.timeLimit(.minutes(1))) func `never blocks on a full socket`() async {
        await #expect(processExitsWith: .success) {
            let name = "@retentiond-notify-\(getpid())"
            let manager = try DatagramSocket(at: name)
            setenv("NOTIFY_SOCKET", name, 1)
            // If sending waits, this ends the process, and so fails the test.
            alarm(20)
            let outbox = NotificationOutbox { _ in }
            for number in 0..<2_000 { outbox.notify([.status("\(number)")]) }
            #expect(try ServiceNotifier().ready() == .full)
            var last = ""
            while last != "STATUS=1999" { last = try manager.next().text }
        }
    }
}
