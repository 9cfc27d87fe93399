import FoundationEssentials
import Retention

/// Closing what an earlier sweep left open: a crash, a stop, an outcome that nobody knew.
extension SweepRun {
    /// Until then an item that is still in the trash may yet leave it. After it, an operation is over or shows in the
    /// portal's list: a forgotten one is dropped 60–70 s after its last step.
    private static let settlingTime = 120.0
    /// The same for an operation that left the list without having been seen at work.
    private static let unseenSettlingTime = 86_400.0

    /// Finds out what became of items whose outcome was never recorded, and records it.
    ///
    /// - Parameter listing: made after `lookForWork`; what it shows needs no second look.
    mutating func reconcile(with listing: Listing) async throws(SweepProblem) {
        let present = listing.items(state.intents.flatMap(\.items).compactMap { ItemKey($0.key) })
        var outcomes: [ItemOutcome] = []
        for requests in OpenRequest.byItem(state.intents) {
            let newest = requests.last!
            let isSettled = !portalIsWorking && !requests.contains { isUnsettled($0.intent, at: lookedForWorkAt) }
            guard isSettled || present[newest.item.key] == nil else { continue }
            let found = await reconciled(requests, listed: present[newest.item.key])
            switch found.result {
            // What still can't be told is told as unknown, once, and stays open.
            case .unknown where newest.isTold || !isSettled: continue
            // The listing left it out, and it may yet leave the trash.
            case .failed where !isSettled: continue
            default: outcomes.append(found)
            }
        }
        try settle(outcomes)
        try giveUp()
        outcome.failures = []
        outcome.counts.failed = 0
        tellOpen(present)
    }

    /// Whether one of the operations that the portal works on may be an open request of ours. Asked only when there are such
    /// requests, and before the listing: what a listing showed earlier may have left the trash before the portal said that it rests.
    mutating func lookForWork() async {
        lookedForWorkAt = now
        portalIsWorking = state.intents.contains { !isUnsettled($0, at: now) } ? await isPortalWorking() : false
    }

    /// Whether the portal works on anything of this user, as far as can be learnt. To be asked in doubt only, for the answer takes
    /// the notices of finished operations away from the user's other windows.
    func isPortalWorking() async -> Bool {
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

    /// The outcome of an earlier sweep's request for an item: it was open, and now turns out to have been carried out.
    ///
    /// - Parameter isMeant: what it should have asked for. The newest such request counts.
    /// - Returns: nil when there is none.
    func carriedOutBefore(_ key: ItemKey, _ isMeant: (AccountState.Intent.Action) -> Bool) -> ItemOutcome? {
        for intent in state.intents.reversed() where intent.sweepID != outcome.sweepID && isMeant(intent.action) {
            guard let open = intent.items.first(where: { $0.key == key.description }) else { continue }
            return OpenRequest(intent, open)?.outcome(.done("an earlier request was carried out"))
        }
        return nil
    }

    /// Whether an earlier sweep asked for the item in a request that may still be carried out.
    func wasAskedLately(_ key: ItemKey) -> Bool {
        wasAsked(key) { $0.sweepID != outcome.sweepID && (portalIsWorking || isUnsettled($0, at: lookedForWorkAt)) }
    }

    /// Whether what an intent asked for may still be carried out, although the portal rests.
    func isUnsettled(_ intent: AccountState.Intent, at instant: Date) -> Bool {
        let time = intent.mayRunUnseen == true ? Self.unseenSettlingTime : Self.settlingTime
        return instant.timeIntervalSince(intent.endedAt ?? intent.at) < time
    }

    /// Notes which of this sweep's requests may still run although their operations left the portal's list.
    mutating func noteUnseen(_ calls: [CallResult]) {
        let keys = Set(calls.filter(\.fate.mayRunUnseen).flatMap(\.items).map(\.item.key.description))
        guard !keys.isEmpty else { return }
        for index in state.intents.indices where state.intents[index].sweepID == outcome.sweepID {
            if state.intents[index].items.contains(where: { keys.contains($0.key) }) {
                state.intents[index].mayRunUnseen = true
            }
        }
    }

    func wasAsked(_ key: ItemKey, by isMeant: (AccountState.Intent) -> Bool) -> Bool {
        state.intents.contains { isMeant($0) && $0.items.contains { $0.key == key.description } }
    }

    /// Requests after which nobody has looked at the trash, as after a crash, or which may still run unseen: nothing is requested
    /// for these items now.
    private mutating func tellOpen(_ present: [ItemKey: TrashedItem]) {
        let open = state.intents.flatMap { intent in
            let mayRun = portalIsWorking || intent.mayRunUnseen == true && isUnsettled(intent, at: lookedForWorkAt)
            return intent.items.filter { $0.isTold != true || mayRun }
        }
        openKeys = Set(open.compactMap { ItemKey($0.key) })
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

    /// - Parameter requests: all that are open for one item. It has one outcome: of the request that did what is found.
    private func reconciled(_ requests: [OpenRequest], listed: TrashedItem?) async -> ItemOutcome {
        let newest = requests.last!
        let location: Location
        if let listed {
            location = .trash(trashedAt: listed.trashedAt)
        } else {
            do throws(PortalFailure) { location = try await sweeper.reader.locate(newest.item.key) } catch {
                return newest.outcome(.unknown(error.description))
            }
        }
        switch location {
        case .gone:
            let purge = requests.last { $0.intent.action == .purge }
            return purge?.outcome(.done("found gone after an interruption"))
                ?? newest.outcome(.overtaken("found gone after an interruption"))
        case .elsewhere:
            let restore = requests.last { $0.intent.action != .purge }
            return restore?.outcome(.done("found restored after an interruption"))
                ?? newest.outcome(.overtaken("found outside the trash after an interruption"))
        case .insideTrashedFolder, .outOfSight:
            return newest.outcome(.overtaken("found outside the top of the trash after an interruption"))
        case .unproven: return newest.outcome(.unknown("the portal doesn't say where it is"))
        case .trash(let trashedAt) where !Self.isSameInstant(trashedAt, newest.item.trashedAt):
            return newest.outcome(.overtaken("found in the trash anew after an interruption"))
        case .trash: return newest.outcome(.failed("found still in the trash after an interruption", quarantine: false))
        }
    }
}
