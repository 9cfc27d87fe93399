/// How an operation ended, as the portal reports it.
package enum OperationVerdict: Sendable, Equatable {
    /// Over, without a reported error. Items may have been skipped anyway.
    case finished
    case finishedWithError
    /// It left the list before its end was seen. If it was seen past 0 %, it is over; if not, it may still run
    /// (docspace-api.md §7).
    case leftList(wasSeenRunning: Bool)
    /// It made no progress for too long, or its status could not be requested, and it was not seen past 0 % by then: it may
    /// still run, like one that left the list.
    case notSeenAtWork(String)
    /// The same for an operation that was seen at work.
    case unknown(String)
}

/// Waits for operations, which may end at any time or never.
package struct OperationFollower: Sendable {
    private let reader: PortalReader
    private let patience: Duration
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameters:
    ///   - patience: how long an operation may go without progress. The portal itself drops one after 60–70 s.
    package init(
        reader: PortalReader, patience: Duration = .seconds(75),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.reader = reader
        self.patience = patience
        self.sleep = sleep
    }

    /// Requests the operation's status, first often, then every 2 s, until it is over or nothing more can be learnt.
    ///
    /// - Parameters:
    ///   - limit: how long it is followed at most, even if it makes progress.
    ///   - saw: gets the operation after each request.
    package func follow(
        _ queued: Operation, within limit: Duration, saw: (Operation) -> Void = { _ in }
    ) async -> OperationVerdict {
        var latest = queued
        var furthest = queued
        var waited = Duration.zero
        var followed = Duration.zero
        var delay = Duration.milliseconds(50)
        func givingUp(_ reason: String) -> OperationVerdict {
            furthest.wasAtWork ? .unknown(reason) : .notSeenAtWork(reason)
        }
        while !latest.isOver {
            guard waited < patience else {
                return givingUp("its operation made no progress for \(patience.components.seconds) s")
            }
            guard followed < limit else {
                return givingUp("its operation had not ended after \(limit.components.seconds) s")
            }
            do { try await sleep(delay) } catch { return .unknown("stopped while waiting for its operation") }
            waited += delay
            followed += delay
            delay = min(delay * 2, .seconds(2))
            do throws(DocSpaceError) {
                guard let next = try await reader.operation(queued.id) else {
                    return .leftList(wasSeenRunning: furthest.wasAtWork)
                }
                if next.isFurther(than: furthest) {
                    furthest = next
                    waited = .zero
                }
                latest = next
                saw(next)
            } catch {
                return givingUp("its operation can't be followed: \(error)")
            }
        }
        return latest.endedCleanly ? .finished : .finishedWithError
    }
}

extension Operation {
    /// Whether its progress was seen. "Running" is not enough: a job that waits behind others may have that status, too.
    fileprivate var wasAtWork: Bool { progress > 0 || processed ?? 0 > 0 || finished }

    /// A value that goes up and down does not count.
    fileprivate func isFurther(than earlier: Operation) -> Bool {
        progress > earlier.progress || processed ?? 0 > earlier.processed ?? 0 || status ?? 0 > earlier.status ?? 0
    }
}
