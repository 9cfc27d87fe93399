import FoundationEssentials
import Retention

/// The folders that items may be restored to, each inspected once.
struct DestinationResolver {
    let reader: any TrashReader
    private var known: [FixedTarget: Result<RestoreDestination, PortalError>] = [:]

    init(reader: any TrashReader) {
        self.reader = reader
    }

    /// Drops the destinations that can't take the item, noting the reasons, and finds the first that can.
    ///
    /// - Parameter now: the instant of the restore, by the portal's clock.
    /// - Returns: nil if no destination is left.
    /// - Throws: when the portal itself fails.
    mutating func first(
        of attempt: inout RestoreAttempt, now: Date
    ) async throws(SweepError) -> RestoreDestination? {
        while let target = attempt.targets.first {
            switch await inspect(target) {
            case .success(let destination):
                guard let refusal = destination.refusal(of: attempt.planned.item, now: now) else { return destination }
                attempt = attempt.next(after: refusal)
            case .failure(let failure) where failure.kind == .denied || failure.kind == .missing:
                attempt = attempt.next(after: failure.description)
            case .failure(let failure): throw SweepError(failure)
            }
        }
        return nil
    }

    private mutating func inspect(_ target: FixedTarget) async -> Result<RestoreDestination, PortalError> {
        if let result = known[target] { return result }
        let result: Result<RestoreDestination, PortalError>
        do throws(PortalError) { result = .success(try await reader.destination(target)) } catch {
            result = .failure(error)
        }
        known[target] = result
        return result
    }
}

extension FixedTarget: CustomStringConvertible {
    package var description: String {
        switch self {
        case .folder(let id): "folder \(id)"
        case .myDocuments: "My documents"
        }
    }
}
