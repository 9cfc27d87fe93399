import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// The problems of an account.
@Suite struct AccountFactsTests {
    private static let now = SweepHarness.start
    private static let day = 86_400.0

    private func problems(_ change: (inout AccountFacts) -> Void) -> [AccountProblem] {
        var facts = AccountFacts()
        change(&facts)
        return facts.problems(at: Self.now)
    }

    @Test func `an unknown fact is not a problem`() {
        #expect(problems { _ in } == [])
    }

    @Test(arguments: [
        (14 * day, false, false), (14 * day - 1, true, false), (1, true, false), (0, true, true), (-9, true, true),
    ])
    func `a key is a problem within two weeks`(_ seconds: Double, _ isProblem: Bool, _ isOver: Bool) {
        let end = Self.now.addingTimeInterval(seconds)
        let expected: [AccountProblem] = isProblem ? [.keyExpires(at: end, isOver: isOver)] : []
        #expect(problems { $0.keyExpiresAt = end } == expected)
        #expect(problems { $0.key = KeyState(expiresAt: end, mayWrite: true) } == expected)
    }

    @Test func `a key must be able to write`() {
        #expect(problems { $0.key = KeyState(expiresAt: nil, mayWrite: true) } == [])
        #expect(problems { $0.key = KeyState(expiresAt: nil, mayWrite: false) } == [.readOnlyKey])
        #expect(SweepError(.readOnlyKey)?.description == "the key lacks the scope files:write")
    }

    @Test func `three failures in a row are lasting`() {
        for (count, isLasting) in [(1, false), (2, false), (3, true), (40, true)] {
            let expected = AccountProblem.failing(reason: "no answer", inARow: count, isLasting: isLasting)
            #expect(problems { $0.failure = ("no answer", count) } == [expected])
        }
    }

    @Test func `a block hides the failures that it causes`() {
        #expect(
            problems {
                $0.failure = ("nothing was purged", 9)
                $0.block = ("too many", nil)
            } == [.blocked(reason: "too many", since: nil)])
    }

    @Test func `a block ends with its policy`() {
        var state = AccountState()
        state.blocked = AccountState.Block(reason: "too many", policyDigest: "a", since: Self.now)
        #expect(state.block()?.reason == "too many", "no other policy is known")
        state.policy = AccountState.PolicyRecord(digest: "b", since: Self.now, settlesAt: Self.now)
        #expect(state.block() == nil)
        #expect(state.block(under: "b") == nil)
        #expect(state.block(under: "a")?.reason == "too many")
    }

    @Test func `another trash is one at the same portal`() {
        let (ann, bob) = (TrashOwner(trashID: 1, user: nil), TrashOwner(trashID: 2, user: nil))
        var state = AccountState()
        (state.portal, state.trash) = ("https://a.example", ann)
        func found(_ portal: String, _ owner: TrashOwner) -> [AccountProblem] {
            problems { ($0.trash, $0.earlierTrash) = (owner, state.expectedTrash(at: portal)) }
        }
        #expect(found("https://a.example", ann) == [])
        #expect(found("https://a.example", bob) == [.otherTrash(found: bob, expected: ann)])
        #expect(found("https://b.example", bob) == [], "a sweep at another portal begins from scratch")
    }

    @Test func `the gravest comes first`() {
        let owner = { TrashOwner(trashID: $0, user: nil) }
        let all = problems {
            $0.quarantined = 2
            $0.backlogEndsAt = Self.now
            $0.pause = "paused"
            $0.keyExpiresAt = Self.now
            $0.unlistedReason = "no answer"
            $0.sweepExpectedBy = Self.now.addingTimeInterval(-1)
            $0.failure = ("no answer", 1)
            $0.key = KeyState(expiresAt: nil, mayWrite: false)
            ($0.trash, $0.earlierTrash) = (owner(1), owner(2))
            $0.support = .tooOld(ReleaseNumber(3, 6, 0))
        }
        #expect(
            all == [
                .unsupportedPortal(.tooOld(ReleaseNumber(3, 6, 0))),
                .otherTrash(found: owner(1), expected: owner(2)), .readOnlyKey,
                .failing(reason: "no answer", inARow: 1, isLasting: false), .overdue(lastSweptAt: nil),
                .unlisted(reason: "no answer"), .keyExpires(at: Self.now, isOver: true), .paused("paused"),
                .backlog(until: Self.now), .quarantine(items: 2),
            ])
        #expect(all.compactMap(SweepError.init).count == 3, "these stop every sweep")
    }
}
