package import FoundationEssentials

/// What earlier sweeps of an account left behind that restrains this one.
package struct Memory: Sendable {
    /// The account whose trash is planned. Nil: not known, which protects.
    package var account: String?
    /// How often each item was restored already.
    package var restores: [ItemKey: Int] = [:]
    /// Items that refused an action and are left alone for now.
    package var quarantine: [ItemKey: Quarantined] = [:]
    /// Set while a changed policy is not yet trusted.
    package var grace: Grace?
    /// Items that a person holds. The planner takes no notice of those that are over.
    package var holds: [ItemKey: ItemHold] = [:]
    /// Why the holds of persons can't be known, in one clause: then nothing is purged. Nil when they are.
    package var holdsProblem: String?
    /// Where the origin folders lie that were inspected for this plan. Of others that is unknown, which protects.
    package var origins = OriginFacts()
    /// When the last complete listing was made that did not show an item: it was trashed later, whatever the portal says.
    /// Nil for an item that no complete listing left out.
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
        /// The last policy whose grace was over, and all that were in force since then, the newest last. Nil for one that can't
        /// be known: before the first installation, or when its text is lost.
        package let earlier: [Policy?]

        package init(until: Date, earlier: [Policy?]) {
            self.until = until
            self.earlier = earlier
        }
    }
}

/// How much the last policy change would do.
package struct PolicyDifference: Sendable, Equatable {
    /// Due now, but not under the policy before.
    package var newlyPurgeable = 0
    /// Held or to be restored under the policy before, but not now.
    package var noLongerProtected = 0

    package init() {}
}

/// The plan under what earlier sweeps left behind: nothing here ever makes an item purgeable.
///
/// - Returns: the restrained plan, and during a grace the effect of the policy change on this trash.
package func plan(
    items: some Collection<TrashedItem>, policy: Policy, now: Date, memory: Memory
) -> (plan: Plan, difference: PolicyDifference?) {
    var difference = PolicyDifference()
    let planner = RestrainedPlanner(policy: policy, now: now, memory: memory)
    let plan = Plan(items: PlannedItems(items as? ItemList ?? ItemList(items), planner, &difference))
    return (plan, planner.grace == nil ? nil : difference)
}

/// The rules of a policy, and what earlier sweeps left behind.
struct RestrainedPlanner: Sendable {
    let grace: Memory.Grace?
    private let planner: Planner
    private let memory: Memory
    /// As in `Memory.Grace`.
    private let earlier: [Planner?]
    /// What the reason of an item in grace ends with. Nil without a grace.
    private let sinceChange: String?

    init(policy: Policy, now: Date, memory: Memory) {
        planner = Planner(policy: policy, now: now)
        self.memory = memory
        grace = memory.grace.flatMap { now < $0.until ? $0 : nil }
        sinceChange = grace.map { ", but only since the policy changed: in grace until \(Planner.text($0.until))" }
        earlier = (grace?.earlier ?? []).map { policy in policy.map { Planner(policy: $0, now: now) } }
    }

    /// Whether a rule of any of the policies asks where an origin folder lies.
    var asksForLocation: Bool { ([planner] + earlier).contains { $0?.asksForLocation == true } }

    /// Whether one of the policies needs to know where its origin folder lies.
    func needsLocation(of item: TrashedItem) -> Bool {
        let item = memory.completed(item)
        return ([planner] + earlier).contains { $0?.needsLocation(of: item) == true }
    }

    /// - Parameter difference: counts what the policy change does to the item.
    func decide(_ item: TrashedItem, _ difference: inout PolicyDifference) -> PlannedItem {
        let item = memory.completed(item)
        var planned = planner.decide(item)
        if let hold = memory.holds[item.key], hold.isInForce(at: planner.now) {
            planned = planner.held(item, by: hold, insteadOf: planned)
            planned.restrain(by: memory.quarantine, now: planner.now)
            return planned
        }
        if let problem = memory.holdsProblem { planned.restrain(byUnknownHolds: problem) }
        if let sinceChange {
            planned.restrain(
                byGraceWith: sinceChange, earlier: earlier.lazy.map { $0?.decide(item).decision }, &difference)
        }
        planned.restrain(restores: memory.restores, limit: planner.policy.limits.maxRestoresPerItem)
        planned.restrain(by: memory.quarantine, now: planner.now)
        return planned
    }
}

extension Memory {
    /// The item with what is known of it besides the listing. What it already says of itself counts as well.
    fileprivate func completed(_ item: TrashedItem) -> TrashedItem {
        var item = item
        item.account = account ?? item.account
        if let known = notInTrashBefore(item.key) {
            item.notInTrashBefore = max(known, item.notInTrashBefore ?? .distantPast)
        }
        if item.originLocation == .unknown, let folder = item.originFolder?.id {
            item.originLocation = origins[folder]
        }
        return item
    }
}

extension PlannedItem {
    fileprivate mutating func restrain(
        byGraceWith words: String, earlier: some Collection<Decision?>, _ difference: inout PolicyDifference
    ) {
        let wasProtected = earlier.contains { $0 == .hold || $0 == .restore }
        if wasProtected, decision == .keep || decision == .purge { difference.noLongerProtected += 1 }
        // Due under the last trusted policy, and under each that somebody wrote since: a hold of an hour ago counts, too.
        guard decision == .purge, earlier.isEmpty || earlier.contains(where: { $0 != .purge }) else { return }
        difference.newlyPurgeable += 1
        decision = .keep
        reason += words
    }

    /// Any item may be one that a person holds.
    fileprivate mutating func restrain(byUnknownHolds problem: String) {
        guard decision == .purge else { return }
        decision = .keep
        reason += ", but it may be held: \(problem)"
    }

    /// A person who keeps trashing what a rule keeps restoring means it. It is still not ours to destroy.
    fileprivate mutating func restrain(restores: [ItemKey: Int], limit: Int) {
        guard decision == .restore, let count = restores[item.key], count >= limit else { return }
        decision = .keep
        restore = nil
        reason = "restored \(count) times and trashed again each time: left to the person who does that"
        if let end = portalPurgesAt {
            warnings.append("the portal itself will destroy it on \(Planner.text(end))")
        }
    }

    fileprivate mutating func restrain(by quarantine: [ItemKey: Memory.Quarantined], now: Date) {
        guard let entry = quarantine[item.key], now < entry.until, decision == .restore || decision == .purge else {
            return
        }
        decision = decision == .restore ? .hold : .keep
        restore = nil
        reason = "in quarantine until \(Planner.text(entry.until)): \(entry.reason)"
    }
}
