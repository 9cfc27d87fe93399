import Retention

/// Finding the results of calls: by evidence about each item, never by an answer alone.
extension SweepRun {
    /// Lists the trash twice, judges each item of the calls, and records it.
    ///
    /// An item counts as absent if neither listing shows it, because one listing may leave out entries that changed places.
    /// It counts as present if the end of the second shows it, because unknown work may continue meanwhile. Between the two,
    /// the item itself is inspected. An item that is present although its call is over, or was refused, stays open while the
    /// portal works on anything: the network may have delivered the call twice, or a gateway may have answered for the
    /// portal.
    ///
    /// Items that the portal only put off and left where they are get no outcome: they are still to be requested.
    ///
    /// - Parameter mustProveEach: whether a call that ended well proves nothing about an absent file.
    /// - Returns: the second listing.
    mutating func verifyPurge(
        _ calls: [BatchResult], mustProveEach: Bool = false
    ) async throws(SweepError) -> Listing {
        sweeper.progress(.verifying)
        try note(calls)
        let calls = calls.filter { !$0.isUnsentForNow }
        let keys = calls.flatMap(\.items).map(\.item.key)
        let first: Listing
        let earlier: [ItemKey: TrashedItem]
        let isWorking: Bool
        let second: Listing
        do throws(PortalError) {
            first = try await sweeper.reader.list { _, _ in }
            earlier = first.items(keys)
            let left = calls.filter { $0.items.contains { earlier[$0.item.key] != nil } }.map(\.status.callStatus)
            if left.contains(where: \.mayPrecedeReadings) { try await outwaitReplica() }
            isWorking = left.contains(where: \.claimsEnd) ? await isPortalWorking() : false
            second = try await sweeper.reader.list { _, _ in }
        } catch {
            throw SweepError(error)
        }
        let later = second.items(keys)
        let isWhole = !first.isShort && !second.isShort && first.unusable + second.unusable == 0
        var outcomes: [ItemOutcome] = []
        var untouched: [ItemKey] = []
        var mistakes: [TrashedMistake] = []
        var unlistedCalls: [UnlistedFiles] = []
        for call in calls {
            var unlisted: [ItemKey] = []
            for planned in call.items {
                let key = planned.item.key
                let evidence: ItemEvidence
                if let item = later[key], !second.unconfirmed.contains(key) {
                    evidence = ItemEvidence(listed: item, requested: planned.item)
                } else if later[key] == nil, earlier[key] == nil, isWhole, !mustProveEach, key.kind == .file,
                    call.status.callStatus == .finished
                {
                    // A folder that somebody took away meanwhile gets the same outcome as a destroyed one.
                    evidence = .unlisted
                    unlisted.append(key)
                } else {
                    evidence = await inspected(planned.item)
                }
                let outcome = purgeOutcome(planned, call, evidence, isWorking: isWorking)
                if case .failed = outcome.result, call.isPostponed {
                    untouched.append(key)
                    continue
                }
                outcomes.append(
                    try undone(outcome, evidence, second, &mistakes))
            }
            if let files = unlistedFiles(unlisted) { unlistedCalls.append(files) }
        }
        if !untouched.isEmpty {
            try note(.called(items: untouched, sweepID: outcome.sweepID, stage: .announced, at: now))
        }
        // On the disk before the request is closed: a crash between the two must not lose it.
        for mistake in mistakes { try note(.mistaken(mistake)) }
        if !unlistedCalls.isEmpty { try note(.purged(calls: unlistedCalls)) }
        try settle(outcomes)
        if !mistakes.isEmpty { try await putBackMistakes() }
        return second
    }

    /// The files of a call that are only known to be purged because listings lack them.
    private func unlistedFiles(_ keys: [ItemKey]) -> UnlistedFiles? {
        let own = keys.compactMap { requests.newest($0, by: outcome.sweepID) }
        guard let at = own.map(\.at).min() else { return nil }
        let overAt = own.compactMap(\.overAt).max() ?? now
        return UnlistedFiles(
            ids: keys.map(\.id), sweepID: outcome.sweepID, at: at, overAt: overAt,
            refusedAt: own.compactMap(\.refusedAt).min())
    }

    /// Waits if readings show items after the end or the refusal of their call: they may come from a replica of the database
    /// that is behind, and a gateway may refuse a call that it has passed on.
    private func outwaitReplica() async throws(PortalError) {
        do { try await sweeper.sleep(Self.replicaLag) } catch {
            throw PortalError(.cancelled, excludesEffect: true, "stopped")
        }
    }

    /// How far readings from a replica of the portal's database may be behind.
    static let replicaLag = Duration.seconds(30)

    func inspected(_ item: TrashedItem) async -> ItemEvidence {
        do throws(PortalError) {
            return ItemEvidence(try await sweeper.reader.inspect(item.key), requested: item.trashedAt)
        } catch {
            return .uninspectable(error.description)
        }
    }

    private func purgeOutcome(
        _ planned: PlannedItem, _ call: BatchResult, _ evidence: ItemEvidence, isWorking: Bool
    ) -> ItemOutcome {
        var status = call.status.callStatus
        // Not sent in the end, but sent and refused before.
        if case .notSent(let reason) = status,
            let own = requests.newest(planned.item.key, by: outcome.sweepID), own.stage != .announced
        {
            status = .refused(reason, isOfItem: false)
        }
        let result = OutcomeRules.result(.purge, evidence, status, isWorking: isWorking, target: nil)
        if case .overtaken = result, let earlier = earlierOutcome(planned.item.key, evidence) { return earlier }
        return ItemOutcome(
            item: planned.item, rule: planned.rule, cause: planned.reason, action: .purge, result: result,
            operationID: call.operationID, isSeen: true)
    }

    /// The outcome of an earlier request: it was open, and now turns out to have been carried out.
    func earlierOutcome(_ key: ItemKey, _ evidence: ItemEvidence) -> ItemOutcome? {
        requests.earlierRequest(thatLed: evidence, of: key, before: outcome.sweepID)?
            .outcome(.done("an earlier request was carried out"))
    }

    /// The outcome of a purge that trashed a live item again: it has failed, and must be undone. If the call may still be
    /// carried out, the outcome stays unknown; but a later change of the item must not hide the mistake.
    private mutating func undone(
        _ outcome: ItemOutcome, _ evidence: ItemEvidence, _ listing: Listing, _ mistakes: inout [TrashedMistake]
    ) throws(SweepError) -> ItemOutcome {
        let key = outcome.item.key
        guard case .trashedAgain(let trashedAt) = evidence else { return outcome }
        let isUnknown: Bool
        switch outcome.result {
        case .overtaken: isUnknown = false
        case .unknown: isUnknown = true
        case .done, .failed: return outcome
        }
        var outcome = outcome
        let origin = listing.items([key])[key]?.originFolder
        let skew = listing.clockSkewSeconds ?? 0
        switch requests.trashedByPurge(key, trashedAt, by: self.outcome.sweepID, skewSeconds: skew) {
        case .putBack(let purge, let trashedAt):
            mistakes.append(TrashedMistake(purge, trashedAt, origin))
            if isUnknown { break }
            (outcome.result, outcome.isDecided) = (.trashedByUs, true)
        case .hold(let purge, let trashedAt):
            try holdForAPerson(TrashedMistake(purge, trashedAt, origin), ItemResult.perhapsTrashedByUs)
            if isUnknown { break }
            (outcome.result, outcome.isDecided) = (.heldForAPerson, true)
            outcome.request = requests.newest(key, by: self.outcome.sweepID)?.trashedAgain(at: trashedAt)
        case .record, .keepOpen, nil: break
        }
        return outcome
    }

    /// Inspects each item of a call and records its outcome.
    ///
    /// - Parameter keepsFailed: whether items that are still in the trash get another try instead of an outcome.
    /// - Returns: the attempts that failed and have another destination to try, or all that failed.
    mutating func verifyRestore(
        _ call: BatchResult, _ action: OpenRequest.Action, _ attempts: [RestoreAttempt],
        _ destination: RestoreDestination, _ workCheck: inout PortalWorkCheck, keepsFailed: Bool = false
    ) async throws(SweepError) -> [RestoreAttempt] {
        sweeper.progress(.verifying)
        try note([call])
        var again: [RestoreAttempt] = []
        var outcomes: [ItemOutcome] = []
        for planned in call.items {
            var (result, evidence) = await restoreResult(planned.item, call.status, target: destination.id, &workCheck)
            let attempt = attempts.first { $0.planned.item.key == planned.item.key }!
            if case .failed = result, keepsFailed {
                again.append(attempt)
                continue
            }
            if case .failed(let reason, _) = result, attempt.targets.count > 1, call.status.maySucceedElsewhere {
                again.append(attempt.next(after: reason))
                continue
            }
            if result == .done(nil) { result = .done(attempt.remark) }
            // A purge requested by an earlier sweep may have ended meanwhile.
            var earlier: ItemOutcome?
            if case .overtaken = result { earlier = earlierOutcome(planned.item.key, evidence) }
            outcomes.append(
                earlier
                    ?? ItemOutcome(
                        item: planned.item, rule: planned.rule, cause: planned.reason, action: action, result: result,
                        target: destination.recorded, operationID: call.operationID, isSeen: call.status.stage != nil))
        }
        if !again.isEmpty {
            let untouched = again.map(\.planned.item.key)
            try note(.called(items: untouched, sweepID: outcome.sweepID, stage: .announced, at: now))
        }
        try settle(outcomes)
        return again
    }

    /// The items of calls that the portal put off and that are where they were. A refusal proves nothing: an item that isn't
    /// there has its outcome, or stays open.
    mutating func stillToRestore(
        _ calls: [BatchResult], _ action: OpenRequest.Action, _ attempts: [RestoreAttempt],
        _ destination: RestoreDestination
    ) async throws(SweepError) -> [PlannedItem] {
        var left: [PlannedItem] = []
        var workCheck = PortalWorkCheck()
        for call in calls {
            guard !call.isUnsentForNow else {
                left += call.items
                continue
            }
            let settled = try await verifyRestore(call, action, attempts, destination, &workCheck, keepsFailed: true)
            left += settled.map(\.planned)
        }
        return left
    }

    /// The result from the evidence of the item itself and the status of the call.
    ///
    /// - Returns: also the evidence.
    func restoreResult(
        _ item: TrashedItem, _ status: BatchStatus, target: Int, _ workCheck: inout PortalWorkCheck
    ) async -> (result: ItemResult, evidence: ItemEvidence) {
        if case .notSent(let failure) = status {
            return (.failed("not tried: \(failure)", quarantine: false), .uninspectable("not tried"))
        }
        var evidence = await inspected(item)
        if status.callStatus.claimsEnd, workCheck.isWorking == nil, evidence.isInTrash {
            if status.callStatus.mayPrecedeReadings { try? await outwaitReplica() }
            workCheck.isWorking = await isPortalWorking()
            evidence = await inspected(item)
        }
        let result = OutcomeRules.result(
            .restore, evidence, status.callStatus, isWorking: workCheck.isWorking ?? false, target: target)
        return (result, evidence)
    }
}

/// Whether the portal still works, read once after calls that are all over.
struct PortalWorkCheck {
    /// Nil until it was requested.
    var isWorking: Bool?
}
