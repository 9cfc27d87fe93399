import FoundationEssentials
import Retention

/// Closing what an earlier sweep left open: a crash, a stop, an outcome that nobody knew.
extension SweepRun {
    /// Until then an item that is still in the trash may yet leave it. After it, an operation is over or shows in the
    /// portal's list: a forgotten one is dropped 60–70 s after its last step.
    private static let settlingTime = 120.0

    /// Finds out what became of items whose outcome was never recorded, and records it.
    ///
    /// - Parameter listing: made just now; what it shows needs no second look.
    mutating func reconcile(with listing: Listing) async throws(SweepProblem) {
        let present = listing.items(state.intents.flatMap(\.items).compactMap { ItemKey($0.key) })
        var told: Set<ItemKey> = []
        portalIsWorking = await isStillWorking(on: present)
        for intent in state.intents {
            let isSettled = !isUnsettled(intent, at: now) && !portalIsWorking
            var outcomes: [ItemOutcome] = []
            for open in intent.items {
                // An item may have been announced twice; it has one outcome.
                guard let item = open.item, isSettled || present[item.key] == nil, told.insert(item.key).inserted else {
                    continue
                }
                let result = await reconciled(item, intent.action, listed: present[item.key])
                outcomes.append(
                    ItemOutcome(
                        item: item, rule: open.rule, cause: open.reason, action: intent.action, result: result))
            }
            // What still can't be told is told as unknown, once, and stays open.
            let known = Set(intent.items.filter { $0.isTold == true || !isSettled }.map(\.key))
            try settle(
                outcomes.filter { outcome in
                    if case .unknown = outcome.result { !known.contains(outcome.item.key.description) } else { true }
                })
        }
        try giveUp()
        outcome.failures = []
        outcome.counts.failed = 0
        tellOpen(present)
    }

    /// Whether one of the operations that the portal works on may be an open request of ours. Asked only when it matters, for
    /// the answer takes the notices of finished operations away from the user's other windows.
    private func isStillWorking(on present: [ItemKey: TrashedItem]) async -> Bool {
        let isInDoubt = state.intents.contains { intent in
            !isUnsettled(intent, at: now)
                && intent.items.contains { ItemKey($0.key).map { present[$0] != nil } ?? false }
        }
        guard isInDoubt else { return false }
        do throws(PortalFailure) { return try await sweeper.reader.isWorking() } catch { return true }
    }

    /// After 30 days the portal's own cleaner has been there, and nobody can find out any more.
    private mutating func giveUp() throws(SweepProblem) {
        let horizon = now.addingTimeInterval(-Portal.retention.timeInterval)
        let lost = state.intents.filter { $0.at < horizon }
        for item in lost.flatMap(\.items) {
            try append([auditRecord(.outcomeUnknown, item: item.item, rule: item.rule, reason: "never found out")])
        }
        state.intents.removeAll { $0.at < horizon }
    }

    /// Whether an earlier sweep asked the portal for something that may still be carried out. Asking again would blur
    /// what became of either request.
    func isStillAsked(_ planned: PlannedItem) -> Bool {
        openKeys.contains(planned.item.key)
    }

    /// Whether an earlier sweep asked for the item, and nobody knows yet what came of it.
    func wasAskedBefore(_ key: ItemKey) -> Bool {
        wasAsked(key) { $0.sweepID != outcome.sweepID }
    }

    /// The same, of a request that may still be carried out.
    func wasAskedLately(_ key: ItemKey) -> Bool {
        wasAsked(key) { $0.sweepID != outcome.sweepID && (portalIsWorking || isUnsettled($0, at: now)) }
    }

    /// Whether what an intent asked for may still be carried out.
    func isUnsettled(_ intent: AccountState.Intent, at instant: Date) -> Bool {
        instant.timeIntervalSince(intent.endedAt ?? intent.at) < Self.settlingTime
    }

    func wasAsked(_ key: ItemKey, by isMeant: (AccountState.Intent) -> Bool) -> Bool {
        state.intents.contains { isMeant($0) && $0.items.contains { $0.key == key.description } }
    }

    /// Requests after which nobody has looked at the trash, as after a crash: nothing is asked for these items now.
    private mutating func tellOpen(_ present: [ItemKey: TrashedItem]) {
        let untold = state.intents.flatMap(\.items).filter { $0.isTold != true || portalIsWorking }
        openKeys = Set(untold.compactMap { ItemKey($0.key) })
        outcome.counts.unknown += openKeys.count
        for key in openKeys.sorted() {
            let item = present[key] ?? TrashedItem(key: key, title: "")
            outcome.failures.append(
                SweepOutcome.Failure(item: item, reason: "outcome unknown: an earlier request may still be carried out")
            )
        }
    }

    /// To the millisecond: the state file doesn't keep every digit.
    private static func isSameInstant(_ one: Date?, _ other: Date?) -> Bool {
        guard let one, let other else { return one == other }
        return abs(one.timeIntervalSince(other)) < 0.001
    }

    private func reconciled(
        _ item: TrashedItem, _ action: AccountState.Intent.Action, listed: TrashedItem?
    ) async -> ItemResult {
        let location: Location
        if let listed {
            location = .trash(trashedAt: listed.trashedAt)
        } else {
            do throws(PortalFailure) { location = try await sweeper.reader.locate(item.key) } catch {
                return .unknown(error.description)
            }
        }
        switch (location, action) {
        case (.gone, .purge): return .done("found gone after an interruption")
        case (.elsewhere, .purge): return .overtaken("found outside the trash after an interruption")
        case (.elsewhere, _): return .done("found restored after an interruption")
        case (.gone, _): return .overtaken("found gone after an interruption")
        case (.trash(let trashedAt), _) where !Self.isSameInstant(trashedAt, item.trashedAt):
            return .overtaken("found in the trash anew after an interruption")
        case (.trash, _): return .failed("found still in the trash after an interruption", quarantine: false)
        }
    }
}
