import Retention

/// The folders that items may be restored to, each asked for once.
struct DestinationResolver {
    let reader: any TrashReader
    private var known: [FixedTarget: Result<Int, PortalFailure>] = [:]

    init(reader: any TrashReader) {
        self.reader = reader
    }

    /// Drops the destinations that can't take anything and tells the first that can.
    ///
    /// - Returns: the folder's id; nil when none is left.
    /// - Throws: when the portal itself fails.
    mutating func first(of attempt: inout RestoreAttempt) async throws(SweepProblem) -> Int? {
        while let target = attempt.targets.first {
            switch await look(target) {
            case .success(let folder): return folder
            case .failure(let failure) where failure.kind == .denied || failure.kind == .missing:
                attempt.lastReason = "\(target.description): \(failure.description)"
                attempt.targets.removeFirst()
            case .failure(let failure): throw SweepProblem(failure)
            }
        }
        return nil
    }

    private mutating func look(_ target: FixedTarget) async -> Result<Int, PortalFailure> {
        if let result = known[target] { return result }
        let result: Result<Int, PortalFailure>
        do throws(PortalFailure) { result = .success(try await reader.destination(target)) } catch {
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
