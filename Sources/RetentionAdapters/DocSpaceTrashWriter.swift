package import DocSpace
package import Retention
package import RetentionEngine

/// Changes a trash through the portal's API, following each operation to its end.
package struct DocSpaceTrashWriter: TrashWriter {
    private let portal: PortalWriter
    private let follower: OperationFollower

    package init(_ portal: PortalWriter, follower: OperationFollower) {
        self.portal = portal
        self.follower = follower
    }

    package func prepare(_ change: TrashChange) async throws(PortalError) {
        do throws(DocSpaceError) { try await portal.reserve(change == .restoring ? .restoring : .destroying) } catch {
            throw PortalError(error)
        }
    }

    package func restore(
        _ keys: [ItemKey], into folder: Int, within limit: Duration
    ) async throws(PortalError) -> OperationReport {
        try await finish(within: limit) { () async throws(DocSpaceError) in
            try await portal.move(keys.map(EntryKey.init), to: folder)
        }
    }

    package func purge(_ keys: [ItemKey], within limit: Duration) async throws(PortalError) -> OperationReport {
        try await finish(within: limit) { () async throws(DocSpaceError) in
            try await portal.delete(keys.map(EntryKey.init))
        }
    }

    package func emptyTrash(within limit: Duration) async throws(PortalError) -> OperationReport {
        try await finish(within: limit) { () async throws(DocSpaceError) in try await portal.emptyTrash() }
    }

    private func finish(
        within limit: Duration, _ call: () async throws(DocSpaceError) -> DocSpace.Operation?
    ) async throws(PortalError) -> OperationReport {
        let queued: DocSpace.Operation?
        do throws(DocSpaceError) { queued = try await call() } catch { throw PortalError(error) }
        guard let queued else {
            return OperationReport(id: nil, end: .unknown("the portal named no operation for the call"))
        }
        var processed = queued.processed
        let end: OperationEnd =
            switch await follower.follow(queued, within: limit, saw: { processed = $0.processed ?? processed }) {
            case .finished: .finished
            case .finishedWithError: .finishedWithError
            case .leftList(let wasSeenRunning): .leftList(wasSeenRunning: wasSeenRunning)
            case .notSeenAtWork(let reason): .notSeenAtWork(reason)
            case .unknown(let reason): .unknown(reason)
            }
        return OperationReport(id: queued.id, end: end, processed: processed)
    }
}
