import Foundation
import Synchronization
import Time

@testable import Retention
@testable import RetentionEngine

/// A clock that only the test moves.
final class HandClock: Sendable {
    private let instant: Mutex<Date>

    init(_ start: Date = SweepHarness.start) { instant = Mutex(start) }

    var now: Date { instant.withLock { $0 } }
    func advance(_ seconds: TimeInterval) { instant.withLock { $0 += seconds } }
    func set(_ date: Date) { instant.withLock { $0 = date } }
}

/// One account with a trash, an audit trail and a clock in memory, and a real state directory.
final class SweepHarness: Sendable {
    /// 2026-11-23 09:00 UTC.
    static let start = Date(timeIntervalSince1970: 1_795_424_400)

    let trash: InMemoryTrash
    let audit = InMemoryAuditTrail()
    let clock = HandClock()
    let directory: String
    let store: StateStore
    let steps = Mutex<[SweepProgress]>([])
    /// Whether an item counts as trashed after the listing that didn't show it. Most tests put items with dates of days
    /// ago into a trash that was listed a moment before.
    private let limitsAges: Bool

    /// - Parameter directory: of the state; nil for a new one.
    init(_ items: [TrashedItem], directory: String? = nil, limitsAges: Bool = false) {
        self.limitsAges = limitsAges
        trash = InMemoryTrash(items)
        self.directory = directory ?? NSTemporaryDirectory() + "retentiond-engine-\(UUID().uuidString)"
        store = StateStore(directory: self.directory)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    var statePath: String { "\(directory)/accounts/alice.json" }

    var requestsPath: String { "\(directory)/accounts/alice.requests" }

    func state() throws -> AccountState { try store.load(account: "alice") }
    func requests() throws -> RequestLedger { try RequestFile(store: store, account: "alice").ledger }

    @discardableResult
    func sweep(
        _ policy: ActivePolicy, purgeNow: Bool = true, confirmLimits: Bool = false,
        portal: String = "https://portal.example", gate: PolicyGate? = nil,
        selection: PlanSelection? = nil, whileWaiting: @escaping @Sendable () -> Void = {}
    ) async -> SweepOutcome {
        if !limitsAges { forgetListing() }
        let sweeper = Sweeper(
            account: "alice", portal: portal, reader: trash, writer: trash, audit: audit, store: store, gate: gate,
            now: { [clock] in clock.now }, sleep: { _ in whileWaiting() },
            progress: { [weak self] step in self?.steps.withLock { $0.append(step) } })
        return await sweeper.sweep(
            SweepRequest(purgeNow: purgeNow, confirmLimits: confirmLimits, selection: selection), under: policy)
    }

    /// Removes the time of the last listing from the state.
    private func forgetListing() {
        guard var state = try? store.load(account: "alice"), state.listedAt != nil else { return }
        state.listedAt = nil
        try? store.save(state, account: "alice")
    }

    /// The selection that `plan` would save of the present trash.
    func selection(_ active: ActivePolicy) -> PlanSelection {
        let items = Retention.plan(items: trash.now.items, policy: active.policy, now: clock.now).items
        return PlanSelection(
            Dictionary(
                uniqueKeysWithValues: items.map { planned in
                    (
                        planned.item.key,
                        .init(
                            decision: planned.decision, fingerprint: planned.item.fingerprint, title: planned.item.title
                        )
                    )
                }))
    }

    /// The calls that changed something, or tried to.
    var changes: [InMemoryTrash.Call] { trash.now.calls.filter(\.isChange) }
    var keysLeft: [ItemKey] { trash.now.items.map(\.key) }
}

extension ActivePolicy {
    /// A policy from the members of its JSON object, by default without grace.
    ///
    /// - Parameter accounts: the member `accounts`, and others about them. Nil: Alice alone.
    static func of(_ members: String, accounts: String? = nil) -> ActivePolicy {
        let grace = members.contains("policyChangeGrace") ? "" : #","policyChangeGrace":"0s""#
        let account = #"{"name":"alice","portal":"https://acme.example.com","apiKey":{"credential":"a"}}"#
        let text = #"{"version":1,\#(accounts ?? #""accounts":[\#(account)]"#),\#(members)\#(grace)}"#
        let context = PolicyContext(localZone: .utc, zone: { _ in nil })
        switch PolicyDocument.parse(Array(text.utf8), file: "policy.json", context: context) {
        case .failure(let problems): preconditionFailure("\(problems)")
        case .success(let parsed): return ActivePolicy(parsed, context: context)
        }
    }

    /// Everything is due after a day.
    static let day = ActivePolicy.of(#""retention":"1d""#)
    /// Contracts go back to their origin, else to folder 99; the rest is due after a day.
    static let contracts = ActivePolicy.of(
        #""retention":"1d","rules":[{"name":"c","action":"restore","match":{"title":["*contract*"]},"to":"origin","#
            + #""fallback":{"folder":99}}]"#)
}

extension TrashedItem {
    static func file(_ id: Int, _ title: String? = nil, daysAgo: Double = 10, origin: Int? = 50) -> TrashedItem {
        var item = TrashedItem(key: ItemKey(.file, id), title: title ?? "\(id).pdf")
        item.bytes = 100
        item.trashedAt = SweepHarness.start.addingTimeInterval(-daysAgo * 86_400)
        item.originFolder = origin.map { FolderReference(id: $0, title: "Drafts") }
        item.fileExtension = "pdf"
        return item
    }

    static func folder(_ id: Int, _ title: String = "Old", daysAgo: Double = 10, origin: Int? = 50) -> TrashedItem {
        var item = TrashedItem(key: ItemKey(.folder, id), title: title)
        item.trashedAt = SweepHarness.start.addingTimeInterval(-daysAgo * 86_400)
        item.originFolder = origin.map { FolderReference(id: $0, title: "Drafts") }
        item.childCount = 0
        return item
    }
}

/// Files by their numbers.
func files(_ ids: ClosedRange<Int>, daysAgo: Double = 10) -> [TrashedItem] { ids.map { .file($0, daysAgo: daysAgo) } }
func key(_ id: Int) -> ItemKey { ItemKey(.file, id) }

extension SweepHarness {
    /// A gateway passes each call on and answers for the portal. The call waits in a lane: the portal shows it until the trash
    /// is listed.
    func refuseCallsThatWait(_ claim: PortalError) {
        trash.follow { contents, call throws(PortalError) in
            if call.isChange {
                contents.isWorking = true
                throw claim
            }
            if call == .list { contents.isWorking = false }
            return nil
        }
    }

    /// What waited in a lane runs: half an hour after a sweep, and half an hour before another one.
    func destroyAllInAnHour(_ policy: ActivePolicy) async {
        trash.follow { _, _ throws(PortalError) in nil }
        clock.advance(1_800)
        await sweep(policy, purgeNow: false)
        trash.change { $0.items = [] }
        clock.advance(1_800)
        await sweep(policy, purgeNow: false)
    }
}
