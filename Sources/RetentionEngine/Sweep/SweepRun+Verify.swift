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
                let result = await purgeResult(planned.item, call.fate, listed: present[planned.item.key], isWhole)
                outcomes.append(
                    ItemOutcome(
                        item: planned.item, rule: planned.rule, cause: planned.reason, action: .purge, result: result,
                        operationID: call.operationID))
            }
        }
        try settle(outcomes)
        return second
    }

    /// - Parameter isWhole: whether the listings showed all that the portal says there is.
    private func purgeResult(
        _ item: TrashedItem, _ fate: CallResult.Fate, listed: TrashedItem?, _ isWhole: Bool
    ) async -> ItemResult {
        if let listed { return stillListed(item, listed, fate) }
        let isFinished = if case .accepted(let report) = fate { report.end == .finished } else { false }
        // A folder that somebody took away meanwhile ends like one that was deleted.
        if isWhole, isFinished, item.key.kind == .file { return .done(nil) }
        // Absent, but the portal's word is missing or not enough: look at the item itself.
        do throws(PortalFailure) {
            switch try await sweeper.reader.locate(item.key) {
            case .gone:
                guard fate.isWithoutEffect else { return .done(isWhole && isFinished ? nil : "found gone") }
                return wasAskedBefore(item.key)
                    ? .done("an earlier request was carried out")
                    : .overtaken("it no longer exists; somebody else removed it")
            case .elsewhere: return .overtaken("somebody restored it meanwhile")
            case .trash: return stillListed(item, item, fate)
            }
        } catch {
            return .unknown("it can't be looked at: \(error)")
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
