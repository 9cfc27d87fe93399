import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("Listings that are not the whole trash")
struct SweepIncompleteListingTests {
    private func isIncomplete(_ outcome: SweepOutcome) -> Bool {
        if case .incompleteListing = outcome.problem { true } else { false }
    }

    /// Ways in which a listing may leave something out.
    enum Doubt: String, CaseIterable, CustomTestStringConvertible {
        case reason, total

        var testDescription: String { rawValue }

        func apply(_ contents: inout InMemoryTrash.Contents) {
            switch self {
            case .reason: contents.incompleteReason = "entry 17 can't be listed"
            case .total: contents.announcedTotal = 200
            }
        }
    }

    @Test(arguments: Doubt.allCases)
    func `nothing is purged and it is reported`(doubt: Doubt) async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.change { doubt.apply(&$0) }
        let outcome = await harness.sweep(.day)
        #expect(isIncomplete(outcome))
        #expect(harness.changes.isEmpty)
        #expect(outcome.warnings.contains { $0.contains("incomplete") })
        #expect(harness.audit.of(.sweepFailed).last?.reason?.contains("incomplete") == true)
        #expect(try harness.state().lastSweep?.problem?.contains("incomplete") == true)
    }

    @Test func `protected items are restored all the same`() async {
        let harness = SweepHarness([.file(1, "contract.pdf"), .file(2)])
        harness.trash.change { $0.incompleteReason = "entry 17 can't be listed" }
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.counts.restored == 1 && outcome.counts.purged == 0)
        #expect(isIncomplete(outcome))
    }

    @Test func `an incomplete second listing stops the purge`() async {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { contents, call throws(PortalError) in
            if call == .list, contents.count({ $0 == .list }) == 2 { contents.incompleteReason = "a page failed" }
            return nil
        }
        #expect(isIncomplete(await harness.sweep(.day)))
        #expect(harness.changes.isEmpty)
    }

    /// One empty page although `total` says 200: the next sweep took the whole trash for a mass deletion.
    @Test func `the next sweep does not take the trash for a mass deletion`() async throws {
        let policy = ActivePolicy.of(#""retention":"20d""#)
        let all = files(1...200, daysAgo: 10)
        let harness = SweepHarness(all)
        await harness.sweep(policy)
        harness.clock.advance(3_600)
        harness.trash.change { contents in
            contents.items = []
            contents.announcedTotal = 200
        }
        #expect(isIncomplete(await harness.sweep(policy)))
        harness.clock.advance(3_600)
        harness.trash.change { contents in
            contents.items = all
            contents.announcedTotal = 200
        }
        let outcome = await harness.sweep(policy)
        #expect(outcome.problem == nil)
        #expect(try harness.state().blocked == nil)
    }

    @Test func `an incomplete first listing does not count as the first`() async throws {
        let policy = ActivePolicy.of(#""retention":"20d""#)
        let harness = SweepHarness([])
        harness.trash.change { $0.announcedTotal = 200 }
        await harness.sweep(policy)
        harness.clock.advance(3_600)
        harness.trash.change { $0.items = files(1...200, daysAgo: 10) }
        #expect(await harness.sweep(policy).problem == nil)
        #expect(try harness.state().blocked == nil)
    }

    /// Each trait of a listing after which nothing may be forgotten.
    @Test(arguments: ["total", "reason", "unusable", "repeats"])
    func `quarantine and reported holds are kept`(doubt: String) async throws {
        let policy = ActivePolicy.of(
            #""retention":"1d","rules":[{"name":"h","action":"hold","match":{"title":["held*"]}}]"#)
        let all: [TrashedItem] = [.file(1), .file(2, "held.pdf")]
        let harness = SweepHarness(all)
        harness.trash.change { $0.stuck = [key(1)] }
        await harness.sweep(policy)
        #expect(try harness.state().quarantine.keys.sorted() == [ItemKey(.file, 1)])
        // Seen once more in the trash: later changes are not attributed to the refused call.
        harness.clock.advance(600)
        await harness.sweep(policy)
        harness.trash.change { contents in
            contents.items = []
            switch doubt {
            case "total": contents.announcedTotal = 2
            case "reason": contents.incompleteReason = "a page failed"
            case "unusable": contents.unusable = 2
            default: contents.hasRepeats = true
            }
        }
        await harness.sweep(policy)
        #expect(try harness.state().quarantine.keys.sorted() == [ItemKey(.file, 1)])
        #expect(try harness.state().reportedHolds == [ItemKey(.file, 2)])
        harness.trash.change { contents in
            contents.items = all
            (contents.announcedTotal, contents.incompleteReason) = (nil, nil)
            (contents.unusable, contents.hasRepeats) = (0, false)
        }
        await harness.sweep(policy)
        #expect(harness.audit.of(.held).count == 1, "a hold is reported once")
        harness.trash.change { $0.items = [] }
        await harness.sweep(policy)
        #expect(try harness.state().quarantine.isEmpty, "a whole listing forgets what is gone")
        #expect(try harness.state().reportedHolds.isEmpty)
    }
}
