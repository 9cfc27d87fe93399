import Retention

/// Finding out what became of purges: by looking, never by the portal's word alone.
extension SweepRun {
    /// Lists the trash twice, judges each item of the calls, and records it.
    ///
    /// An item counts as absent when neither listing shows it, for one listing may leave out entries that changed places.
    ///
    /// - Returns: the second listing.
    mutating func verifyPurge(_ calls: [CallResult]) async throws(SweepProblem) -> Listing {
        sweeper.progress(.verifying)
        let first: Listing
        let second: Listing
        do throws(PortalFailure) {
            first = try await sweeper.reader.list { _, _ in }
            second = try await sweeper.reader.list { _, _ in }
        } catch {
            throw SweepProblem(error)
        }
        let keys = calls.flatMap(\.items).map(\.item.key)
        let present = first.items(keys).merging(second.items(keys)) { _, latest in latest }
        let isWhole = !first.isShort && !second.isShort && first.unusable + second.unusable == 0
        var outcomes: [ItemOutcome] = []
        for call in calls {
            for planned in call.items {
                outcomes.append(await purgeOutcome(planned, call, listed: present[planned.item.key], isWhole))
            }
        }
        try settle(outcomes)
        return second
    }

    /// - Parameter isWhole: whether the listings showed all that the portal says there is.
    private func purgeOutcome(
        _ planned: PlannedItem, _ call: CallResult, listed: TrashedItem?, _ isWhole: Bool
    ) async -> ItemOutcome {
        let (item, fate) = (planned.item, call.fate)
        func result(_ result: ItemResult) -> ItemOutcome {
            ItemOutcome(
                item: item, rule: planned.rule, cause: planned.reason, action: .purge, result: result,
                operationID: call.operationID)
        }
        if let listed { return result(stillListed(item, listed, fate)) }
        let isFinished = if case .accepted(let report) = fate { report.end == .finished } else { false }
        // A folder that somebody took away meanwhile ends like one that was deleted.
        if isWhole, isFinished, item.key.kind == .file { return result(.done(nil)) }
        // Absent, but the portal's word is missing or not enough: look at the item itself.
        do throws(PortalFailure) {
            switch try await sweeper.reader.locate(item.key) {
            case .gone:
                guard fate.isWithoutEffect else { return result(.done(isWhole && isFinished ? nil : "found gone")) }
                return carriedOutBefore(item.key) { $0 == .purge }
                    ?? result(.overtaken("it no longer exists; somebody else removed it"))
            case .elsewhere:
                return carriedOutBefore(item.key) { $0 != .purge }
                    ?? result(.overtaken("somebody restored it meanwhile"))
            case .trash: return result(stillListed(item, item, fate))
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
            case .unknown(let reason): return .unknown(reason)
            case .finished:
                return .failed("the portal reported success, but it is still in the trash", quarantine: true)
            case .finishedWithError: return .failed("the portal reported an error", quarantine: true)
            }
        }
    }
}
