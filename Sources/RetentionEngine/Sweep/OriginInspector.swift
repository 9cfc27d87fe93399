package import Retention

/// Finds the locations of the origin folders that a rule needs. Source: docspace-api.md §10.
package struct OriginInspector {
    /// After this number of failures in a row no more folders are requested: an unknown origin protects.
    static let maxFailures = 3

    let reader: any TrashReader

    package init(reader: any TrashReader) { self.reader = reader }

    /// Inspects each folder once, in order.
    ///
    /// - Parameter folders: ids, each once.
    /// - Returns: where they lie; `.unknown` for a folder whose location can't be learnt.
    /// - Throws: `.cancelled` only.
    package func inspect(_ folders: [Int]) async throws(SweepError) -> OriginFacts {
        var facts = OriginFacts()
        var failures = 0
        for folder in folders where failures < Self.maxFailures {
            if Task.isCancelled { throw .cancelled }
            do throws(PortalError) {
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
