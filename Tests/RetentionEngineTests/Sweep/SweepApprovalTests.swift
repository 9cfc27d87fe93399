import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct SweepApprovalTests {
    private static let policy = ActivePolicy.of(#""retention":"1d","approval":{"above":2}"#)

    private func approve(_ bench: Bench, digest: String = policy.digest) throws {
        let items = bench.trash.now.items.map { ($0.key, $0.fingerprint) }
        try bench.store.save(
            PurgeApproval(
                policyDigest: digest, madeBy: "ann", approvedBy: "bob", at: Bench.start,
                items: Dictionary(items) { first, _ in first }), account: "alice")
    }

    private func isWaiting(_ outcome: SweepOutcome) -> Bool {
        if case .awaitingApproval = outcome.problem { true } else { false }
    }

    @Test func aPurgeUpToTheLimitNeedsNoApproval() async {
        let bench = Bench(files(1...2))
        #expect(await bench.sweep(Self.policy).counts.purged == 2)
    }

    @Test func aLargerOneWaitsAndRestoresGoOn() async throws {
        let policy = ActivePolicy.of(
            #""retention":"1d","approval":{"above":2},"rules":[{"name":"c","action":"restore","match":{"title":["*contract*"]},"#
                + #""to":{"folder":99}}]"#)
        let bench = Bench(files(1...3) + [.file(4, "contract.pdf")])
        let outcome = await bench.sweep(policy)
        #expect(isWaiting(outcome) && outcome.counts.restored == 1)
        #expect(bench.keysLeft == [key(1), key(2), key(3)])
        try approve(bench, digest: policy.digest)
        #expect(await bench.sweep(policy).counts.purged == 3)
    }

    @Test func anApprovalUnderAnotherPolicyCountsForNothing() async throws {
        let bench = Bench(files(1...3))
        try approve(bench, digest: "sha256:other")
        #expect(isWaiting(await bench.sweep(Self.policy)))
        #expect(bench.changes.isEmpty)
    }

    @Test func whatDriftedWaitsForANewApproval() async throws {
        let bench = Bench(files(1...4))
        try approve(bench)
        bench.trash.change { $0.items[0].title = "renamed.pdf" }
        let outcome = await bench.sweep(Self.policy)
        #expect(isWaiting(outcome) && bench.changes.isEmpty)
        #expect(
            outcome.problem?.description.contains("1 of them is new or changed since the plan that bob")
                == true
        )
        bench.trash.change { $0.items.remove(at: 0) }
        // Items that left the trash since are not a deviation.
        #expect(await bench.sweep(Self.policy).counts.purged == 3)
    }

    @Test func aDamagedApprovalApprovesNothing() async throws {
        let bench = Bench(files(1...3))
        try approve(bench)
        let path = "\(bench.directory)/approvals/alice.json"
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        for damaged in ["{", whole.replacing("file:1", with: "file:01"), whole.replacing("file:1", with: "room:1")] {
            try #require(damaged != whole)
            try Data(damaged.utf8).write(to: URL(filePath: path))
            let problem = await bench.sweep(Self.policy).problem
            guard case .state? = problem else { return #expect(Bool(false), "\(damaged): \(problem as Any)") }
            #expect(bench.changes.isEmpty)
        }
    }
}
