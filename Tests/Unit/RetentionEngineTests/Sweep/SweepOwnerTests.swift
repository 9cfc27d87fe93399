import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("Whose trash an account is about")
struct SweepOwnerTests {
    private func becomesBobs(_ bench: Bench) {
        bench.trash.change { contents in
            contents.trashID = 13
            contents.key?.user = Person(id: "bob-id", displayName: "Bob Example")
            contents.items = files(101...103)
        }
    }

    private func isOtherTrash(_ outcome: SweepOutcome) -> Bool {
        if case .otherTrash = outcome.problem { true } else { false }
    }

    @Test func theFirstSweepStoresWhoseTrashItIs() async throws {
        let bench = Bench(files(1...2))
        await bench.sweep(.day, purgeNow: false)
        let owner = try #require(try bench.state().trash)
        #expect(owner.trashID == 12 && owner.userID == "alice-id" && owner.userName == "Alice Example")
    }

    @Test func anotherUsersTrashIsNotChanged() async throws {
        let bench = Bench([.file(1, "contract.pdf")])
        await bench.sweep(.contracts)
        becomesBobs(bench)
        let before = bench.changes
        let outcome = await bench.sweep(.contracts)
        #expect(isOtherTrash(outcome))
        let text = try #require(outcome.problem?.description)
        #expect(text.contains("Bob Example") && text.contains("Alice Example"))
        #expect(bench.changes == before)
        #expect(try bench.state().trash?.trashID == 12, "what was stored stays")
        #expect(isOtherTrash(await bench.sweep(.contracts)), "it doesn't pass with time")
    }

    /// Either is enough: a key without a name, and a portal that assigns new numbers.
    @Test func anotherTrashIsRecognizedByItsNumberOrByItsUser() async {
        for (trashID, user) in [(13, nil), (13, "alice-id"), (12, "bob-id")] as [(Int, String?)] {
            let bench = Bench(files(1...2))
            await bench.sweep(.day, purgeNow: false)
            bench.trash.change { contents in
                contents.trashID = trashID
                contents.key?.user = user.map { Person(id: $0, displayName: nil) }
            }
            #expect(isOtherTrash(await bench.sweep(.day)), "\(trashID) \(user ?? "–")")
            #expect(bench.changes.isEmpty)
        }
    }

    @Test func aRenamedUserAndOneThatThePortalNoLongerNamesAreTheSame() async throws {
        let bench = Bench(files(1...2))
        await bench.sweep(.day, purgeNow: false)
        bench.trash.change { $0.key?.user = Person(id: "ALICE-ID", displayName: "Alice Married") }
        #expect(await bench.sweep(.day, purgeNow: false).problem == nil)
        #expect(try bench.state().trash?.userName == "Alice Married")
        bench.trash.change { $0.key?.user = nil }
        #expect(await bench.sweep(.day).counts.purged == 2)
        #expect(try bench.state().trash?.userID == "alice-id", "what was known stays known")
    }

    @Test func aListingThatDoesNotSayWhoseItIsChangesNothing() async {
        let bench = Bench(files(1...2))
        bench.trash.change { $0.trashID = nil }
        guard case .unavailable = await bench.sweep(.day).problem else {
            Issue.record("a listing of nobody's trash was taken")
            return
        }
        #expect(bench.changes.isEmpty)
    }

    @Test func recordsNameTheUserWhoseTrashItIs() async {
        let bench = Bench(files(1...2))
        await bench.sweep(.day)
        for event in [AuditEvent.purgeRequested, .purged, .sweepFinished] {
            #expect(bench.audit.of(event).allSatisfy { $0.portalUser == "alice-id" }, "\(event)")
        }
        let fields = bench.audit.of(.purged).first?.fields.first { $0.name == "RETENTIOND_PORTAL_USER" }
        #expect(fields?.value == "alice-id")
    }

    @Test func acceptingStartsTheOtherTrashAsAFirstInstallationDoes() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","policyChangeGrace":"24h""#)
        let bench = Bench(files(1...2))
        await bench.sweep(policy)
        becomesBobs(bench)
        #expect(isOtherTrash(await bench.sweep(policy)))
        let accepted = try await TrashAcceptance.accept(
            account: "alice", portal: "https://portal.example", reader: bench.trash, store: bench.store,
            progress: { _ in })
        guard case .replaced(let owner, let earlier) = accepted else {
            Issue.record("\(accepted)")
            return
        }
        #expect(owner.userID == "bob-id" && earlier.userID == "alice-id")
        #expect(bench.changes.isEmpty)
        bench.clock.advance(86_400 * 2)
        let first = await bench.sweep(policy)
        #expect(first.problem == nil)
        #expect(first.counts.purged == 0, "its grace begins now")
        #expect(try bench.state().blocked == nil, "and it is no mass deletion")
        bench.clock.advance(86_400 + 60)
        #expect(await bench.sweep(policy).counts.purged == 3)
    }

    @Test func acceptingTheSameTrashForgetsNothing() async throws {
        let bench = Bench(files(1...2))
        bench.trash.change { $0.stuck = [key(1)] }
        await bench.sweep(.day)
        let before = try bench.state()
        let accepted = try await TrashAcceptance.accept(
            account: "alice", portal: "https://portal.example", reader: bench.trash, store: bench.store,
            progress: { _ in })
        #expect(accepted == .unchanged(try #require(before.trash)))
        #expect(try bench.state().quarantine.count == 1)
    }

    /// Requests in the earlier trash stay open.
    @Test func acceptingKeepsRequestsWhoseOutcomeIsUnknown() async throws {
        let bench = Bench(files(1...2))
        bench.trash.loseChanges()
        await bench.sweep(.day)
        let open = try bench.requests().keys.map(\.description)
        #expect(!open.isEmpty)
        becomesBobs(bench)
        _ = try await TrashAcceptance.accept(
            account: "alice", portal: "https://portal.example", reader: bench.trash, store: bench.store,
            progress: { _ in })
        #expect(try bench.requests().keys.map(\.description) == open)
    }
}
