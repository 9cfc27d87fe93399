import Glibc
import Systemd
import Testing

// The environment belongs to the whole process, so these are exit tests, each with its own process.
@Suite struct ServiceNotifierTests {
    @Test func `says when nobody supervises`() async {
        await #expect(processExitsWith: .success) {
            unsetenv("NOTIFY_SOCKET")
            try #expect(ServiceNotifier().ready() == .notSupervised)
        }
    }

    @Test(arguments: ["/tmp/retentiond-notify-", "@retentiond-notify-"])
    func `delivers to a socket`(prefix: String) async {
        await #expect(processExitsWith: .success) { [prefix] in
            let name = "\(prefix)\(getpid())"
            let manager = try DatagramSocket(at: name)
            setenv("NOTIFY_SOCKET", name, 1)
            let notifier = ServiceNotifier()
            #expect(try notifier.ready() == .delivered)
            #expect(try manager.queued()?.text == "READY=1")
            #expect(try notifier.status("two\nlines") == .delivered)
            #expect(try manager.queued()?.text == "STATUS=two lines")
            #expect(try notifier.extendTimeout(.seconds(30)) == .delivered)
            #expect(try manager.queued()?.text == "EXTEND_TIMEOUT_USEC=30000000")
            #expect(try notifier.pingWatchdog() == .delivered)
            #expect(try manager.queued()?.text == "WATCHDOG=1")
            #expect(try notifier.errno(5) == .delivered)
            #expect(try manager.queued()?.text == "ERRNO=5")
            #expect(try notifier.stopping() == .delivered)
            #expect(try manager.queued()?.text == "STOPPING=1")
            #expect(try manager.queued() == nil)
        }
    }

    @Test func `sends several assignments in one datagram`() async {
        await #expect(processExitsWith: .success) {
            let name = "@retentiond-notify-\(getpid())"
            let manager = try DatagramSocket(at: name)
            setenv("NOTIFY_SOCKET", name, 1)
            #expect(try ServiceNotifier().notify([.ready, .status("idle"), .watchdog]) == .delivered)
            #expect(try manager.queued()?.text == "READY=1\nSTATUS=idle\nWATCHDOG=1")
            #expect(try manager.queued() == nil)
        }
    }

    @Test func `stamps reloading with the monotonic clock`() async {
        await #expect(processExitsWith: .success) {
            let name = "@retentiond-notify-\(getpid())"
            let manager = try DatagramSocket(at: name)
            setenv("NOTIFY_SOCKET", name, 1)
            let before = ServiceNotifier.monotonicMicroseconds()
            try ServiceNotifier().reloading()
            let after = ServiceNotifier.monotonicMicroseconds()
            let lines = try #require(try manager.queued()).text.split(separator: "\n")
            #expect(lines.first == "RELOADING=1" && lines.count == 2)
            let stamp = try #require(lines.last?.split(separator: "=").last.flatMap { UInt64($0) })
            #expect((before...after).contains(stamp))
        }
    }

    @Test func `reports a manager that does not listen`() async {
        await #expect(processExitsWith: .success) {
            setenv("NOTIFY_SOCKET", "@retentiond-nobody-\(getpid())", 1)
            #expect(throws: SystemdError(.sdNotify, errno: ECONNREFUSED)) { try ServiceNotifier().ready() }
        }
    }

    @Test func `refuses what the manager would not read`() {
        #expect(throws: SystemdError(.sdNotify, errno: EINVAL)) { try ServiceNotifier().notify([]) }
        let line = String(repeating: "x", count: ServiceNotifier.Assignment.maximumStatusBytes)
        let tooMuch = [ServiceNotifier.Assignment](repeating: .status(line), count: 8)
        #expect(throws: SystemdError(.sdNotify, errno: EMSGSIZE)) { try ServiceNotifier().notify(tooMuch) }
    }
}
