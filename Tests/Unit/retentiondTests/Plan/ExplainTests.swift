import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Explaining an item", .timeLimit(.minutes(10)))
struct ExplainTests {
    @Test func `shows every rule leaf by leaf and the decision`() async throws {
        try await withFixture { fixture in
            let contract = fixture.trash("contract.tmp", days: 5)
            try fixture.install {
                $0.rules = [
                    PolicyText.restore("*contract*", fallback: fixture.rescue, name: "contracts"),
                    PolicyText.purge("tmp", after: "1d"), PolicyText.hold("audit*", name: "audit 2026"),
                ]
            }
            let result = try await fixture.retentiond("explain", "\(contract)")
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout.contains("✓ true: title [\"*contract*\"] – \"contract.tmp\""))
            #expect(result.stdout.contains("rule 1 \"contracts\" restores"))
            #expect(result.stdout.contains("matches, and decides"))
            #expect(result.stdout.contains("matches, but another rule decides"))
            #expect(result.stdout.contains("✗ false: title [\"audit*\"]"))
            #expect(result.stdout.contains("decision: restore – protected by its rule"))
            #expect(result.stdout.contains("the portal's clock: destroys it about"))
            #expect(fixture.portal.ledger.requests.allSatisfy { $0.method == "GET" })
        }
    }

    /// Issue 17, point 13: one policy, different rules.
    @Test func `a rule for other accounts decides nothing`() async throws {
        try await withFixture { fixture in
            let mine = fixture.trash("mine.txt", days: 20)
            let theirs = ItemKey.file(
                fixture.portal.trashFile(
                    title: "theirs.txt", bytes: 1, trashedAt: fixture.ago(days: 20), by: fixture.bob, from: nil,
                    author: nil
                ))
            let bob = try fixture.directory.write(fixture.bob.apiKey, to: "keys/bob")
            try fixture.install {
                $0.accounts.append(fixture.account("bob", key: bob))
                $0.rules = [#"{ "name": "b", "action": "hold", "match": { "account": ["B*"] } }"#]
            }
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.item(mine)?["decision"] == "purge")
            #expect(plan.item(theirs)?["decision"] == "hold")
            let result = try await fixture.retentiond("explain", "\(mine)", "--account", "alice")
            #expect(result.stdout.contains("✗ false: account [\"B*\"] – \"alice\""), "\(result)")
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == [mine])
        }
    }

    @Test func `agrees with the plan for every item`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            _ = fixture.trash("contract.pdf", days: 5)
            _ = fixture.trash("young.pdf", days: 1)
            try fixture.install { $0.rules = [PolicyText.hold("contract*", name: "h")] }
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            for item in plan.items {
                let result = try await fixture.retentiond("explain", PlanDocument.key(item))
                let decision = item["decision"]?.text ?? ""
                #expect(result.stdout.contains("decision: \(decision) – \(item["reason"]?.text ?? "")"), "\(result)")
            }
        }
    }

    @Test func `reports a missing item`() async throws {
        try await withFixture { fixture in
            let result = try await fixture.retentiond("explain", "folder:424242")
            #expect(result.status == 66, "\(result)")
            #expect(result.stderr.contains("folder:424242"))
            #expect(try await fixture.retentiond("explain", "17").status == 64)
        }
    }

    @Test func `reports the grace and the quarantine`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(1)[0]
            try fixture.install { $0.grace = "24h" }
            let result = try await fixture.retentiond("explain", "\(due)")
            #expect(result.stdout.contains("decision: keep – older than"), "\(result)")
            #expect(result.stdout.contains("guard: the policy is new"))
        }
    }
}
