import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("Whose trash an account is about")
struct SweepOwnerTests {
    private func becomesBobs(_ harness: SweepHarness) {
        harness.trash.change { contents in
            contents.trashID = 13
            contents.key?.user = Person(id: "bob-id", displayName: "Bob Example")
            contents.items = files(101...103)
        }
    }

    private func isOtherTrash(_ outcome: SweepOutcome) -> Bool {
        if case .otherTrash = outcome.problem { true } else { false }
    }

    @Test func `the first sweep stores whose trash it is`() async throws {
        let harness = SweepHarness(files(1...2))
        await harness.sweep(.day, purgeNow: false)
        let owner = try #require(try harness.state().trash)
        #expect(owner.trashID == 12 && owner.userID == "alice-id" && owner.userName == "Alice Example")
    }

    @Test func `another user's trash is not changed`() async throws {
        let harness = SweepHarness([.file(1, "contract.pdf")])
        await harness.sweep(.contracts)
        becomesBobs(harness)
        let before = harness.changes
        let outcome = await harness.sweep(.contracts)
        #expect(isOtherTrash(outcome))
        let text = try #require(outcome.problem?.description)
        #expect(text.contains("Bob Example") && text.contains("Alice Example"))
        #expect(harness.changes == before)
        #expect(try harness.state().trash?.trashID == 12, "what was stored stays")
        #expect(isOtherTrash(await harness.sweep(.contracts)), "it doesn't pass with time")
    }

    /// Either is enough: a key without a name, and a portal that assigns new numbers.
    @Test func `another trash is recognized by its number or by its user`() async {
        for (trashID, user) in [(13, nil), (13, "alice-id"), (12, "bob-id")] as [(Int, String?)] {
            let harness = SweepHarness(files(1...2))
            await harness.sweep(.day, purgeNow: false)
            harness.trash.change { contents in
                contents.trashID = trashID
                contents.key?.user = user.map { Person(id: $0, displayName: nil) }
            }
            #expect(isOtherTrash(await harness.sweep(.day)), "\(trashID) \(user ?? "–")")
            #expect(harness.changes.isEmpty)
        }
    }

    @Test func `a renamed user and one that the portal no longer names are the same`() async throws {
        let harness = SweepHarness(files(1...2))
        await harness.sweep(.day, purgeNow: false)
        harness.trash.change { $0.key?.user = Person(id: "ALICE-ID", displayName: "Alice Married") }
        #expect(await harness.sweep(.day, purgeNow: false).problem == nil)
        #expect(try harness.state().trash?.userName == "Alice Married")
        harness.trash.change { $0.key?.user = nil }
        #expect(await harness.sweep(.day).counts.purged == 2)
        #expect(try harness.state().trash?.userID == "alice-id", "what was known stays known")
    }

    @Test func `a listing that does not say whose it is changes nothing`() async {
        let harness = SweepHarness(files(1...2))
        harness.trash.change { $0.trashID = nil }
        guard case .unavailable = await harness.sweep(.day).problem else {
            Issue.record("a listing of nobody's trash was taken")
            return
        }
        #expect(harness.changes.isEmpty)
    }

    @Test func `records name the user whose trash it is`() async {
        let harness = SweepHarness(files(1...2))
        await harness.sweep(.day)
        for event in [AuditEvent.purgeRequested, .purged, .sweepFinished] {
            #expect(harness.audit.of(event).allSatisfy { $0.portalUser == "alice-id" }, "\(event)")
        }
        let fields = harness.audit.of(.purged).first?.fields.first { $0.name == "RETENTIOND_PORTAL_USER" }
        #expect(fields?.value == "alice-id")
    }

    @Test func `accepting starts the other trash as a first installation does`() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","policyChangeGrace":"24h""#)
        let harness = SweepHarness(files(1...2))
        await harness.sweep(policy)
        becomesBobs(harness)
        #expect(isOtherTrash(await harness.sweep(policy)))
        let accepted = try await TrashAcceptance.accept(
            account: "alice", portal: "https://portal.example", reader: harness.trash, store: harness.store,
            progress: { _ in })
        guard case .replaced(let owner, let earlier) = accepted else {
            Issue.record("\(accepted)")
            return
        }
        #expect(owner.userID == "bob-id" && earlier.userID == "alice-id")
        #expect(harness.changes.isEmpty)
        harness.clock.advance(86_400 * 2)
        let first = await harness.sweep(policy)
        #expect(first.problem == nil)
        #expect(first.counts.purged == 0, "its grace begins now")
        #expect(try harness.state().blocked == nil, "and it is not a mass deletion")
        harness.clock.advance(86_400 + 60)
        #expect(await harness.sweep(policy).counts.purged == 3)
    }

    @Test func `accepting the same trash forgets nothing`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.change { $0.stuck = [key(1)] }
        await harness.sweep(.day)
        let before = try harness.state()
        let accepted = try await TrashAcceptance.accept(
            account: "alice", portal: "https://portal.example", reader: harness.trash, store: harness.store,
            progress: { _ in })
        #expect(accepted == .unchanged(try #require(before.trash)))
        #expect(try harness.state().quarantine.count == 1)
    }

    /// Requests in the earlier trash stay open.
    @Test func `accepting keeps requests whose outcome is unknown`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.loseChanges()
        await harness.sweep(.day)
        let open = try harness.requests().keys.map(\.description)
        #expect(!open.isEmpty)
        becomesBobs(harness)
        _ = try await TrashAcceptance.accept(
            account: "alice", portal: "https://portal.example", reader: harness.trash, store: harness.store,
            progress: { _ in })
        #expect(try harness.requests().keys.map(\.description) == open)
    }
}
