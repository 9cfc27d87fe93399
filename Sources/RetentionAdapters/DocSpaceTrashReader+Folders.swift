import DocSpace
package import Retention
package import RetentionEngine

/// Folders: destinations of restores, and locations of origins.
extension DocSpaceTrashReader {
    package func destination(_ target: FixedTarget) async throws(PortalError) -> RestoreDestination {
        switch target {
        case .folder(let id): try await destination(folder: id)
        case .myDocuments: try await myDocuments()
        }
    }

    package func originLocation(ofFolder id: Int) async throws(PortalError) -> OriginLocation {
        do throws(DocSpaceError) {
            switch try await portal.folder(id).rootFolderType {
            case RootFolderType.myDocuments: return .myDocuments
            // In the trash, or in a broken tree: docspace-api.md §10.
            case nil, 0, RootFolderType.trash: return .unknown
            default: return .elsewhere
            }
        } catch {
            let failure = PortalError(error)
            guard failure.kind == .denied || failure.kind == .missing else { throw failure }
            return .unknown
        }
    }

    private func destination(folder id: Int) async throws(PortalError) -> RestoreDestination {
        let folder = try await inspecting { () async throws(DocSpaceError) in try await portal.folder(id) }
        try refuse(reasonAgainstRestoring(root: folder.rootFolderType, folder.security, mustProve: true))
        let room = try await inspecting { () async throws(DocSpaceError) in try await portal.room(of: folder) }
        if room == nil, folder.rootFolderType == RootFolderType.rooms {
            try refuse("the portal doesn't say in which room it lies")
        }
        let lifetime = room?.lifetime.flatMap { $0.isEnabled ? FileLifetime(days: $0.days) : nil }
        return RestoreDestination(
            id: folder.id, title: folder.title, lifetime: lifetime,
            isFormRoom: folder.isInFormRoom || room?.isInFormRoom == true)
    }

    private func myDocuments() async throws(PortalError) -> RestoreDestination {
        let section = try await inspecting { () async throws(DocSpaceError) in try await portal.myDocuments() }
        guard let section else { throw PortalError(.missing, excludesEffect: true, "the user has no such section") }
        try refuse(reasonAgainstRestoring(root: section.rootFolderType, section.security, mustProve: false))
        return RestoreDestination(id: section.id, title: section.title)
    }

    /// Sends a request, and blames the folder only if the portal itself works: a suspended or busy one gives the same
    /// answer for everything.
    private func inspecting<Answer>(
        _ question: () async throws(DocSpaceError) -> Answer
    ) async throws(PortalError) -> Answer {
        do throws(DocSpaceError) { return try await question() } catch {
            let failure = PortalError(error)
            if failure.kind == .denied || failure.kind == .missing { try await probe() }
            throw failure
        }
    }

    private func refuse(_ reason: String?) throws(PortalError) {
        if let reason { throw PortalError(.denied, excludesEffect: true, reason) }
    }
}

/// Why restored items can't go to a folder; nil if they can. Source: docspace-api.md §6 and §10.
///
/// - Parameter mustProve: whether rights that the portal doesn't send count as missing.
private func reasonAgainstRestoring(root: Int?, _ security: [String: Bool]?, mustProve: Bool) -> String? {
    switch root {
    case RootFolderType.trash: return "it is in the trash itself"
    case RootFolderType.archive: return "it is archived"
    case nil where mustProve: return "the portal doesn't say where it is"
    default: break
    }
    let allowed = ["Create", "MoveTo"].allSatisfy { (security ?? [:])[$0] ?? !mustProve }
    return allowed ? nil : "nothing may be moved there"
}
