import DocSpaceSimulator
import TestSupport
import Testing

@Suite("Brakes in front of the purge", .timeLimit(.minutes(10)))
struct GuardTests {
    static let limits = [
        #"{ "maxPurgeItems": 4 }"#, #"{ "maxPurgeFraction": 0.5 }"#,
        #"{ "maxPurgeItems": 4, "maxPurgeFraction": 0.9 }"#,
    ]

    @Test(arguments: limits) func overALimitNothingIsPurgedAtAll(_ limit: String) async throws {
        try await withScene { scene in
            let due = scene.trashDue(5)
            let wanted = scene.trash("contract.pdf", days: 20)
            let young = scene.trash("young.txt", days: 1)
            try scene.install {
                $0.limits = limit
                $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)]
            }
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(try result.error().contains("maxPurge"))
            let command =
                "`retentiond sweep --account alice --confirm-limits --policy \(scene.policyPath) "
                + "--state-directory \(scene.stateDirectory)`"
            #expect(result.stderr.contains(command), "\(result)")
            #expect(scene.trashed == Set(due + [young]))
            #expect(scene.destroyed.isEmpty)
            #expect(scene.restored == [wanted], "a limit on purges must not stop restores")
            let refused = try scene.audit.filter { $0.event == "limit-refused" }
            #expect(refused.map { $0.fields["PRIORITY"] } == ["3"])
            #expect(scene.writes("delete").isEmpty)
        }
    }

    @Test func aLimitIsKeptToTheItem() async throws {
        try await withScene { scene in
            let due = scene.trashDue(4)
            _ = (1...4).map { scene.trash("young \($0).txt", days: 1) }
            try scene.install { $0.limits = #"{ "maxPurgeItems": 4, "maxPurgeFraction": 0.5 }"# }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
        }
    }

    @Test func staysBlockedUntilSomebodyConfirms() async throws {
        try await withScene { scene in
            let due = scene.trashDue(5)
            try scene.install { $0.limits = #"{ "maxPurgeItems": 4 }"# }
            #expect(try await scene.sweep().status == 1)
            // Below the limit again, but without a review.
            scene.portal.perform(.restore(due[0], by: scene.alice.id))
            let again = try await scene.sweep()
            #expect(again.status == 1, "\(again)")
            #expect(scene.destroyed.isEmpty)
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            #expect(plan.notes.contains { $0.contains("blocked") })

            let confirmed = try await scene.sweep("--confirm-limits")
            #expect(confirmed.status == 0, "\(confirmed)")
            #expect(scene.destroyed == Set(due.dropFirst()))
            // The block is gone with it, the limit is not.
            let more = (1...5).map { scene.trash("more \($0).txt", days: 20) }
            #expect(try await scene.sweep().status == 1)
            #expect(scene.trashed == Set(more))
            try scene.expectAuditIsTrue()
        }
    }

    /// A confirmation means that somebody has reviewed the plan of one account.
    @Test func limitsAreConfirmedForOneAccountAtATime() async throws {
        try await withScene { scene in
            _ = scene.trashDue(5)
            let bobsKey = try scene.directory.write(scene.bob.apiKey + "\n", to: "keys/bob")
            try scene.install { policy in
                policy.accounts = [scene.account("alice", key: scene.keyPath), scene.account("bob", key: bobsKey)]
                policy.limits = #"{ "maxPurgeItems": 4 }"#
            }
            #expect(try await scene.sweep().status == 1)
            let all = try await scene.sweep("--confirm-limits")
            #expect(all.status == 64, "\(all)")
            #expect(
                all.stderr.contains("`retentiond sweep --account bob --purge-now --confirm-limits --policy "), "\(all)")
            #expect(scene.destroyed.isEmpty)
            let one = try await scene.sweep("--account", "alice", "--confirm-limits")
            #expect(one.status == 0, "\(one)")
            #expect(scene.destroyed.count == 5)
        }
    }

    /// If no purge is due, a confirmation covers the blocked items, and none that are trashed meanwhile.
    @Test func aConfirmationThatWaitsCoversOnlyWhatWasBlocked() async throws {
        try await withScene { scene in
            let due = scene.trashDue(5)
            try scene.install { $0.limits = #"{ "maxPurgeItems": 4 }"# }
            #expect(try await scene.sweep().status == 1)
            #expect(try await scene.sweep("--confirm-limits", purgeNow: false).status == 0)
            let more = (1...2).map { scene.trash("more \($0).txt", days: 20) }
            let refused = try await scene.sweep()
            #expect(refused.status == 1, "\(refused)")
            #expect(scene.trashed == Set(due + more))
        }
    }

    @Test func aChangeOfThePolicyReleasesTheBlock() async throws {
        try await withScene { scene in
            let due = scene.trashDue(5)
            try scene.install { $0.limits = #"{ "maxPurgeItems": 4 }"# }
            #expect(try await scene.sweep().status == 1)
            try scene.install { $0.limits = #"{ "maxPurgeItems": 5 }"# }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
        }
    }

    @Test func aPersonWhoTrashesAgainOutranksTheRule() async throws {
        try await withScene { scene in
            let wanted = scene.trash("contract.pdf", days: 20)
            let alice = scene.alice.id
            try scene.install {
                $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)]
                $0.limits = #"{ "maxRestoresPerItem": 2 }"#
            }
            for _ in 1...2 {
                #expect(try await scene.sweep().status == 0)
                #expect(scene.trashed.isEmpty)
                scene.portal.perform(.trash(wanted, by: alice))
            }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.trashed == [wanted])
            #expect(try scene.audit.items("restored").count == 2)
            // Left alone is not the same as purged.
            scene.portal.edit(file: wanted.id) { $0.updated = scene.ago(days: 20) }
            #expect(try await scene.sweep().status == 0)
            #expect(scene.trashed == [wanted])
        }
    }

    @Test func aMassDeletionBySomebodyElseStopsThePurge() async throws {
        try await withScene { scene in
            let due = scene.trashDue(2)
            for day in 1...4 {
                _ = scene.trash("usual \(day).txt", days: 0)
                let result = try await scene.sweep(purgeNow: false)
                #expect(result.status == 0, "\(result)")
            }
            // The only copies of these may be in the trash.
            for number in 1...400 { _ = scene.trash("swept away \(number).txt", days: 0) }
            let refused = try await scene.sweep()
            #expect(refused.status == 1, "\(refused)")
            #expect(refused.stderr.contains("maxInflowFactor"), "\(refused)")
            #expect(scene.destroyed.isEmpty)
            // Until a person has reviewed it.
            #expect(try await scene.sweep("--confirm-limits").status == 0)
            #expect(scene.destroyed == Set(due))
        }
    }
}
