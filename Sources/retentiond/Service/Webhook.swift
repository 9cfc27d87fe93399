import DocSpace
import FoundationEssentials
import Glibc
import Logging
import RetentionEngine
import Synchronization

/// Tells a receiver of what needs a person: once for each cause, signed, and beside the sweeps, which never wait for it.
final class Webhook: Sendable {
    /// How often a message is tried before a rest, with about 2, 8 and 32 s between.
    private static let attempts = 4
    /// After that, so long passes before the next round.
    private static let rest = Duration.seconds(15 * 60)

    private struct State {
        var totals = NotificationTotals()
        var worker: Task<Void, Never>?
        /// What was told of the last failure, so that a receiver that is down is no news each quarter of an hour.
        var lastFailure: PostFailure?
    }

    private let target: WebhookOptions.Target
    private let poster: MessagePoster
    private let store: StateStore
    private let log: Logger
    private let state = Mutex(State())
    private let statuses: AsyncStream<ServiceStatus>
    private let send: AsyncStream<ServiceStatus>.Continuation

    init(_ target: WebhookOptions.Target, store: StateStore, log: Logger) {
        self.target = target
        self.store = store
        self.log = log
        poster = MessagePoster(url: target.url)
        // What a receiver missed while it was slow is in the newest status, too.
        (statuses, send) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The same ports, watched: each status is looked at as it is published.
    func observing(_ ports: SweepService.Ports) -> SweepService.Ports {
        var watched = ports
        watched.publish = { [send] status in
            ports.publish(status)
            send.yield(status)
        }
        return watched
    }

    /// Messages since the service started.
    var totals: NotificationTotals { state.withLock { $0.totals } }

    func start() {
        let worker = Task { await work() }
        state.withLock { $0.worker = worker }
    }

    /// Abandons what is under way: it is told at the next start.
    func stop() async {
        send.finish()
        let worker = state.withLock { $0.worker }
        worker?.cancel()
        await worker?.value
        await poster.shutDown()
    }

    private func work() async {
        var ledger = store.notifications()
        var restsUntil: ContinuousClock.Instant?
        for await status in statuses {
            let before = ledger
            ledger.update(status) { "msg_\(UUID().uuidString.lowercased())" }
            if ledger != before { keep(ledger) }
            if let end = restsUntil, end > .now { continue }
            restsUntil = nil
            for entry in ledger.due {
                guard await deliver(entry) else {
                    restsUntil = .now + Self.rest
                    break
                }
                ledger.told(entry.id, at: Date())
                keep(ledger)
            }
        }
    }

    private func keep(_ ledger: NotificationLedger) {
        do throws(FileError) { try store.keep(ledger) } catch {
            log.warning("notifications not remembered", metadata: ["reason": "\(error)"])
        }
    }

    /// - Returns: whether the receiver has taken the message.
    private func deliver(_ entry: NotificationLedger.Entry) async -> Bool {
        let body = NotificationMessage(entry, host: Self.host, stateDirectory: store.directory).body
        for attempt in 1... {
            do throws(PostFailure) {
                try await poster.post(body, headers: headers(entry.id, body))
                state.withLock { state in
                    state.totals.delivered += 1
                    state.lastFailure = nil
                }
                log.info(
                    "notification delivered",
                    metadata: ["account": "\(entry.account)", "cause": "\(entry.cause.rawValue)"])
                return true
            } catch {
                guard error != .stopped else { return false }
                guard error.isTransient, attempt < Self.attempts else {
                    gaveUp(entry, error)
                    return false
                }
            }
            let pause = Duration.seconds(2) * (1 << (2 * (attempt - 1))) * Double.random(in: 0.75..<1.25)
            do { try await Task.sleep(for: pause) } catch { return false }
        }
        return false
    }

    /// Signed anew for each attempt: a receiver refuses what is old.
    private func headers(_ id: String, _ body: [UInt8]) -> [(name: String, value: String)] {
        let now = Int(Date().timeIntervalSince1970)
        return [
            ("webhook-id", id), ("webhook-timestamp", "\(now)"),
            ("webhook-signature", MessageSignature.text(id: id, timestamp: now, body: body, secret: target.secret)),
        ]
    }

    private func gaveUp(_ entry: NotificationLedger.Entry, _ failure: PostFailure) {
        let isNews = state.withLock { state in
            state.totals.failed += 1
            defer { state.lastFailure = failure }
            return state.lastFailure != failure
        }
        guard isNews else { return }
        log.warning(
            "notification not delivered, tried again every 15 minutes",
            metadata: [
                "account": "\(entry.account)", "cause": "\(entry.cause.rawValue)", "reason": "\(failure)",
            ])
    }

    private static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()
}
