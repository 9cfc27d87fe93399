import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("A sweep by a saved plan")
struct SavedPlanTests {
    @Test func `does what the plan says`() async throws {
        let harness = SweepHarness([.file(1, "contract"), .file(2), .file(3, daysAgo: 0.5)])
        let selection = harness.selection(.contracts)
        let outcome = await harness.sweep(.contracts, selection: selection)
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(harness.audit.keys(.purged) == [key(2)])
        #expect(harness.keysLeft == [key(3)])
        #expect(outcome.dropped.isEmpty)
    }

    @Test func `adds nothing`() async throws {
        let harness = SweepHarness([.file(1, "contract"), .file(2)])
        let selection = harness.selection(.contracts)
        harness.trash.change { $0.items += [.file(3, "contract 3"), .file(4)] }
        let outcome = await harness.sweep(.contracts, selection: selection)
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(harness.audit.keys(.purged) == [key(2)])
        #expect(Set(harness.keysLeft) == [key(3), key(4)])
        #expect(outcome.dropped.isEmpty, "new items were never in it")
    }

    @Test func `does not purge what became due since`() async throws {
        let harness = SweepHarness([.file(1), .file(2, daysAgo: 0.9)])
        let selection = harness.selection(.day)
        harness.clock.advance(86_400)
        await harness.sweep(.day, selection: selection)
        #expect(harness.keysLeft == [key(2)])
    }

    @Test(arguments: ["title", "bytes", "trashedAt", "originFolder", "createdBy", "gone"])
    func `drops and names what changed`(attribute: String) async throws {
        let harness = SweepHarness([.file(1), .file(2)])
        let selection = harness.selection(.day)
        harness.trash.change { contents in
            switch attribute {
            case "title": contents.items[0].title = "other"
            case "bytes": contents.items[0].bytes = 101
            case "trashedAt": contents.items[0].trashedAt! += 1
            case "originFolder": contents.items[0].originFolder = FolderReference(id: 51, title: "Drafts")
            case "createdBy": contents.items[0].createdBy = Person(id: "x", displayName: nil)
            default: contents.items.removeFirst()
            }
        }
        let outcome = await harness.sweep(.day, selection: selection)
        #expect(harness.audit.keys(.purged) == [key(2)])
        #expect(outcome.dropped.map(\.item.key) == [key(1)])
        let gone = attribute == "gone"
        #expect(
            outcome.dropped.first?.reason
                == (gone ? "it is no longer in the trash" : "it has changed since the plan was made"))
        #expect(outcome.problem == nil)
    }

    @Test func `drops what is decided otherwise now`() async throws {
        let harness = SweepHarness([.file(1)])
        let selection = harness.selection(.day)
        let holding = ActivePolicy.of(
            #""retention":"1d","rules":[{"name":"h","action":"hold","match":{"title":["*"]}}]"#)
        let outcome = await harness.sweep(holding, selection: selection)
        #expect(harness.changes.isEmpty)
        #expect(outcome.dropped.first?.reason == "its decision is now hold: held without end")
    }

    @Test func `a part is not the whole purge`() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","purge":{"schedule":"*-*-* 08:00:00 UTC"}"#)
        let harness = SweepHarness([.file(1)])
        await harness.sweep(policy, purgeNow: false)
        harness.clock.advance(86_400)
        let selection = harness.selection(policy)
        harness.trash.change { $0.items.append(.file(2)) }
        await harness.sweep(policy, purgeNow: false, selection: selection)
        #expect(harness.keysLeft == [key(2)])
        #expect(
            await harness.sweep(policy, purgeNow: false).counts.purged == 1, "the slot of 08:00 is still to be served")
    }
}
