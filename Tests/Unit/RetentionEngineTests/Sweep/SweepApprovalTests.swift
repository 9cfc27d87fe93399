import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct SweepApprovalTests {
    private static let policy = ActivePolicy.of(#""retention":"1d","approval":{"above":2}"#)

    private func approve(_ harness: SweepHarness, digest: String = policy.digest) throws {
        let items = harness.trash.now.items.map { ($0.key, $0.fingerprint) }
        try harness.store.save(
            PurgeApproval(
                policyDigest: digest, madeBy: "ann", approvedBy: "bob", at: SweepHarness.start,
                items: Dictionary(items) { first, _ in first }), account: "alice")
    }

    private func isWaiting(_ outcome: SweepOutcome) -> Bool {
        if case .awaitingApproval = outcome.problem { true } else { false }
    }

    @Test func `a purge up to the limit needs no approval`() async {
        let harness = SweepHarness(files(1...2))
        #expect(await harness.sweep(Self.policy).counts.purged == 2)
    }

    @Test func `a larger one waits and restores go on`() async throws {
        let policy = ActivePolicy.of(
            #""retention":"1d","approval":{"above":2},"rules":[{"name":"c","action":"restore","match":{"title":["*contract*"]},"#
                + #""to":{"folder":99}}]"#)
        let harness = SweepHarness(files(1...3) + [.file(4, "contract.pdf")])
        let outcome = await harness.sweep(policy)
        #expect(isWaiting(outcome) && outcome.counts.restored == 1)
        #expect(harness.keysLeft == [key(1), key(2), key(3)])
        try approve(harness, digest: policy.digest)
        #expect(await harness.sweep(policy).counts.purged == 3)
    }

    @Test func `an approval under another policy counts for nothing`() async throws {
        let harness = SweepHarness(files(1...3))
        try approve(harness, digest: "sha256:other")
        #expect(isWaiting(await harness.sweep(Self.policy)))
        #expect(harness.changes.isEmpty)
    }

    @Test func `a changed purge waits for a new approval`() async throws {
        let harness = SweepHarness(files(1...4))
        try approve(harness)
        harness.trash.change { $0.items[0].title = "renamed.pdf" }
        let outcome = await harness.sweep(Self.policy)
        #expect(isWaiting(outcome) && harness.changes.isEmpty)
        #expect(
            outcome.problem?.description.contains("1 of them is new or changed since the plan that bob")
                == true
        )
        harness.trash.change { $0.items.remove(at: 0) }
        // Items that left the trash since are not a deviation.
        #expect(await harness.sweep(Self.policy).counts.purged == 3)
    }

    @Test func `a damaged approval approves nothing`() async throws {
        let harness = SweepHarness(files(1...3))
        try approve(harness)
        let path = "\(harness.directory)/approvals/alice.json"
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        for damaged in ["{", whole.replacing("file:1", with: "file:01"), whole.replacing("file:1", with: "room:1")] {
            try #require(damaged != whole)
            try Data(damaged.utf8).write(to: URL(filePath: path))
            let problem = await harness.sweep(Self.policy).problem
            guard case .state? = problem else { return #expect(Bool(false), "\(damaged): \(problem as Any)") }
            #expect(harness.changes.isEmpty)
        }
    }
}
