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

    @Test func theFirstInstallationPurgesNothingForADay() async throws {
        let bench = Bench(files(1...3))
        #expect(await bench.sweep(long).counts.purged == 0)
        bench.clock.advance(24 * Self.hour - 1)
        #expect(await bench.sweep(long).counts.purged == 0)
        #expect(bench.changes.isEmpty)
        bench.clock.advance(1)
        #expect(await bench.sweep(long).counts.purged == 3)
    }

    /// P1 in force for long, P2, and back: items that P1 purges are purged throughout.
    @Test func goingBackAndForthNeverWidensAndNeverStopsWhatWasTrusted() async throws {
        let bench = Bench([.file(1, daysAgo: 9), .file(2, daysAgo: 5)])
        await bench.sweep(long, purgeNow: false)
        bench.clock.advance(25 * Self.hour)
        bench.trash.change { $0.items.append(.file(3, daysAgo: 9)) }
        #expect(await bench.sweep(short).counts.purged == 2)
        #expect(bench.keysLeft == [key(2)])
        bench.clock.advance(Self.hour)
        bench.trash.change { $0.items.append(.file(4, daysAgo: 9)) }
        #expect(await bench.sweep(long).counts.purged == 1)
        bench.clock.advance(Self.hour)
        #expect(await bench.sweep(short).counts.purged == 0, "the grace of the shorter one begins anew")
        bench.clock.advance(23 * Self.hour)
        #expect(await bench.sweep(short).counts.purged == 0)
        bench.clock.advance(Self.hour)
        #expect(await bench.sweep(short).counts.purged == 1)
    }

    @Test func editsInQuickSuccessionNeverTrustAnUnsettledPolicy() async throws {
        let bench = Bench(files(1...3))
        for step in 0..<30 {
            let outcome = await bench.sweep(step.isMultiple(of: 2) ? long : short)
            #expect(outcome.counts.purged == 0, "step \(step)")
            bench.clock.advance(20 * Self.hour)
        }
        #expect(bench.changes.isEmpty)
    }

    @Test func aLiftedHoldIsKeptAndCounted() async throws {
        let bench = Bench([.file(1)])
        let holding = Self.policy(#""retention":"1d","rules":[{"name":"h","action":"hold","match":{"title":["*"]}}]"#)
        await bench.sweep(holding, purgeNow: false)
        bench.clock.advance(25 * Self.hour)
        await bench.sweep(holding, purgeNow: false)
        let outcome = await bench.sweep(short)
        #expect(outcome.difference == PolicyDifference(newlyPurgeable: 1, noLongerProtected: 1))
        #expect(bench.changes.isEmpty)
        let reason = try #require(bench.audit.of(.policyLoaded).last?.reason)
        #expect(reason.hasSuffix("newly purgeable 1, no longer protected 1"))
    }

    @Test func graceSurvivesARestart() async throws {
        let bench = Bench(files(1...3))
        await bench.sweep(long)
        let restarted = Bench(files(1...3), directory: bench.directory)
        restarted.clock.advance(23 * Self.hour)
        #expect(await restarted.sweep(long).counts.purged == 0)
        restarted.clock.advance(Self.hour)
        #expect(await restarted.sweep(long).counts.purged == 3)
    }

    /// Changes of accounts neither start nor end a grace: one account is added each day, another removed, pace and
    /// proxy change.
    @Test func accountsDoNotTouchTheGrace() async throws {
        func withAccounts(_ text: String) -> ActivePolicy {
            .of(#""retention":"1d","policyChangeGrace":"24h""#, accounts: text)
        }
        let alice = #"{"name":"alice","portal":"https://portal.example","apiKey":{"credential":"a"}}"#
        let moved = #"{"name":"alice","portal":"https://portal.example","apiKey":{"file":"/k"},"proxy":"http://x:1"}"#
        let bob = #"{"name":"bob","portal":"https://portal.example","apiKey":{"credential":"b"}}"#
        let bench = Bench(files(1...3))
        await bench.sweep(withAccounts("\"accounts\":[\(alice)]"))
        bench.clock.advance(12 * Self.hour)
        #expect(await bench.sweep(withAccounts("\"accounts\":[\(bob),\(alice)]")).counts.purged == 0)
        bench.clock.advance(12 * Self.hour - 1)
        let fast = #""accounts":[\#(moved)],"defaults":{"pace":{"requestsPerMinute":9}}"#
        #expect(await bench.sweep(withAccounts(fast)).counts.purged == 0)
        bench.clock.advance(1)
        let outcome = await bench.sweep(withAccounts("\"accounts\":[\(alice)],\"accountsFrom\":\"accounts.d\""))
        #expect(outcome.counts.purged == 3, "the grace of the first sweep is over, whatever happened to the accounts")
        #expect(bench.audit.of(.policyLoaded).count == 1)
    }

    /// A rule about accounts is part of the policy's meaning.
    @Test func aRuleAboutAccountsStartsAGrace() async throws {
        let bench = Bench(files(1...3))
        await bench.sweep(long, purgeNow: false)
        bench.clock.advance(25 * Self.hour)
        await bench.sweep(long, purgeNow: false)
        let about = Self.policy(
            #""retention":"8d","rules":[{"name":"r","action":"purge","retention":"1d","match":{"account":["alice"]}}]"#)
        bench.trash.change { $0.items = [.file(7, daysAgo: 3)] }
        #expect(await bench.sweep(about).counts.purged == 0)
        bench.clock.advance(24 * Self.hour)
        #expect(await bench.sweep(about).counts.purged == 1)
    }

    @Test func zeroSwitchesTheGraceOff() async {
        let bench = Bench(files(1...3))
        #expect(await bench.sweep(.day).counts.purged == 3)
        #expect(await bench.sweep(.day).difference == nil)
    }

    /// The settled policy can't be read any more: then nothing counts as trusted.
    @Test func aLostPolicyTextMeansGraceForAll() async throws {
        let bench = Bench(files(1...3))
        await bench.sweep(long, purgeNow: false)
        bench.clock.advance(25 * Self.hour)
        for file in try FileManager.default.contentsOfDirectory(atPath: "\(bench.directory)/policies") {
            try FileManager.default.removeItem(atPath: "\(bench.directory)/policies/\(file)")
        }
        #expect(await bench.sweep(short).counts.purged == 0)
    }

    @Test func aPolicyIsToldOnceWhenItChanges() async throws {
        let bench = Bench([])
        for policy in [long, long, short, short, long] { await bench.sweep(policy) }
        #expect(bench.audit.of(.policyLoaded).map(\.policyDigest) == [long.digest, short.digest, long.digest])
    }

    @Test func aSweepThatCouldNotListAdoptsNothing() async throws {
        let bench = Bench([])
        bench.trash.follow { _, call throws(PortalFailure) in throw .unreachable }
        await bench.sweep(long)
        #expect(try bench.state().policy == nil)
        #expect(try bench.state().consecutiveFailures == 1)
    }

    @Test func holdsAreToldOnce() async throws {
        let holding = ActivePolicy.of(#""rules":[{"name":"h","action":"hold","match":{"title":["*"]}}]"#)
        let bench = Bench(files(1...3))
        for _ in 0..<3 { await bench.sweep(holding) }
        #expect(bench.audit.keys(.held) == (1...3).map(key))
        bench.trash.change { $0.items = [.file(4)] }
        await bench.sweep(holding)
        #expect(bench.audit.keys(.held) == (1...4).map(key))
        bench.trash.change { $0.items = [.file(1)] }
        await bench.sweep(holding)
        #expect(bench.audit.keys(.held).last == key(1), "it had left, so it is news")
    }
}

extension PolicyDifference {
    fileprivate init(newlyPurgeable: Int, noLongerProtected: Int) {
        self.init()
        self.newlyPurgeable = newlyPurgeable
        self.noLongerProtected = noLongerProtected
    }
}
