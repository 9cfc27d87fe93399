import RetentionEngine
import Synchronization

/// What the service can't do beside its sweeps, such as serving metrics: shown in its status, but no reason to stop.
final class ServiceProblems: Sendable {
    private let texts = Mutex<[String: String]>([:])

    /// - Parameters:
    ///   - text: one clause for people; nil if it is over.
    ///   - key: distinguishes one problem from another.
    /// - Returns: whether that is new.
    @discardableResult
    func set(_ text: String?, for key: String) -> Bool {
        texts.withLock { texts in
            defer { texts[key] = text }
            return texts[key] != text
        }
    }

    /// The same ports; each published status contains the problems.
    func observing(_ ports: SweepService.Ports) -> SweepService.Ports {
        var observed = ports
        observed.publish = { [self] status in
            var status = status
            let problems = texts.withLock { $0.sorted { $0.key < $1.key }.map(\.value) }
            status.problems = problems.isEmpty ? nil : problems
            ports.publish(status)
        }
        return observed
    }
}
