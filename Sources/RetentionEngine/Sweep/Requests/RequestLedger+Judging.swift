import FoundationEssentials
import Retention

extension RequestLedger {
    /// The effect of the evidence about an item.
    enum Effect: Equatable {
        /// Record this outcome of that request, and close the requests that it settles.
        case record(OpenRequest, ItemResult)
        /// Nothing is certain yet: inspect again later.
        case keepOpen
        /// Our own call trashed it again, at that time by the portal's clock: move it back.
        case putBack(OpenRequest, trashedAt: Date)
        /// Our own call or a person may have trashed it again: a person must decide.
        case hold(OpenRequest, trashedAt: Date)
    }

    /// Whether an earlier sweep's request for an item may still take effect.
    func mayStillTakeEffect(_ key: ItemKey, besides sweepID: String, _ activity: PortalActivity) -> Bool {
        self[key].contains {
            $0.sweepID != sweepID && (activity.isWorking || $0.isWithinSettlingTime(at: activity.checkedAt))
        }
    }

    /// Whether to request the portal's activity: some requests are past the settling time, so time alone decides no more.
    func needsActivity(at instant: Date) -> Bool { requestsExist { !$0.isWithinSettlingTime(at: instant) } }

    /// Items for which nothing may be requested now: not inspected since their request, or the request may still run unseen.
    func keysToLeaveAlone(_ activity: PortalActivity) -> Set<ItemKey> {
        Set(
            open.filter { request in
                !request.isReported || activity.isWorking
                    || request.mayWaitUnseen && request.isWithinSettlingTime(at: activity.checkedAt)
            }.map(\.key))
    }

    /// Turns a failure into "unknown" while an earlier request may still take effect.
    ///
    /// - Returns: the result to record instead; nil to keep the result.
    func downgraded(_ result: ItemResult, _ key: ItemKey, by sweepID: String, _ activity: PortalActivity) -> ItemResult?
    {
        guard case .failed(let reason, _) = result, mayStillTakeEffect(key, besides: sweepID, activity) else {
            return nil
        }
        return .unknown(reason + ItemResult.mayBeByEarlier)
    }

    /// A call that was sent, and given up without an inspection, may have changed its items.
    ///
    /// - Returns: the result to record instead; nil to keep the result.
    func unproven(_ outcome: ItemOutcome, by sweepID: String) -> ItemResult? {
        guard !outcome.isSeen, let own = newest(outcome.item.key, by: sweepID), own.stage != .announced else {
            return nil
        }
        switch outcome.result {
        case .failed(let reason, _), .overtaken(let reason):
            return .unknown("\(reason); a call that named it may have been carried out")
        case .done, .unknown: return nil
        }
    }

    /// The earlier request that was carried out, if the present one found the work done: of an earlier sweep, or of this one
    /// for another destination.
    ///
    /// - Returns: nil if no earlier request did that.
    func earlierRequest(thatLed evidence: ItemEvidence, of key: ItemKey, before sweepID: String) -> OpenRequest? {
        let earlier = watching(key) + self[key].filter { $0.sweepID != sweepID || $0.calledAt != nil }
        return switch evidence {
        case .gone, .unlisted: earlier.last { $0.action == .purge }
        case .elsewhere(let folder): earlier.last { $0.action != .purge && $0.targets(folder) }
        case .inTrash, .trashedAgain, .outOfReach, .unproven, .uninspectable: nil
        }
    }

    /// Judges an item by its evidence, after the sweep that made its requests.
    ///
    /// - Parameter skewSeconds: our clock minus the portal's.
    func judge(_ key: ItemKey, _ evidence: ItemEvidence, _ activity: PortalActivity, skewSeconds: Double) -> Effect {
        let own = self[key]
        let watched = watching(key)
        guard let newest = own.last else { return .keepOpen }
        let isSettled = !activity.isWorking && !own.contains { $0.isWithinSettlingTime(at: activity.checkedAt) }
        func record(_ request: OpenRequest?, _ result: ItemResult) -> Effect { .record(request ?? newest, result) }
        switch evidence {
        case .gone, .unlisted:
            guard let purge = own.last(where: { $0.action == .purge }) else {
                return carriedOut(watched, evidence) ?? record(nil, .overtaken("found gone after an interruption"))
            }
            let remark =
                purge.stage == .refused ? "found gone, although it was refused" : "found gone after an interruption"
            return record(purge, .done(remark))
        case .elsewhere(let folder):
            if let restore = own.last(where: { $0.action != .purge && $0.targets(folder) }) {
                // A purge that may still run would trash it again.
                if !isSettled, own.contains(where: { $0.action == .purge }) { return .keepOpen }
                return record(restore, .done("found restored after an interruption"))
            }
            if let effect = carriedOut(watched, evidence) { return effect }
            return isSettled ? record(nil, .overtaken("found outside the trash after an interruption")) : .keepOpen
        case .outOfReach:
            guard isSettled else { return .keepOpen }
            return record(nil, .overtaken("found outside the top level of the trash after an interruption"))
        case .unproven: return unknown(newest, "the portal doesn't say where it is", isSettled)
        case .uninspectable(let reason): return unknown(newest, reason, isSettled)
        case .trashedAgain(let trashedAt):
            // At once: a later change of the item would hide it.
            if !activity.isWorking, let effect = mistake(watched + own, trashedAt, skewSeconds) { return effect }
            guard isSettled else { return .keepOpen }
            return record(nil, .overtaken("found in the trash again after an interruption"))
        case .inTrash:
            guard isSettled else { return .keepOpen }
            return record(nil, .failed("found still in the trash after an interruption", quarantine: false))
        }
    }

    /// Judges an item that this sweep's purge may have trashed again.
    func trashedByPurge(_ key: ItemKey, _ trashedAt: Date?, by sweepID: String, skewSeconds: Double) -> Effect? {
        mistake(watching(key) + self[key].filter { $0.sweepID == sweepID }, trashedAt, skewSeconds)
    }

    /// An uncertain outcome is recorded as unknown, once, and stays open.
    private func unknown(_ newest: OpenRequest, _ reason: String, _ isSettled: Bool) -> Effect {
        newest.isReported || !isSettled ? .keepOpen : .record(newest, .unknown(reason))
    }

    /// Whether one of the purges trashed a live item: it was trashed between the request and the end of the call. If the
    /// portal didn't report success, a person may have changed it in the trash, or trashed it.
    func mistake(_ own: [OpenRequest], _ trashedAt: Date?, _ skewSeconds: Double) -> Effect? {
        guard let trashedAt else { return nil }
        // Without the portal's clock the moment can't be known.
        if !skewSeconds.isFinite { return own.last { $0.action == .purge }.map { .hold($0, trashedAt: trashedAt) } }
        // Dates of the portal are of whole seconds.
        let ours = trashedAt.addingTimeInterval(skewSeconds)
        for purge in own.reversed() where purge.action == .purge {
            let isAfter = ours > purge.at.addingTimeInterval(-Self.clockGrain)
            let isBefore = purge.overAt.map { ours < $0.addingTimeInterval(Self.clockGrain) } ?? false
            if purge.stage == .over, isAfter, isBefore { return .putBack(purge, trashedAt: trashedAt) }
            // Our clock may have been set since then, but by no more than the difference that a purge allows.
            // A larger difference came later: then the portal's own date fits.
            let isReset = abs(skewSeconds) > Guardrail.longestClockSkew
            let (earliest, latest) = isReset ? (min(ours, trashedAt), max(ours, trashedAt)) : (ours, ours)
            let mayBeAfter = latest > purge.at.addingTimeInterval(-Guardrail.longestClockSkew)
            let isOver = purge.refusedAt == nil && (purge.stage == .over || purge.stage == .failed)
            let mayBeBefore = purge.overAt.map { earliest < $0.addingTimeInterval(Guardrail.longestClockSkew) } ?? false
            if isOver ? mayBeAfter && mayBeBefore : mayBeAfter && earliest < purge.lastPossibleEffect {
                return .hold(purge, trashedAt: trashedAt)
            }
        }
        return nil
    }

    /// How exactly the two clocks can be compared, in seconds.
    private static let clockGrain = 2.0

    private func requestsExist(_ isMeant: (OpenRequest) -> Bool) -> Bool { open.contains(where: isMeant) }
}
