package import Retention

/// Finds out where the origin folders lie that a rule asks about. Source: docspace-api.md §10.
package struct OriginInspector {
    /// After so many failures in a row the portal isn't asked for the rest: what is not known protects.
    static let maxFailures = 3

    let reader: any TrashReader

    package init(reader: any TrashReader) { self.reader = reader }

    /// Inspects each folder once, one after the other.
    ///
    /// - Parameter folders: ids, each once.
    /// - Returns: where they lie; `.unknown` for a folder of which that can't be learnt.
    /// - Throws: `.cancelled` only.
    package func inspect(_ folders: [Int]) async throws(SweepProblem) -> OriginFacts {
        var facts = OriginFacts()
        var failures = 0
        for folder in folders where failures < Self.maxFailures {
            if Task.isCancelled { throw .cancelled }
            do throws(PortalFailure) {
                facts[folder] = try await reader.originLocation(ofFolder: folder)
                failures = 0
            } catch {
                if error.kind == .cancelled { throw .cancelled }
                facts[folder] = .unknown
                failures += 1
            }
        }
        return facts
    }
}
