/// The portal's contents at an instant of the work axis.
struct PastState: Sendable {
    let at: Duration
    let state: PortalState
}

extension PortalState {
    /// Stores the present state for a replica that lags behind.
    mutating func rememberPresent() {
        guard settings.readLag > .zero else { return }
        var present = self
        present.past = []
        present.keptReplies = [:]
        past.append(PastState(at: work, state: present))
        let newestNeeded = past.lastIndex { $0.at <= work - settings.readLag } ?? 0
        past.removeFirst(newestNeeded)
    }

    /// Answers from a lagging replica: `readLag` behind for the database's contents, which don't include jobs.
    mutating func lagging(
        _ request: PortalRequest, at endpoint: Endpoint, user: UserID?
    ) -> PortalReply? {
        guard settings.readLag > .zero, request.isRead, endpoint.isInDatabase,
            var then = past.last(where: { $0.at <= work - settings.readLag })?.state
        else { return nil }
        then.settings = settings
        then.generator = generator
        defer {
            generator = then.generator
            pageDelay = then.pageDelay
        }
        return then.answer(request, at: endpoint, user: user, fault: nil)
    }
}

extension Endpoint {
    fileprivate var isInDatabase: Bool {
        switch self {
        case .trash, .myDocuments, .contents, .folder, .file, .path, .subfolders, .rooms, .room, .clashes: true
        default: false
        }
    }
}
