package import FoundationEssentials

/// State of earlier sweeps of an account that restrains this one.
package struct SweepHistory: Sendable {
    /// The account whose trash is planned. Nil if unknown, which protects.
    package var account: String?
    /// How often each item was restored already.
    package var restores: [ItemKey: Int] = [:]
    /// Items on which the portal refused an action, and which are left alone for now.
    package var quarantine: [ItemKey: Quarantined] = [:]
    /// Set while a changed policy is not yet trusted.
    package var grace: Grace?
    /// Items that a person holds. The planner ignores ended holds.
    package var holds: [ItemKey: ItemHold] = [:]
    /// Why the holds of persons are unknown, in one clause: then nothing is purged. Nil if they are known.
    package var holdsProblem: String?
    /// The locations of the origin folders that were inspected for this plan. Others are unknown, which protects.
    package var origins = OriginFacts()
    /// When the last complete listing without an item was made: it was trashed later than that. Nil for
    /// an item that every complete listing showed.
    package var notInTrashBefore: @Sendable (ItemKey) -> Date? = { _ in nil }

    package init() {}

    package struct Quarantined: Sendable {
        package let until: Date
        package let reason: String

        package init(until: Date, reason: String) {
            self.until = until
            self.reason = reason
        }
    }

    package struct Grace: Sendable {
        package let until: Date
        /// The last policy whose grace was over, and all that were in force since then, the newest last. Nil for an
        /// unknown one: before the first installation, or if its text is lost.
        package let earlier: [Policy?]

        package init(until: Date, earlier: [Policy?]) {
            self.until = until
            self.earlier = earlier
        }
    }
}

/// The effect of the last policy change.
package struct PolicyDifference: Sendable, Equatable {
    /// Due now, but not under the earlier policy.
    package var newlyPurgeable = 0
    /// Held or to be restored under the earlier policy, but not now.
    package var noLongerProtected = 0

    package init() {}
}

/// The plan with the restraints of earlier sweeps: none of them ever makes an item purgeable.
///
/// - Returns: the restrained plan, and during a grace the effect of the policy change on this trash.
package func plan(
    items: some Collection<TrashedItem>, policy: Policy, now: Date, history: SweepHistory
) -> (plan: Plan, difference: PolicyDifference?) {
    let planner = ConstrainedPlanner(policy: policy, now: now, history: history)
    let items = items as? ItemList ?? ItemList(items)
    let pass = RulingPass(items, planner)
    return (Plan(items: PlannedItems(items, planner, pass)), planner.grace == nil ? nil : pass.difference)
}

/// The rules of a policy, with the restraints of earlier sweeps.
struct ConstrainedPlanner: Sendable {
    let grace: SweepHistory.Grace?
    private let planner: Planner
    private let history: SweepHistory
    /// As in `SweepHistory.Grace`.
    private let earlier: [Planner?]
    /// The end of the reason of an item in grace. Nil without a grace.
    private let sinceChange: String?

    init(policy: Policy, now: Date, history: SweepHistory) {
        planner = Planner(policy: policy, now: now)
        self.history = history
        grace = history.grace.flatMap { now < $0.until ? $0 : nil }
        sinceChange = grace.map { ", but only since the policy changed: in grace until \(Planner.text($0.until))" }
        earlier = (grace?.earlier ?? []).map { policy in policy.map { Planner(policy: $0, now: now) } }
        parts = ([planner] + earlier).reduce([]) { $0.union($1?.policy.parts ?? []) }
    }

    /// The parts of an item that its ruling and the text of it can depend on.
    let parts: ItemParts

    /// Whether a rule of any of the policies depends on the location of an origin folder.
    var usesLocation: Bool { ([planner] + earlier).contains { $0?.usesLocation == true } }

    /// Whether one of the policies needs the location of its origin folder.
    func needsLocation(of item: TrashedItem) -> Bool {
        var item = item
        history.complete(&item)
        return ([planner] + earlier).contains { $0?.needsLocation(of: item) == true }
    }

    /// - Parameter difference: counts the effects of the policy change on the item.
    func ruling(on item: consuming TrashedItem, _ difference: inout PolicyDifference) -> Ruling {
        let key = item.key
        history.complete(&item)
        let reading = ItemReading(item)
        var ruling = planner.ruling(on: reading)
        if let hold = history.holds[key], hold.isInForce(at: planner.now) {
            ruling = planner.ruling(onHeld: reading.item, insteadOf: ruling)
            ruling.restrain(by: history.quarantine[key], now: planner.now)
            return ruling
        }
        if history.holdsProblem != nil { ruling.restrainByUnknownHolds() }
        if sinceChange != nil {
            ruling.restrainByGrace(earlier: earlier.lazy.map { $0?.ruling(on: reading).decision }, &difference)
        }
        ruling.restrain(restores: history.restores[key], limit: planner.policy.limits.maxRestoresPerItem)
        ruling.restrain(by: history.quarantine[key], now: planner.now)
        return ruling
    }

    /// Makes the text of a ruling.
    ///
    /// - Parameter item: as given when this planner made the ruling.
    func planned(_ item: consuming TrashedItem, _ ruling: Ruling) -> PlannedItem {
        let person = ruling.ground == .heldByPerson ? history.holds[item.key] : nil
        history.complete(&item)
        var planned = planner.planned(item, ruling, heldBy: person)
        if !ruling.marks.isDisjoint(with: .restraints) { describe(&planned, ruling) }
        return planned
    }

    private func describe(_ planned: inout PlannedItem, _ ruling: Ruling) {
        let key = planned.item.key
        if ruling.marks.contains(.holdsUnknown) {
            planned.reason += ", but it may be held: \(history.holdsProblem ?? "")"
        }
        if ruling.marks.contains(.inGrace) { planned.reason += sinceChange ?? "" }
        if ruling.marks.contains(.restoredTooOften) { planned.describe(restores: history.restores[key]) }
        if ruling.marks.contains(.quarantined), let entry = history.quarantine[key] {
            planned.reason = "in quarantine until \(Planner.text(entry.until)): \(entry.reason)"
        }
    }

    /// - Parameter difference: counts the effects of the policy change on the item.
    func decide(_ item: TrashedItem, _ difference: inout PolicyDifference) -> PlannedItem {
        planned(item, ruling(on: item, &difference))
    }
}

extension SweepHistory {
    /// Adds what is known of the item from outside the listing, without replacing what it has.
    fileprivate func complete(_ item: inout TrashedItem) {
        if let account { item.account = account }
        if let known = notInTrashBefore(item.key) {
            item.notInTrashBefore = max(known, item.notInTrashBefore ?? .distantPast)
        }
        if item.originLocation == .unknown, let folder = item.originFolder?.id {
            item.originLocation = origins[folder]
        }
    }
}

extension Ruling {
    fileprivate mutating func keep(_ mark: Marks) {
        decision = .keep
        marks.insert(mark)
    }

    fileprivate mutating func restrainByGrace(
        earlier: some Collection<Decision?>, _ difference: inout PolicyDifference
    ) {
        var wasProtected = false
        // Due under the last trusted policy, and under each later one: even a hold of an hour ago counts.
        var wasDue = !earlier.isEmpty
        for decision in earlier {
            if decision == .hold || decision == .restore { wasProtected = true }
            if decision != .purge { wasDue = false }
        }
        if wasProtected, decision == .keep || decision == .purge { difference.noLongerProtected += 1 }
        guard decision == .purge, !wasDue else { return }
        difference.newlyPurgeable += 1
        keep(.inGrace)
    }

    /// A person may hold any item.
    fileprivate mutating func restrainByUnknownHolds() {
        if decision == .purge { keep(.holdsUnknown) }
    }

    /// A person who keeps trashing an item that a rule keeps restoring does so on purpose. We still must not destroy
    /// it.
    fileprivate mutating func restrain(restores count: Int?, limit: Int) {
        guard decision == .restore, let count, count >= limit else { return }
        keep(.restoredTooOften)
    }

    fileprivate mutating func restrain(by quarantine: SweepHistory.Quarantined?, now: Date) {
        guard let quarantine, now < quarantine.until, decision == .restore || decision == .purge else { return }
        decision = decision == .restore ? .hold : .keep
        marks.insert(.quarantined)
    }
}

extension PlannedItem {
    fileprivate mutating func describe(restores: Int?) {
        reason = "restored \(restores ?? 0) times and trashed again each time: no longer restored by the rule"
        if let end = portalPurgesAt { warnings.append(Planner.end(Planner.text(end))) }
    }
}
