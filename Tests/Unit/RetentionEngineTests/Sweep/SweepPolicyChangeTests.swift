import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// An edit of the policy is the most dangerous moment.
@Suite struct SweepPolicyChangeTests {
    private static func policy(_ members: String) -> ActivePolicy {
        .of(members + #","policyChangeGrace":"24h""#)
    }

    private let long = policy(#""retention":"8d""#)
    private let short = policy(#""retention":"1d""#)
    private static let hour = 3_600.0

    @Test func `the first installation purges nothing for a day`() async throws {
        let harness = SweepHarness(files(1...3))
        #expect(await harness.sweep(long).counts.purged == 0)
        harness.clock.advance(24 * Self.hour - 1)
        #expect(await harness.sweep(long).counts.purged == 0)
        #expect(harness.changes.isEmpty)
        harness.clock.advance(1)
        #expect(await harness.sweep(long).counts.purged == 3)
    }

    /// P1 in force for long, P2, and back: items that P1 purges are purged throughout.
    @Test func `going back and forth never widens and never stops what was trusted`() async throws {
        let harness = SweepHarness([.file(1, daysAgo: 9), .file(2, daysAgo: 5)])
        await harness.sweep(long, purgeNow: false)
        harness.clock.advance(25 * Self.hour)
        harness.trash.change { $0.items.append(.file(3, daysAgo: 9)) }
        #expect(await harness.sweep(short).counts.purged == 2)
        #expect(harness.keysLeft == [key(2)])
        harness.clock.advance(Self.hour)
        harness.trash.change { $0.items.append(.file(4, daysAgo: 9)) }
        #expect(await harness.sweep(long).counts.purged == 1)
        harness.clock.advance(Self.hour)
        #expect(await harness.sweep(short).counts.purged == 0, "the grace of the shorter one starts again")
        harness.clock.advance(23 * Self.hour)
        #expect(await harness.sweep(short).counts.purged == 0)
        harness.clock.advance(Self.hour)
        #expect(await harness.sweep(short).counts.purged == 1)
    }

    @Test func `edits in quick succession never trust an unsettled policy`() async throws {
        let harness = SweepHarness(files(1...3))
        for step in 0..<30 {
            let outcome = await harness.sweep(step.isMultiple(of: 2) ? long : short)
            #expect(outcome.counts.purged == 0, "step \(step)")
            harness.clock.advance(20 * Self.hour)
        }
        #expect(harness.changes.isEmpty)
    }

    @Test func `a lifted hold is kept and counted`() async throws {
        let harness = SweepHarness([.file(1)])
        let holding = Self.policy(#""retention":"1d","rules":[{"name":"h","action":"hold","match":{"title":["*"]}}]"#)
        await harness.sweep(holding, purgeNow: false)
        harness.clock.advance(25 * Self.hour)
        await harness.sweep(holding, purgeNow: false)
        let outcome = await harness.sweep(short)
        #expect(outcome.difference == PolicyDifference(newlyPurgeable: 1, noLongerProtected: 1))
        #expect(harness.changes.isEmpty)
        let reason = try #require(harness.audit.of(.policyLoaded).last?.reason)
        #expect(reason.hasSuffix("newly purgeable 1, no longer protected 1"))
    }

    @Test func `grace survives a restart`() async throws {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(long)
        let restarted = SweepHarness(files(1...3), directory: harness.directory)
        restarted.clock.advance(23 * Self.hour)
        #expect(await restarted.sweep(long).counts.purged == 0)
        restarted.clock.advance(Self.hour)
        #expect(await restarted.sweep(long).counts.purged == 3)
    }

    /// Changes of accounts neither start nor end a grace: one account is added each day, another removed, pace and
    /// proxy change.
    @Test func `accounts do not touch the grace`() async throws {
        func withAccounts(_ text: String) -> ActivePolicy {
            .of(#""retention":"1d","policyChangeGrace":"24h""#, accounts: text)
        }
        let alice = #"{"name":"alice","portal":"https://portal.example","apiKey":{"credential":"a"}}"#
        let moved = #"{"name":"alice","portal":"https://portal.example","apiKey":{"file":"/k"},"proxy":"http://x:1"}"#
        let bob = #"{"name":"bob","portal":"https://portal.example","apiKey":{"credential":"b"}}"#
        let harness = SweepHarness(files(1...3))
        await harness.sweep(withAccounts("\"accounts\":[\(alice)]"))
        harness.clock.advance(12 * Self.hour)
        #expect(await harness.sweep(withAccounts("\"accounts\":[\(bob),\(alice)]")).counts.purged == 0)
        harness.clock.advance(12 * Self.hour - 1)
        let fast = #""accounts":[\#(moved)],"defaults":{"pace":{"requestsPerMinute":9}}"#
        #expect(await harness.sweep(withAccounts(fast)).counts.purged == 0)
        harness.clock.advance(1)
        let outcome = await harness.sweep(withAccounts("\"accounts\":[\(alice)],\"accountsFrom\":\"accounts.d\""))
        #expect(outcome.counts.purged == 3, "the grace of the first sweep is over, whatever happened to the accounts")
        #expect(harness.audit.of(.policyLoaded).count == 1)
    }

    /// A rule about accounts is part of the policy's meaning.
    @Test func `a rule about accounts starts a grace`() async throws {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(long, purgeNow: false)
        harness.clock.advance(25 * Self.hour)
        await harness.sweep(long, purgeNow: false)
        let about = Self.policy(
            #""retention":"8d","rules":[{"name":"r","action":"purge","retention":"1d","match":{"account":["alice"]}}]"#)
        harness.trash.change { $0.items = [.file(7, daysAgo: 3)] }
        #expect(await harness.sweep(about).counts.purged == 0)
        harness.clock.advance(24 * Self.hour)
        #expect(await harness.sweep(about).counts.purged == 1)
    }

    @Test func `zero switches the grace off`() async {
        let harness = SweepHarness(files(1...3))
        #expect(await harness.sweep(.day).counts.purged == 3)
        #expect(await harness.sweep(.day).difference == nil)
    }

    /// The settled policy can't be read any more: then nothing counts as trusted.
    @Test func `a lost policy text means grace for all`() async throws {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(long, purgeNow: false)
        harness.clock.advance(25 * Self.hour)
        for file in try FileManager.default.contentsOfDirectory(atPath: "\(harness.directory)/policies") {
            try FileManager.default.removeItem(atPath: "\(harness.directory)/policies/\(file)")
        }
        #expect(await harness.sweep(short).counts.purged == 0)
    }

    @Test func `a policy is recorded once when it changes`() async throws {
        let harness = SweepHarness([])
        for policy in [long, long, short, short, long] { await harness.sweep(policy) }
        #expect(harness.audit.of(.policyLoaded).map(\.policyDigest) == [long.digest, short.digest, long.digest])
    }

    @Test func `a sweep that could not list adopts nothing`() async throws {
        let harness = SweepHarness([])
        harness.trash.follow { _, call throws(PortalError) in throw .unreachable }
        await harness.sweep(long)
        #expect(try harness.state().policy == nil)
        #expect(try harness.state().consecutiveFailures == 1)
    }

    @Test func `holds are recorded once`() async throws {
        let holding = ActivePolicy.of(#""rules":[{"name":"h","action":"hold","match":{"title":["*"]}}]"#)
        let harness = SweepHarness(files(1...3))
        for _ in 0..<3 { await harness.sweep(holding) }
        #expect(harness.audit.keys(.held) == (1...3).map(key))
        harness.trash.change { $0.items = [.file(4)] }
        await harness.sweep(holding)
        #expect(harness.audit.keys(.held) == (1...4).map(key))
        harness.trash.change { $0.items = [.file(1)] }
        await harness.sweep(holding)
        #expect(harness.audit.keys(.held).last == key(1), "it had left, so it is news")
    }
}

extension PolicyDifference {
    fileprivate init(newlyPurgeable: Int, noLongerProtected: Int) {
        self.init()
        self.newlyPurgeable = newlyPurgeable
        self.noLongerProtected = noLongerProtected
    }
}
