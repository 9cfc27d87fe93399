import FoundationEssentials
import Retention

/// Inspecting the items of a restore right before the call. The portal moves an item from wherever it is (docspace-api.md
/// §6), so a restore would take an item away from where a person has put it.
extension SweepRun {
    /// The number of items in a row that can't be inspected before the portal, and not the items, is blamed.
    private static let maxFailures = 8

    /// A call's worth of attempts from the front, whose items are at the top of the trash as they were listed.
    ///
    /// - Parameter waiting: afterwards without these, and without those that changed or can't be inspected: nothing is
    ///   requested for them, and the next sweep decides again. Those that there was no time for stay.
    mutating func inspected(
        _ waiting: inout [RestoreAttempt], atMost size: Int, _ action: OpenRequest.Action, _ fresh: FreshItems
    ) async throws(SweepError) -> [RestoreAttempt] {
        fresh.forget()
        var ready: [RestoreAttempt] = []
        var failures = 0
        let began = now
        while ready.count < size, let attempt = waiting.first,
            ready.isEmpty || (0..<FreshItems.gatheringTime).contains(now.timeIntervalSince(began))
        {
            let item = attempt.planned.item
            let requestedAt = now
            let inspection: Inspection
            do throws(PortalError) { inspection = try await sweeper.reader.inspect(item.key) } catch {
                failures += 1
                guard error.mayBeOfOneItem, failures < Self.maxFailures else { throw SweepError(error) }
                let reason = "not sent: it can't be inspected: \(error)"
                try leaveOut(attempt.planned, action, .failed(reason, quarantine: false))
                waiting.removeFirst()
                continue
            }
            failures = 0
            if let reason = inspection.objection(to: item) {
                if let earlier = earlierDestination(item, inspection) {
                    try settle([earlier])
                } else {
                    try leaveOut(attempt.planned, action, .overtaken("not sent: \(reason)"))
                }
            } else {
                fresh.note([FreshItems.Known(item: item, seenAt: inspection.seenAt(now: now, requestedAt: requestedAt))]
                )
                ready.append(attempt)
            }
            waiting.removeFirst()
        }
        return ready
    }

    /// Whether a call of this sweep named an item whose outcome is open.
    func wasCalled(_ key: ItemKey) -> Bool {
        requests[key].contains { $0.sweepID == outcome.sweepID && $0.calledAt != nil }
    }

    /// Notes how far the calls for these items got. A call that was refused before it was divided may still be carried out,
    /// whatever its parts did.
    ///
    /// - Returns: the calls, without items that they left out.
    @discardableResult
    mutating func note(
        _ results: [BatchResult], of items: [PlannedItem], _ fresh: FreshItems
    ) throws(SweepError) -> [BatchResult] {
        let keys = fresh.refused
        try note([BatchResult(items: items.filter { keys.contains($0.item.key) }, status: .refusedBefore)])
        let named = fresh.named(results)
        try note(named)
        return named
    }

    /// The outcome of an item that changed before a call named it, if this sweep's call for a better destination turns out to
    /// have been carried out.
    private func earlierDestination(_ item: TrashedItem, _ inspection: Inspection) -> ItemOutcome? {
        guard wasCalled(item.key) else { return nil }
        return earlierOutcome(item.key, ItemEvidence(inspection, requested: item.trashedAt))
    }

    /// Leaves an item out of a call. It has a record only if it was announced, for a better destination that refused it.
    private mutating func leaveOut(
        _ planned: PlannedItem, _ action: OpenRequest.Action, _ result: ItemResult
    ) throws(SweepError) {
        if isAnnounced(planned.item.key) {
            let outcome = ItemOutcome(
                item: planned.item, rule: planned.rule, cause: planned.reason, action: action, result: result)
            return try settle([outcome])
        }
        switch result {
        case .failed(let reason, _), .unknown(let reason):
            outcome.counts.failed += 1
            outcome.failures.append(SweepOutcome.Failure(item: planned.item, reason: reason))
        case .overtaken(let reason) where request.isByHand:
            outcome.dropped.append(SweepOutcome.Failure(item: planned.item, reason: reason))
        case .overtaken, .done: break
        }
    }

    /// Inspects the items of a call that was put off or divided again.
    static func inspecting(_ reader: any TrashReader, _ now: @escaping @Sendable () -> Date) -> FreshItems.Reread {
        { known async throws(PortalError) in
            var seen: [ItemKey: FreshItems.Sighting] = [:]
            let began = now()
            for one in known where (0..<FreshItems.gatheringTime).contains(now().timeIntervalSince(began)) {
                let requestedAt = now()
                let inspection = try await reader.inspect(one.item.key)
                let seenAt = inspection.seenAt(now: now(), requestedAt: requestedAt)
                seen[one.item.key] = inspection.objection(to: one.item).map { .changed($0) } ?? .unchanged(seenAt)
            }
            return seen
        }
    }

    /// Gives an outcome to announced items that their call left out because they changed.
    ///
    /// - Returns: attempts whose items there was no time to inspect again: they must go into another call.
    mutating func settleLeftOut(
        _ results: inout [BatchResult], _ attempts: [RestoreAttempt], _ action: OpenRequest.Action,
        _ destination: RestoreDestination, _ fresh: FreshItems
    ) throws(SweepError) -> [RestoreAttempt] {
        let leftOut = fresh.takeLeftOut()
        results = results.naming(except: Array(leftOut.changed.keys) + leftOut.later)
        let changed = attempts.map(\.planned).filter { leftOut.changed[$0.item.key] != nil }
        let (refused, unsent) = (changed.filter { wasCalled($0.item.key) }, changed.filter { !wasCalled($0.item.key) })
        if !refused.isEmpty { results.append(BatchResult(items: refused, status: .refusedBefore)) }
        try settle(
            unsent.map { planned in
                ItemOutcome(
                    item: planned.item, rule: planned.rule, cause: planned.reason, action: action,
                    result: .overtaken("not sent: \(leftOut.changed[planned.item.key]!)"),
                    target: destination.recorded)
            })
        return attempts.filter { leftOut.later.contains($0.planned.item.key) }
    }
}

extension Inspection {
    /// When the item was as the inspection shows it.
    func seenAt(now: Date, requestedAt: Date) -> Date {
        age.map { now.addingTimeInterval(-$0.timeInterval) } ?? requestedAt
    }

    /// Why a restore must not name an item; nil if it is at the top of the trash as it was listed.
    func objection(to item: TrashedItem) -> String? {
        switch location {
        case .trash(let trashedAt):
            item.wasTrashed(at: trashedAt)
                ? renaming(of: item) : "somebody restored it meanwhile; it is in the trash again"
        case .elsewhere: "somebody restored it meanwhile"
        case .gone: "it no longer exists"
        case .insideTrashedFolder, .outOfSight: "somebody moved it out of the top level of the trash meanwhile"
        case .unproven: "the portal doesn't say where it is"
        }
    }

    /// A rule may match another title no more. The next sweep decides by the new one.
    private func renaming(of item: TrashedItem) -> String? {
        guard let title = self.item?.title, !title.utf8.elementsEqual(item.title.utf8) else { return nil }
        return "somebody renamed it meanwhile"
    }
}

extension TrashedItem {
    /// To the millisecond: not every representation keeps each digit.
    fileprivate func wasTrashed(at date: Date?) -> Bool {
        // A listing without a date leaves nothing to compare; being in the trash is enough.
        guard let trashedAt else { return true }
        guard let date else { return false }
        return abs(date.timeIntervalSince(trashedAt)) < 0.001
    }
}

extension PortalError {
    /// Whether the failure may concern one item only, so that another may still be answered.
    var mayBeOfOneItem: Bool {
        switch kind {
        case .denied, .missing, .unavailable: true
        case .keyRefused, .throttled, .cancelled, .sharedTrash, .superseded: false
        }
    }
}

extension [RestoreAttempt] {
    /// The restores that share calls: folders before files, rescues and restores apart.
    var calls: [(action: OpenRequest.Action, kind: ItemKind, attempts: [RestoreAttempt])] {
        [ItemKind.folder, .file].flatMap { kind in
            [OpenRequest.Action.rescue, .restore].compactMap { action in
                let attempts = filter {
                    $0.planned.item.key.kind == kind && ($0.planned.restore!.isRescue ? .rescue : .restore) == action
                }
                return attempts.isEmpty ? nil : (action, kind, attempts)
            }
        }
    }
}
