import DocSpace
import Logging
import RetentionEngine
import Synchronization

/// Calls an address after each round without failures: a monitor that misses the call raises an alarm.
final class RoundHeartbeat: Sendable {
    private static let attempts = 3
    private static let pause = Duration.seconds(5)

    private let poster: MessagePoster
    private let problems: ServiceProblems
    private let log: Logger
    private let round = Mutex(SweepRound())
    private let rounds: AsyncStream<Void>
    private let ended: AsyncStream<Void>.Continuation
    private let worker = Mutex<Task<Void, Never>?>(nil)

    init(_ poster: MessagePoster, problems: ServiceProblems, log: Logger) {
        self.poster = poster
        self.problems = problems
        self.log = log
        // The rounds that end during one call are worth one call.
        (rounds, ended) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The same ports, observed: each status is read as it is published.
    func observing(_ ports: SweepService.Ports) -> SweepService.Ports {
        var watched = ports
        watched.publish = { [self] status in
            ports.publish(status)
            if round.withLock({ $0.update(status) }) { ended.yield() }
        }
        return watched
    }

    func begin() {
        let task = Task { [self] in
            for await _ in rounds { await call() }
        }
        worker.withLock { $0 = task }
    }

    /// Abandons a call under way.
    func stop() async {
        ended.finish()
        let task = worker.withLock { $0 }
        task?.cancel()
        await task?.value
        await poster.shutDown()
    }

    private func call() async {
        for attempt in 1...Self.attempts {
            do throws(PostError) {
                try await poster.call()
                if problems.set(nil, for: "heartbeat") { log.notice("heartbeat address answers again") }
                return
            } catch {
                guard error != .stopped else { return }
                guard attempt < Self.attempts, error.isTransient else {
                    if problems.set("the heartbeat address can't be called: \(error)", for: "heartbeat") {
                        log.warning("heartbeat not delivered", metadata: ["reason": "\(error)"])
                    }
                    return
                }
            }
            do { try await Task.sleep(for: Self.pause) } catch { return }
        }
    }
}
