import DocSpace
import FoundationEssentials
import Logging
import Platform
import RetentionEngine
import Synchronization

/// Notifies a receiver when something needs a person: once for each cause, signed, and beside the sweeps, which never
/// wait.
final class Webhook: Sendable {
    private enum Event: Sendable {
        case status(ServiceStatus)
        case ended(NotificationLedger.Entry, PostError?)
        /// The pause of a message is over.
        case resume
    }

    private struct State {
        var totals = NotificationTotals()
        var worker: Task<Void, Never>?
        /// The last reported failure, so that a receiver that is down isn't reported each quarter of an hour.
        var lastFailure: PostError?
    }

    /// State that only the worker uses.
    private struct Work {
        var ledger: NotificationLedger
        var queue = NotificationQueue()
        var pause: Task<Void, Never>?
    }

    private let sender: WebhookSender
    private let store: StateStore
    private let invocation: Invocation
    private let problems: ServiceProblems
    private let log: Logger
    private let state = Mutex(State())
    private let events: AsyncStream<Event>
    private let send: AsyncStream<Event>.Continuation
    private let start = ContinuousClock.now

    init(
        _ sender: WebhookSender, store: StateStore, invocation: Invocation, problems: ServiceProblems, log: Logger
    ) {
        self.sender = sender
        self.store = store
        self.invocation = invocation
        self.problems = problems
        self.log = log
        // Each event is handled at once, even if a receiver is slow: nothing accumulates here.
        (events, send) = AsyncStream.makeStream()
    }

    /// The same ports, observed: each status is read as it is published.
    func observing(_ ports: SweepService.Ports) -> SweepService.Ports {
        var watched = ports
        watched.publish = { [send] status in
            ports.publish(status)
            send.yield(.status(status))
        }
        return watched
    }

    /// Messages since the service started.
    var totals: NotificationTotals { state.withLock { $0.totals } }

    func begin() {
        let worker = Task { await work() }
        state.withLock { $0.worker = worker }
    }

    /// Abandons messages under way: they are sent at the next start.
    func stop() async {
        send.finish()
        let worker = state.withLock { $0.worker }
        worker?.cancel()
        await worker?.value
        await sender.shutDown()
    }

    private func work() async {
        var work = Work(ledger: store.notifications())
        await withDiscardingTaskGroup { group in
            for await event in events {
                guard !Task.isCancelled else { break }
                take(event, &work)
                for entry in work.queue.start(work.ledger.due, at: now) {
                    group.addTask { [self] in send.yield(.ended(entry, await post(entry))) }
                }
                work.pause?.cancel()
                work.pause = resumption(at: work.queue.nextAt)
            }
            work.pause?.cancel()
            group.cancelAll()
        }
    }

    private func take(_ event: Event, _ work: inout Work) {
        let before = work.ledger
        switch event {
        case .status(let status):
            work.ledger.update(status) { WebhookSender.newID() }
            for entry in before.entries where !work.ledger.entries.contains(where: { $0.id == entry.id }) {
                problems.set(nil, for: entry.id)
            }
        case .ended(let entry, nil):
            _ = work.queue.end(entry.id, .taken, at: now, jitter: 1)
            work.ledger.markNotified(entry.id, at: Date())
            delivered(entry)
        case .ended(let entry, let failure?):
            guard failure != .stopped else { return }
            let result: NotificationQueue.Result = failure.isRejection ? .rejected : .failed
            let jitter = Double.random(in: 0.75..<1.25)
            if work.queue.end(entry.id, result, at: now, jitter: jitter) { gaveUp(entry, failure) }
        case .resume: break
        }
        if work.ledger != before { keep(work.ledger) }
    }

    /// In seconds since the service started.
    private var now: Double { start.duration(to: .now) / .seconds(1) }

    private func resumption(at instant: Double?) -> Task<Void, Never>? {
        instant.map { instant in
            Task { [send, now] in
                do { try await Task.sleep(for: .seconds(max(0, instant - now))) } catch { return }
                send.yield(.resume)
            }
        }
    }

    private func keep(_ ledger: NotificationLedger) {
        do throws(FileError) { try store.keep(ledger) } catch {
            log.warning("notification state not saved", metadata: ["reason": "\(error)"])
        }
    }

    /// One attempt.
    ///
    /// - Returns: nil if the receiver has taken the message.
    private func post(_ entry: NotificationLedger.Entry) async -> PostError? {
        let message = NotificationMessage(
            entry, host: WebhookSender.host, stateDirectory: store.directory, invocation: invocation)
        do throws(PostError) { try await sender.send(message, id: entry.id) } catch { return error }
        return nil
    }

    private func delivered(_ entry: NotificationLedger.Entry) {
        state.withLock { state in
            state.totals.delivered += 1
            state.lastFailure = nil
        }
        problems.set(nil, for: entry.id)
        log.info(
            "notification delivered", metadata: ["account": "\(entry.account)", "cause": "\(entry.cause.rawValue)"])
    }

    private func gaveUp(_ entry: NotificationLedger.Entry, _ failure: PostError) {
        let isNews = state.withLock { state in
            state.totals.failed += 1
            defer { if !failure.isRejection { state.lastFailure = failure } }
            return state.lastFailure != failure
        }
        let account = entry.account
        let metadata: Logger.Metadata = [
            "account": "\(account)", "cause": "\(entry.cause.rawValue)", "reason": "\(failure)",
        ]
        if failure.isRejection {
            let text =
                "the webhook's receiver rejects the message \"\(entry.cause.rawValue)\" about \(account): \(failure)"
            guard problems.set(text, for: entry.id) else { return }
            log.error("notification rejected, tried again in a day", metadata: metadata)
        } else if isNews {
            log.warning("notification not delivered, tried again every 15 minutes", metadata: metadata)
        }
    }
}
