import FoundationEssentials
import Retention

/// Requests with a recorded outcome that may be carried out anyway: an unanswered call may wait in a lane for hours.
extension RequestLedger {
    /// Judges an item with watched requests, and no open ones.
    ///
    /// - Parameter skewSeconds: our clock minus the portal's.
    /// - Returns: nil if nothing more can happen.
    func judgeWatched(
        _ key: ItemKey, _ evidence: ItemEvidence, _ activity: PortalActivity, skewSeconds: Double
    ) -> Effect? {
        guard let own = watched[key], let newest = own.last else { return nil }
        if let effect = carriedOut(own, evidence) { return effect }
        switch evidence {
        case .gone, .unlisted: return nil
        case .unproven, .uninspectable:
            // Nothing was seen. After 30 days the portal's own cleaner has destroyed it.
            let isGone = activity.checkedAt >= newest.at.addingTimeInterval(Portal.retention.timeInterval)
            return isGone ? nil : .keepOpen
        case .trashedAgain(let trashedAt):
            if let effect = mistake(own, trashedAt, skewSeconds) { return effect }
        case .inTrash, .elsewhere, .outOfReach: break
        }
        return own.contains { $0.mayRunUnnoticed(activity) } ? .keepOpen : nil
    }

    /// The request that was carried out although another outcome is recorded. Nil if none was.
    func carriedOut(_ watched: [OpenRequest], _ evidence: ItemEvidence) -> Effect? {
        switch evidence {
        case .gone:
            watched.last { $0.action == .purge }.map { .record($0, .done("found gone, \($0.contradiction)")) }
        case .elsewhere(let folder):
            watched.last { $0.action != .purge && $0.target != nil && $0.targets(folder) }
                .map { .record($0, .done("found restored, \($0.contradiction)")) }
        case .inTrash, .trashedAgain, .unlisted, .outOfReach, .unproven, .uninspectable: nil
        }
    }

    /// The requests of an item to watch once an outcome is recorded for it.
    ///
    /// - Parameter sweepID: the present sweep. Requests that it announced and named in no call were not sent.
    func toWatch(after outcome: ItemOutcome, by sweepID: String) -> [OpenRequest] {
        let key = outcome.item.key
        let known = watching(key)
        let open = self[key].filter { $0.sweepID != sweepID || $0.calledAt != nil }
        switch outcome.result {
        case .unknown: return known
        case .done:
            // A destroyed item can't change. A restored one may be trashed again.
            if outcome.action == .purge { return [] }
            return Self.bounded(known + open.filter { $0.mayRunLater || $0.sweepID == sweepID }).filter {
                $0.action == .purge
            }
        case .overtaken:
            // The reading may be older than our call, which trashed it again: one more inspection shows that.
            return Self.bounded(
                known + open.filter { $0.mayRunLater || $0.action == .purge && $0.sweepID == sweepID })
        case .failed:
            let own = outcome.request ?? newest(key, by: sweepID)
            // An outcome without evidence is of a call that was not sent.
            let isOwn = { (request: OpenRequest) in outcome.isSeen && request.number == own?.number }
            var found =
                known
                + open.filter {
                    isOwn($0) ? outcome.result != .trashedByUs || $0.refusedAt != nil : $0.mayRunLater
                }
            if let own, let index = found.firstIndex(where: isOwn) { found[index] = own }
            return Self.bounded(found)
        }
    }

    /// Of equal requests only the oldest and the newest, which cover the others' time: while everything fails, each sweep
    /// adds one.
    private static func bounded(_ own: [OpenRequest]) -> [OpenRequest] {
        own.indices.filter { index in
            let equal = own.indices.filter { other in
                own[other].action == own[index].action && own[other].target == own[index].target
                    && own[other].mayRunLater == own[index].mayRunLater
                    && own[other].mayWaitUnseen == own[index].mayWaitUnseen
            }
            return index == equal.first || index == equal.last
        }.map { own[$0] }
    }

    /// The same after a crash, from the recorded outcome alone.
    ///
    /// - Parameter sweepID: of the sweep that recorded it.
    func toWatch(replaying event: AuditEvent, of key: ItemKey, by sweepID: String) -> [OpenRequest] {
        if event == .purged { return [] }
        let known = watching(key)
        let numbers = Set(known.map(\.number))
        let all =
            known
            + self[key].filter { request in
                (request.mayRunLater || request.action == .purge) && !numbers.contains(request.number)
                    && (request.sweepID != sweepID || request.calledAt != nil)
            }
        return event == .restored || event == .rescued ? all.filter { $0.action == .purge } : all
    }

    /// The watched requests of an item that stay so after a person was left to decide about it, because it was trashed again.
    func toWatch(_ key: ItemKey, trashedAgainAt date: Date, _ activity: PortalActivity) -> [OpenRequest] {
        watching(key).filter { ($0.stage != .over || $0.refusedAt != nil) && $0.mayRunUnnoticed(activity) }
            .map { $0.trashedAgain(at: date) }
    }
}

extension OpenRequest {
    /// Whether a call that named it was not seen to end.
    fileprivate var mayRunLater: Bool { refusedAt != nil || stage != .over && stage != .failed }

    /// The end of the reason of an outcome that contradicts the recorded one.
    fileprivate var contradiction: String {
        refusedAt == nil ? "although it was recorded as failed" : "although it was refused"
    }
}
