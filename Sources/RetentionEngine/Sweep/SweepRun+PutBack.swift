import FoundationEssentials
import Retention

/// Undoing our own mistake: a purge that reached an item which a person had restored only trashed it again. It goes back to
/// where it was; if that is impossible, it is held until a person decides.
extension SweepRun {
    /// Moves items back that our own calls trashed again and that have not changed since. The others stay for the next sweep.
    mutating func putBackMistakes() async throws(SweepError) {
        for mistake in requests.mistakes.values.sorted(by: { $0.key < $1.key }) {
            // A move with an unknown end must not be repeated blindly.
            let key = mistake.key
            guard requests[key].isEmpty, gate.mayWrite, !Task.isCancelled, !isSuperseded else { continue }
            let inspection: Inspection
            let requestedAt: Date
            do throws(PortalError) {
                try await writer.prepare(.restoring)
                requestedAt = now
                inspection = try await sweeper.reader.inspect(key)
            } catch {
                continue
            }
            // After a slow answer somebody may have acted on it: the next sweep inspects it again.
            let seenAt = inspection.seenAt(now: now, requestedAt: requestedAt)
            guard FreshItems.isFresh(seenAt, at: now) else { continue }
            switch ItemEvidence(inspection, requested: mistake.trashedAt) {
            case .inTrash: try await putBack(mistake, key, inspection, seenAt)
            case .unproven, .uninspectable: continue
            // A person trashed it again, or the file was changed in the trash: the portal shows no difference.
            case .trashedAgain:
                try holdForAPerson(mistake, "\(Self.mistakeReason); it was changed since, or trashed again")
            // Somebody acted on it, or the reading is older than our call: then the next sweep inspects it again.
            case .unlisted, .gone, .elsewhere, .outOfReach:
                guard portalNow > mistake.trashedAt.addingTimeInterval(Self.replicaLag.timeInterval) else { continue }
                try note(.righted(items: [mistake.key]))
            }
        }
    }

    private mutating func putBack(
        _ mistake: TrashedMistake, _ key: ItemKey, _ inspection: Inspection, _ seenAt: Date
    ) async throws(SweepError) {
        var item = inspection.item ?? TrashedItem(key: key, title: mistake.title)
        item.trashedAt = mistake.trashedAt
        let target = inspection.item?.originFolder.flatMap { reference in
            reference.id.map { RecordedTarget(id: $0, title: reference.title) }
        }
        guard let target = target ?? mistake.origin else {
            return try holdForAPerson(
                mistake, "\(Self.mistakeReason); the portal doesn't name the folder that it was in")
        }
        // If it can't be inspected, the portal's answer to the move says why.
        let destination = try? await sweeper.reader.destination(.folder(target.id))
        if let refusal = destination?.refusal(of: item, now: portalNow) {
            return try holdForAPerson(mistake, "\(Self.mistakeReason); it can't be moved back: \(refusal)")
        }
        guard FreshItems.isFresh(seenAt, at: now) else { return }
        let planned = PlannedItem(restoring: item, to: .fixed(.folder(target.id)), reason: Self.mistakeReason)
        try announce(.putBack, [planned], target: target)
        let status: BatchStatus
        do throws(PortalError) {
            let limit = OperationWait.limit(of: [item])
            status = .accepted(try await writer.restore([key], into: target.id, within: limit))
        } catch {
            status = BatchStatus(error)
        }
        let call = BatchResult(items: [planned], status: status)
        try note([call])
        var workCheck = PortalWorkCheck()
        var result = await restoreResult(planned.item, status, target: target.id, &workCheck).result
        if result == .done(nil) { result = .done("moved back") }
        // It is held, or tried again by the next sweep.
        if case .failed(let reason, _) = result { result = .failed(reason, quarantine: false) }
        try settle([
            ItemOutcome(
                item: item, rule: nil, cause: Self.mistakeReason, action: .putBack, result: result, target: target,
                operationID: call.operationID, isSeen: true)
        ])
        switch (result, status) {
        case (.done, _), (.overtaken, _): try note(.righted(items: [mistake.key]))
        // Only put off, by the pace, ours or the portal's, or by the state of key and portal.
        case (.failed, .notSent): break
        case (.failed, .refused(let failure)) where failure.kind != .denied && failure.kind != .missing: break
        case (.failed(let reason, _), _):
            try holdForAPerson(mistake, "\(Self.mistakeReason); it can't be moved back: \(reason)")
        case (.unknown, _): break
        }
    }

    /// Holds an item until a person decides: with a hold like those of persons, which `hold release` ends.
    mutating func holdForAPerson(_ mistake: TrashedMistake, _ reason: String) throws(SweepError) {
        let key = mistake.key
        let isHeld: Bool
        do throws(StateError) {
            isHeld =
                (try? sweeper.store.holdFiles())?.contains { file in
                    file.stored.account == sweeper.account && file.stored.hold.key == key
                        && file.stored.hold.addedBy == Self.holder && file.stored.isInForce(at: now)
                } ?? false
            if !isHeld {
                let hold = ItemHold(
                    key: key, reason: BoundedText.of(reason, limit: StoredHold.maxTextBytes), addedBy: Self.holder)
                let title = mistake.title.isEmpty ? nil : BoundedText.of(mistake.title, limit: StoredHold.maxTextBytes)
                try sweeper.store.add(StoredHold(account: sweeper.account, hold: hold, title: title, addedAt: now))
            }
        } catch {
            throw SweepError(error)
        }
        if !isHeld {
            let item = TrashedItem(key: key, title: mistake.title)
            try append([auditRecord(.holdAdded, item: item, reason: reason)])
        }
        try note(.righted(items: [mistake.key]))
    }

    private static let holder = "retentiond"
    private static let mistakeReason = "our own call trashed it again, because somebody had restored it meanwhile"
}

extension ItemResult {
    /// The result of a purge that trashed a live item.
    static let trashedByUs = failed(
        "somebody restored it meanwhile, and our call trashed it again; it will be moved back", quarantine: false)
    static let perhapsTrashedByUs =
        "somebody restored it meanwhile, and our call may have trashed it again; a person must decide"
    /// The result of a purge that may have trashed a live item.
    static let heldForAPerson = failed(perhapsTrashedByUs, quarantine: false)
}
