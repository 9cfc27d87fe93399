/// How an operation ended, as far as the portal tells.
package enum OperationVerdict: Sendable, Equatable {
    /// Over, and no error was reported. Items may have been skipped all the same.
    case finished
    case finishedWithError
    /// It left the list before its end was seen, or made no step for too long, or could not be asked for.
    case unknown(String)
}

/// Waits for operations, which end whenever they like or not at all.
package struct OperationFollower: Sendable {
    private let reader: PortalReader
    private let patience: Duration
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameter patience: how long an operation may go without any step. The portal itself drops one after 60–70 s.
    package init(
        reader: PortalReader, patience: Duration = .seconds(75),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.reader = reader
        self.patience = patience
        self.sleep = sleep
    }

    /// Asks for the operation, first often, then every 2 s, until it is over or nothing more can be learnt.
    ///
    /// - Parameter saw: given the operation as it was at each look.
    package func follow(_ queued: Operation, saw: (Operation) -> Void = { _ in }) async -> OperationVerdict {
        var latest = queued
        var furthest = queued
        var waited = Duration.zero
        var delay = Duration.milliseconds(50)
        while !latest.isOver {
            guard waited < patience else {
                return .unknown("its operation made no step for \(patience.components.seconds) s")
            }
            do { try await sleep(delay) } catch { return .unknown("stopped while waiting for its operation") }
            waited += delay
            delay = min(delay * 2, .seconds(2))
            do throws(DocSpaceError) {
                guard let next = try await reader.operation(queued.id) else {
                    return .unknown("its operation vanished from the portal's list")
                }
                if next.isFurther(than: furthest) {
                    furthest = next
                    waited = .zero
                }
                latest = next
                saw(next)
            } catch {
                return .unknown("its operation can't be followed: \(error)")
            }
        }
        return latest.endedCleanly ? .finished : .finishedWithError
    }
}

extension Operation {
    /// Going to and fro is no step.
    fileprivate func isFurther(than earlier: Operation) -> Bool {
        progress > earlier.progress || processed ?? 0 > earlier.processed ?? 0 || status ?? 0 > earlier.status ?? 0
    }
}
