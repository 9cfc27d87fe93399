import DocSpaceSimulator
import TestSupport
import Testing

@Suite("Restraints of the purge", .timeLimit(.minutes(10)))
struct GuardTests {
    static let limits = [
        #"{ "maxPurgeItems": 4 }"#, #"{ "maxPurgeFraction": 0.5 }"#,
        #"{ "maxPurgeItems": 4, "maxPurgeFraction": 0.9 }"#,
    ]

    @Test(arguments: limits) func `over a limit nothing is purged at all`(_ limit: String) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(5)
            let wanted = fixture.trash("contract.pdf", days: 20)
            let young = fixture.trash("young.txt", days: 1)
            try fixture.install {
                $0.limits = limit
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
            }
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(try result.error().contains("maxPurge"))
            let command =
                "`retentiond sweep --account alice --confirm-limits --policy \(fixture.policyPath) "
                + "--state-directory \(fixture.stateDirectory)`"
            #expect(result.stderr.contains(command), "\(result)")
            #expect(fixture.trashed == Set(due + [young]))
            #expect(fixture.destroyed.isEmpty)
            #expect(fixture.restored == [wanted], "a limit on purges must not stop restores")
            let refused = try fixture.audit.filter { $0.event == "limit-refused" }
            #expect(refused.map { $0.fields["PRIORITY"] } == ["3"])
            #expect(fixture.writes("delete").isEmpty)
        }
    }

    @Test func `a limit is kept to the item`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(4)
            _ = (1...4).map { fixture.trash("young \($0).txt", days: 1) }
            try fixture.install { $0.limits = #"{ "maxPurgeItems": 4, "maxPurgeFraction": 0.5 }"# }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
        }
    }

    @Test func `stays blocked until somebody confirms`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(5)
            try fixture.install { $0.limits = #"{ "maxPurgeItems": 4 }"# }
            #expect(try await fixture.sweep().status == 1)
            // Below the limit again, but without a review.
            fixture.portal.perform(.restore(due[0], by: fixture.alice.id))
            let again = try await fixture.sweep()
            #expect(again.status == 1, "\(again)")
            #expect(fixture.destroyed.isEmpty)
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.notes.contains { $0.contains("blocked") })

            let confirmed = try await fixture.sweep("--confirm-limits")
            #expect(confirmed.status == 0, "\(confirmed)")
            #expect(fixture.destroyed == Set(due.dropFirst()))
            // The block is gone with it, the limit is not.
            let more = (1...5).map { fixture.trash("more \($0).txt", days: 20) }
            #expect(try await fixture.sweep().status == 1)
            #expect(fixture.trashed == Set(more))
            try fixture.expectAuditIsTrue()
        }
    }

    /// A confirmation means that somebody has reviewed the plan of one account.
    @Test func `limits are confirmed for one account at a time`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(5)
            let bobsKey = try fixture.directory.write(fixture.bob.apiKey + "\n", to: "keys/bob")
            try fixture.install { policy in
                policy.accounts = [
                    fixture.account("alice", key: fixture.keyPath), fixture.account("bob", key: bobsKey),
                ]
                policy.limits = #"{ "maxPurgeItems": 4 }"#
            }
            #expect(try await fixture.sweep().status == 1)
            let all = try await fixture.sweep("--confirm-limits")
            #expect(all.status == 64, "\(all)")
            #expect(
                all.stderr.contains("`retentiond sweep --account bob --purge-now --confirm-limits --policy "), "\(all)")
            #expect(fixture.destroyed.isEmpty)
            let one = try await fixture.sweep("--account", "alice", "--confirm-limits")
            #expect(one.status == 0, "\(one)")
            #expect(fixture.destroyed.count == 5)
        }
    }

    /// If no purge is due, a confirmation covers the blocked items, and none that are trashed meanwhile.
    @Test func `a confirmation that waits covers only what was blocked`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(5)
            try fixture.install { $0.limits = #"{ "maxPurgeItems": 4 }"# }
            #expect(try await fixture.sweep().status == 1)
            #expect(try await fixture.sweep("--confirm-limits", purgeNow: false).status == 0)
            let more = (1...2).map { fixture.trash("more \($0).txt", days: 20) }
            let refused = try await fixture.sweep()
            #expect(refused.status == 1, "\(refused)")
            #expect(fixture.trashed == Set(due + more))
        }
    }

    @Test func `a change of the policy releases the block`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(5)
            try fixture.install { $0.limits = #"{ "maxPurgeItems": 4 }"# }
            #expect(try await fixture.sweep().status == 1)
            try fixture.install { $0.limits = #"{ "maxPurgeItems": 5 }"# }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
        }
    }

    @Test func `a person who trashes again outranks the rule`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 20)
            let alice = fixture.alice.id
            try fixture.install {
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
                $0.limits = #"{ "maxRestoresPerItem": 2 }"#
            }
            for _ in 1...2 {
                #expect(try await fixture.sweep().status == 0)
                #expect(fixture.trashed.isEmpty)
                fixture.portal.perform(.trash(wanted, by: alice))
            }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.trashed == [wanted])
            #expect(try fixture.audit.items("restored").count == 2)
            // Left alone is not the same as purged.
            fixture.portal.edit(file: wanted.id) { $0.updated = fixture.ago(days: 20) }
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.trashed == [wanted])
        }
    }

    @Test func `a mass deletion by somebody else stops the purge`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            for day in 1...4 {
                _ = fixture.trash("usual \(day).txt", days: 0)
                let result = try await fixture.sweep(purgeNow: false)
                #expect(result.status == 0, "\(result)")
            }
            // The only copies of these may be in the trash.
            for number in 1...400 { _ = fixture.trash("swept away \(number).txt", days: 0) }
            let refused = try await fixture.sweep()
            #expect(refused.status == 1, "\(refused)")
            #expect(refused.stderr.contains("maxInflowFactor"), "\(refused)")
            #expect(fixture.destroyed.isEmpty)
            // Until a person has reviewed it.
            #expect(try await fixture.sweep("--confirm-limits").status == 0)
            #expect(fixture.destroyed == Set(due))
        }
    }
}
