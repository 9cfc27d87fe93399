import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Items that an earlier pass of a listing shows and its last pass doesn't: a person may have restored them in between,
/// or they only moved to another page. Seed 1167 of the simulation.
@Suite struct SweepUnconfirmedTests {
    private func asked(_ bench: Bench) -> [[ItemKey]] {
        bench.changes.map { call in
            if case .purge(let keys) = call { keys } else { [] }
        }
    }

    @Test func isNotAskedForAndThePurgeStaysPending() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","purge":{"schedule":"hourly"}"#)
        let bench = Bench(files(1...3))
        await bench.sweep(policy, purgeNow: false)
        bench.clock.advance(3_600)
        bench.trash.change { $0.unconfirmed = [key(2)] }
        let outcome = await bench.sweep(policy, purgeNow: false)
        #expect(asked(bench) == [[key(1), key(3)]])
        #expect(outcome.counts.failed == 1)
        #expect(outcome.failures.map(\.item.key) == [key(2)])
        #expect(bench.audit.of(.purgeFailed).isEmpty, "it was not requested")
        #expect(bench.trash.now.count { $0 == .list } < 15)
        bench.trash.change { $0.unconfirmed = [] }
        bench.clock.advance(900)
        await bench.sweep(policy, purgeNow: false)
        #expect(bench.audit.keys(.purged).sorted() == (1...3).map(key))
    }

    /// Only its page had changed: the listing after each call shows it.
    @Test func goesInTheSameSweepWhenTheNextLookShowsIt() async {
        let bench = Bench(files(1...3))
        bench.trash.follow { contents, call throws(PortalFailure) in
            contents.unconfirmed = contents.calls.count { $0 == .list } == 2 ? [key(2)] : []
            return nil
        }
        let outcome = await bench.sweep(.day)
        #expect(asked(bench) == [[key(1), key(3)], [key(2)]])
        #expect(outcome.problem == nil)
        #expect(outcome.counts.purged == 3)
    }

    @Test func isNotPartOfAnEmptiedTrash() async {
        let bench = Bench(files(1...3))
        bench.trash.change { $0.unconfirmed = [key(2)] }
        await bench.sweep(.of(#""retention":"1d","purge":{"method":"emptytrash"}"#))
        #expect(asked(bench) == [[key(1), key(3)]])
    }

    /// Unknown work, such as a call that was delivered twice, continues during the listing: the later one counts. Seed
    /// 3167 of the simulation.
    @Test(arguments: [false, true]) func whatOnlyTheBeginningOfALookShowsIsLookedAt(isInSecondLook: Bool) async {
        let bench = Bench(files(1...2))
        bench.trash.follow { contents, call throws(PortalFailure) in
            if case .purge = call { return OperationReport(id: "op", end: .finishedWithError) }
            // The survey, the listing before the purge, and two after it.
            let looks = contents.calls.count { $0 == .list }
            if case .locate = call { contents.items.removeAll { $0.key == key(1) } }
            guard call == .list, looks == 4 else { return nil }
            if isInSecondLook { contents.unconfirmed = [key(1)] } else { contents.items.removeAll { $0.key == key(1) } }
            return nil
        }
        await bench.sweep(.day)
        #expect(bench.audit.keys(.purged) == [key(1)])
        #expect(bench.audit.keys(.purgeFailed) == [key(2)])
    }

    /// A restore would move it away from where the person has put it. Seed 5153 of the simulation.
    @Test func whatAPersonPutSomewhereIsNotMovedAway() async {
        let policy = ActivePolicy.of(
            #""rules":[{"name":"r","action":"restore","match":{"title":["contract*"]},"to":{"folder":7}}]"#)
        let bench = Bench((1...3).map { .file($0, "contract \($0)") })
        bench.trash.follow { contents, call throws(PortalFailure) in
            if call == .list { contents.unconfirmed = [key(2), key(3)] }
            if call == .locate(key(2)), contents.restored[key(2)] == nil {
                contents.items.removeAll { $0.key == key(2) }
                contents.restored[key(2)] = 5
            }
            return nil
        }
        await bench.sweep(policy)
        #expect(bench.trash.now.restored == [key(1): 7, key(2): 5, key(3): 7])
        #expect(bench.audit.keys(.restored).sorted() == [key(1), key(3)])
    }
}
