import Foundation
import TestSupport
import Testing
import Time

@testable import Retention
@testable import RetentionEngine

/// A machine that takes over: the effects of the policy's `inForce`.
@Suite struct SweepSealTests {
    private static let hour = 3_600.0
    private static let rules = #""retention":"1d","policyChangeGrace":"24h""#
    private static let accounts = ["alice", "bob"].map {
        #"{"name":"\#($0)","portal":"https://acme.example.com","apiKey":{"credential":"\#($0)"}}"#
    }.joined(separator: ",")

    /// - Parameters:
    ///   - of: the rules that the seal describes; nil: the same.
    ///   - hoursAgo: when they came into force.
    private static func sealed(_ rules: String = rules, of: String? = nil, hoursAgo: Double = 48) -> ActivePolicy {
        let since = UTCText.of(SweepHarness.start.addingTimeInterval(-hoursAgo * hour))
        let digest = ActivePolicy.of(of ?? rules).digest
        return .of(
            rules + #","inForce":{"since":"\#(since)","digest":"\#(digest)"}"#, accounts: #""accounts":[\#(accounts)]"#)
    }

    @Test func `a machine without state begins no grace`() async throws {
        let harness = SweepHarness(files(1...3))
        #expect(await harness.sweep(Self.sealed()).counts.purged == 3)
        let reason = try #require(harness.audit.of(.policyLoaded).first?.reason)
        #expect(reason.contains("in force since 2026-11-21T09:00:00Z"), "\(reason)")
        #expect(try harness.state().policy?.isSealed == true)
    }

    @Test(arguments: [
        ("other rules", sealed(of: #""retention":"2d","policyChangeGrace":"24h""#)),
        ("which is in the future", sealed(hoursAgo: -1)), ("not over", sealed(hoursAgo: 23)),
        ("a wrong clock", sealed(hoursAgo: 20_000 * 24)),
    ])
    func `a seal that does not fit is ignored`(why: String, policy: ActivePolicy) async throws {
        let harness = SweepHarness(files(1...3))
        #expect(policy.sealProblem(at: harness.clock.now) != nil)
        #expect(await harness.sweep(policy).counts.purged == 0)
        #expect(harness.changes.isEmpty)
    }

    /// An account added to a sealed policy has the grace of a first installation.
    @Test func `an account that is new has its grace`() async throws {
        let harness = SweepHarness(files(1...3))
        try harness.store.save(AccountState(), account: "bob")
        #expect(await harness.sweep(Self.sealed()).counts.purged == 0)
    }

    @Test func `all accounts of the moment are taken over and no later ones`() async throws {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(Self.sealed())
        #expect(try harness.store.load(account: "bob").wasTakenOver == true)
        #expect(try harness.store.load(account: "carol").wasTakenOver == nil)
        try harness.store.write(Array("{".utf8), "takeover", "accounts.json")
        #expect(
            try harness.store.load(account: "bob").wasTakenOver == nil, "a file that isn't ours spares nobody anything")
    }

    /// A key that shows another trash, and a portal that moved, count as new, too.
    @Test func `another trash has its grace`() async throws {
        let harness = SweepHarness(files(1...3))
        #expect(await harness.sweep(Self.sealed()).counts.purged == 3)
        harness.trash.change { $0.items = files(4...6) }
        #expect(await harness.sweep(Self.sealed(), portal: "https://other.example").counts.purged == 0)
        #expect(harness.keysLeft.count == 3)
    }

    /// A holding rule is removed; the file has its old seal again. This machine knows better.
    @Test func `taking a change back begins a grace in spite of the seal`() async throws {
        let harness = SweepHarness([.file(1)])
        await harness.sweep(Self.sealed(), purgeNow: false)
        harness.clock.advance(Self.hour)
        let holding = Self.rules + #","rules":[{"name":"h","action":"hold","match":{"title":["*"]}}]"#
        await harness.sweep(Self.sealed(holding, of: Self.rules))
        harness.clock.advance(Self.hour)
        #expect(await harness.sweep(Self.sealed()).counts.purged == 0)
        harness.clock.advance(24 * Self.hour)
        #expect(await harness.sweep(Self.sealed()).counts.purged == 1)
    }

    /// Two machines by turns: the rules were changed while the other one worked.
    @Test func `a state from before the change does not delay the purge`() async throws {
        let harness = SweepHarness([.file(1, daysAgo: 5)])
        await harness.sweep(.of(#""retention":"8d","policyChangeGrace":"24h""#), purgeNow: false)
        harness.clock.advance(72 * Self.hour)
        #expect(await harness.sweep(Self.sealed(hoursAgo: -36)).counts.purged == 1)
    }

    /// A running grace isn't cut short by a seal that comes later.
    @Test func `a grace that began here goes on`() async throws {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(.of(Self.rules), purgeNow: false)
        harness.clock.advance(23 * Self.hour)
        #expect(await harness.sweep(Self.sealed()).counts.purged == 0)
        harness.clock.advance(Self.hour)
        #expect(await harness.sweep(Self.sealed()).counts.purged == 3)
    }

    /// For any rules and history: a seal of other rules changes nothing, and a seal of these rules allows only their own
    /// purges.
    @Test(arguments: 0..<120 as Range<UInt64>)
    func `a seal never lets anything be purged that its rules do not`(seed: UInt64) async throws {
        var random = RandomSource(seed: seed)
        let (now, sealedRules) = (Self.randomRules(&random), Self.randomRules(&random))
        let rules = random.below(2) == 0 ? sealedRules : now
        let earlier = random.below(2) == 0 ? Self.randomRules(&random) : nil
        let items = (1...12).map {
            TrashedItem.file($0, "\(["a", "b", "c"][$0 % 3])\($0).pdf", daysAgo: Double($0) / 2)
        }
        let hoursAgo = Double(random.below(80)) - 4
        let policy = Self.sealed(rules, of: sealedRules, hoursAgo: hoursAgo)
        let (with, without) = (SweepHarness(items), SweepHarness(items))
        for harness in [with, without] {
            guard let earlier else { continue }
            await harness.sweep(.of(earlier), purgeNow: false)
            harness.clock.advance(60)
        }
        let purged = Set(items.map(\.key)).subtracting(await Self.left(with, policy))
        let usual = Set(items.map(\.key)).subtracting(await Self.left(without, .of(rules)))
        let due = Set(
            plan(items: items, policy: policy.policy, now: with.clock.now).items.filter { $0.decision == .purge }
                .map(\.item.key))
        #expect(purged.isSubset(of: due))
        #expect(usual.isSubset(of: purged))
        if policy.seal(at: with.clock.now) == nil || ActivePolicy.of(sealedRules).digest != policy.digest {
            #expect(purged == usual, "the seal is about other rules, or not over")
        }
    }

    private static func left(_ harness: SweepHarness, _ policy: ActivePolicy) async -> Set<ItemKey> {
        await harness.sweep(policy)
        return Set(harness.keysLeft)
    }

    private static func randomRules(_ random: inout RandomSource) -> String {
        let title = ["a", "b", "c"][random.below(3)]
        let action = [
            #"{"name":"r","action":"hold","match":{"title":["\#(title)*"]}}"#,
            #"{"name":"r","action":"purge","retention":"1d","match":{"title":["\#(title)*"]}}"#,
        ][random.below(2)]
        return #""retention":"\#(1 + random.below(4))d","policyChangeGrace":"24h","rules":[\#(action)]"#
    }
}
