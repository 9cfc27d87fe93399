import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Explaining an item", .timeLimit(.minutes(10)))
struct ExplainTests {
    @Test func showsEveryRuleLeafByLeafAndTheDecision() async throws {
        try await withScene { scene in
            let contract = scene.trash("contract.tmp", days: 5)
            try scene.install {
                $0.rules = [
                    PolicyText.restore("*contract*", fallback: scene.rescue, name: "contracts"),
                    PolicyText.purge("tmp", after: "1d"), PolicyText.hold("audit*", name: "audit 2026"),
                ]
            }
            let result = try await scene.retentiond("explain", "\(contract)")
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout.contains("✓ true: title [\"*contract*\"] – \"contract.tmp\""))
            #expect(result.stdout.contains("rule 1 \"contracts\" restores"))
            #expect(result.stdout.contains("matches, and decides"))
            #expect(result.stdout.contains("matches, but another rule decides"))
            #expect(result.stdout.contains("✗ false: title [\"audit*\"]"))
            #expect(result.stdout.contains("decision: restore – protected by its rule"))
            #expect(result.stdout.contains("the portal's clock: destroys it about"))
            #expect(scene.portal.ledger.requests.allSatisfy { $0.method == "GET" })
        }
    }

    /// Issue 17, point 13: one policy, different rules.
    @Test func aRuleForOtherAccountsDecidesNothing() async throws {
        try await withScene { scene in
            let mine = scene.trash("mine.txt", days: 20)
            let theirs = ItemKey.file(
                scene.portal.trashFile(
                    title: "theirs.txt", bytes: 1, trashedAt: scene.ago(days: 20), by: scene.bob, from: nil, author: nil
                ))
            let bob = try scene.directory.write(scene.bob.apiKey, to: "keys/bob")
            try scene.install {
                $0.accounts.append(scene.account("bob", key: bob))
                $0.rules = [#"{ "name": "b", "action": "hold", "match": { "account": ["B*"] } }"#]
            }
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            #expect(plan.item(mine)?["decision"] == "purge")
            #expect(plan.item(theirs)?["decision"] == "hold")
            let result = try await scene.retentiond("explain", "\(mine)", "--account", "alice")
            #expect(result.stdout.contains("✗ false: account [\"B*\"] – \"alice\""), "\(result)")
            #expect(try await scene.sweep().status == 0)
            #expect(scene.destroyed == [mine])
        }
    }

    @Test func agreesWithThePlanForEveryItem() async throws {
        try await withScene { scene in
            _ = scene.trashDue(2)
            _ = scene.trash("contract.pdf", days: 5)
            _ = scene.trash("young.pdf", days: 1)
            try scene.install { $0.rules = [PolicyText.hold("contract*", name: "h")] }
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            for item in plan.items {
                let result = try await scene.retentiond("explain", PlanDocument.key(item))
                let decision = item["decision"]?.text ?? ""
                #expect(result.stdout.contains("decision: \(decision) – \(item["reason"]?.text ?? "")"), "\(result)")
            }
        }
    }

    @Test func tellsAnItemThatIsNotThere() async throws {
        try await withScene { scene in
            let result = try await scene.retentiond("explain", "folder:424242")
            #expect(result.status == 66, "\(result)")
            #expect(result.stderr.contains("folder:424242"))
            #expect(try await scene.retentiond("explain", "17").status == 64)
        }
    }

    @Test func tellsTheGraceAndTheQuarantine() async throws {
        try await withScene { scene in
            let due = scene.trashDue(1)[0]
            try scene.install { $0.grace = "24h" }
            let result = try await scene.retentiond("explain", "\(due)")
            #expect(result.stdout.contains("decision: keep – older than"), "\(result)")
            #expect(result.stdout.contains("guard: the policy is new"))
        }
    }
}
