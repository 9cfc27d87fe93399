import Retention

/// Finding out what became of purges: by looking, never by the portal's word alone.
extension SweepRun {
    /// Lists the trash twice, judges each item of the calls, and records it.
    ///
    /// An item counts as absent when neither listing shows it, for one listing may leave out entries that changed places; and as
    /// present when the end of the second shows it, for work that nobody knows of may go on meanwhile. In between, the item itself
    /// is looked at. What is present although its call is over stays open while the portal works on anything: the network may have
    /// delivered the call twice.
    ///
    /// - Parameter mustProveEach: whether a call that ended well proves nothing for an absent file.
    /// - Returns: the second listing.
    mutating func verifyPurge(
        _ calls: [CallResult], mustProveEach: Bool = false
    ) async throws(SweepProblem) -> Listing {
        sweeper.progress(.verifying)
        noteUnseen(calls)
        let keys = calls.flatMap(\.items).map(\.item.key)
        let first: Listing
        let earlier: [ItemKey: TrashedItem]
        let isWorking: Bool
        let second: Listing
        do throws(PortalFailure) {
            first = try await sweeper.reader.list { _, _ in }
            earlier = first.items(keys)
            isWorking = await isStillWorking(after: calls, on: earlier)
            second = try await sweeper.reader.list { _, _ in }
        } catch {
            throw SweepProblem(error)
        }
        let later = second.items(keys)
        let isWhole = !first.isShort && !second.isShort && first.unusable + second.unusable == 0
        var outcomes: [ItemOutcome] = []
        for call in calls {
            for planned in call.items {
                let key = planned.item.key
                let sight: Sight =
                    if let item = later[key], !second.unconfirmed.contains(key) {
                        .present(item)
                    } else if let item = later[key] ?? earlier[key] {
                        .doubtful(item)
                    } else {
                        isWhole && !mustProveEach ? .absent : .unseen
                    }
                outcomes.append(await purgeOutcome(planned, call, sight, isWorking: isWorking))
            }
        }
        try settle(outcomes)
        return second
    }

    /// Whether the portal still works although these calls are over. Asked only when they left something.
    private func isStillWorking(after calls: [CallResult], on present: [ItemKey: TrashedItem]) async -> Bool {
        let isInDoubt = calls.contains { $0.fate.isOver && $0.items.contains { present[$0.item.key] != nil } }
        return isInDoubt ? await isPortalWorking() : false
    }

    /// What two listings show of an item.
    private enum Sight {
        case present(TrashedItem)
        /// At first, or in a part of the second, and not in the end.
        case doubtful(TrashedItem)
        /// Not there, in listings that showed all that the portal says there is.
        case absent
        /// Not there, and that proves nothing.
        case unseen
    }

    private func purgeOutcome(
        _ planned: PlannedItem, _ call: CallResult, _ sight: Sight, isWorking: Bool
    ) async -> ItemOutcome {
        let (item, fate) = (planned.item, call.fate)
        func result(_ result: ItemResult) -> ItemOutcome {
            ItemOutcome(
                item: item, rule: planned.rule, cause: planned.reason, action: .purge, result: result,
                operationID: call.operationID)
        }
        let isFinished = if case .accepted(let report) = fate { report.end == .finished } else { false }
        var seen = item
        var isProven = false
        switch sight {
        case .present where isWorking && fate.isOver:
            return result(.stillAtWork)
        case .present(let listed): return result(stillListed(item, listed, fate))
        case .doubtful(let listed): seen = listed
        case .absent: isProven = isFinished
        case .unseen: break
        }
        // A folder that somebody took away meanwhile ends like one that was deleted.
        if isProven, item.key.kind == .file { return result(.done(nil)) }
        // Absent, but the portal's word is missing or not enough: look at the item itself.
        do throws(PortalFailure) {
            switch try await sweeper.reader.locate(item.key) {
            case .gone:
                guard fate.isWithoutEffect else { return result(.done(isProven ? nil : "found gone")) }
                return carriedOutBefore(item.key) { $0 == .purge }
                    ?? result(.overtaken("it no longer exists; somebody else removed it"))
            case .elsewhere:
                return carriedOutBefore(item.key) { $0 != .purge }
                    ?? result(.overtaken("somebody restored it meanwhile"))
            case .insideTrashedFolder, .outOfSight:
                return carriedOutBefore(item.key) { $0 != .purge }
                    ?? result(.overtaken("somebody took it out of the top of the trash meanwhile"))
            case .unproven: return result(.unknown("the portal doesn't say where it is"))
            case .trash: return result(stillListed(item, seen, fate))
            }
        } catch {
            return result(.unknown("it can't be looked at: \(error)"))
        }
    }

    /// What it means that the item is still in the trash.
    private func stillListed(_ item: TrashedItem, _ listed: TrashedItem, _ fate: CallResult.Fate) -> ItemResult {
        guard listed.isSame(as: item) else {
            let words = "somebody restored it meanwhile; it is in the trash anew"
            // The portal's work may still reach it.
            return fate.mayStillBeCarriedOut ? .unknown(words) : .overtaken(words)
        }
        switch fate {
        case .refused(let failure):
            return .failed(failure.description, quarantine: failure.kind == .denied || failure.kind == .missing)
        case .notSent(let failure): return .failed("not tried: \(failure)", quarantine: false)
        case .unsure(let failure): return .unknown(failure.description)
        case .accepted(let report):
            switch report.end {
            case .leftList, .unknown: return .unknown(report.end.doubt ?? "its operation can't be followed")
            case .finished:
                return .failed("the portal reported success, but it is still in the trash", quarantine: true)
            case .finishedWithError: return .failed("the portal reported an error", quarantine: true)
            }
        }
    }
}

extension ItemResult {
    /// The call is over, its work perhaps not: the network may have delivered it twice.
    static let stillAtWork = unknown("still in the trash after its operation, and the portal is still at work")
}
