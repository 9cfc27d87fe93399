import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Purging what is due", .timeLimit(.minutes(10)))
struct PurgeTests {
    /// Issue 17, point 10.
    @Test func aQuietSweepPrintsProblemsOnly() async throws {
        try await withScene { scene in
            _ = scene.trashDue(2)
            let result = try await scene.retentiond("sweep", "--quiet", "--purge-now")
            #expect(result.status == 0 && result.stdout == "" && result.stderr == "", "\(result)")
            #expect(scene.destroyed.count == 2)
            _ = scene.trashDue(3)
            try scene.install { $0.limits = #"{ "maxPurgeItems": 1 }"# }
            let refused = try await scene.sweep("--quiet")
            #expect(refused.status == 1 && refused.stdout == "", "\(refused)")
            #expect(refused.stderr.contains("error: alice: nothing was purged"))
        }
    }

    @Test func purgesExactlyWhatThePlanShows() async throws {
        try await withScene { scene in
            _ = scene.trashDue(3)
            _ = scene.trash("young.txt", days: 13)
            _ = scene.trash("scratch.tmp", days: 2)
            _ = scene.trash("fresh.tmp", days: 0.5)
            _ = scene.trash("audit.txt", days: 20)
            _ = scene.trash("contract.pdf", days: 20)
            _ = scene.trashFolder("empty", days: 20)
            _ = scene.trashFolder("full", days: 20, files: ["a.txt"])
            try scene.install {
                $0.rules = [
                    PolicyText.purge("tmp", after: "1d"), PolicyText.hold("audit*"),
                    PolicyText.restore("*contract*", fallback: scene.rescue),
                ]
            }
            let before = scene.trashed
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            #expect(plan.items("purge").count == 5)

            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(Set(scene.destroyed.map(\.description)) == plan.items("purge"))
            #expect(Set(scene.restored.map(\.description)) == plan.items("restore"))
            #expect(scene.trashed == before.subtracting(scene.destroyed).subtracting(scene.restored))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func purgesNothingWithoutASlotOfTheSchedule() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            try scene.install { $0.purge = #"{ "schedule": "2099-01-01" }"# }
            for _ in 1...2 {
                let result = try await scene.sweep(purgeNow: false)
                #expect(result.status == 0, "\(result)")
                #expect(result.stdout.contains("3 due"))
            }
            #expect(scene.trashed == Set(due))
            scene.expectNothingChanged()
            #expect(scene.writes.isEmpty)
        }
    }

    @Test func purgesWhenASlotOfTheScheduleHasCome() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            try scene.install { $0.purge = #"{ "schedule": "*:*:*" }"# }
            #expect(try await scene.sweep(purgeNow: false).status == 0)
            // The first sweep of a new account only reads the time.
            scene.expectNothingChanged()
            let second = Int(Date().timeIntervalSince1970)
            try await wait(until: "another second begins") { Int(Date().timeIntervalSince1970) > second }
            #expect(try await scene.sweep(purgeNow: false).status == 0)
            #expect(scene.destroyed == Set(due))
            try scene.expectAuditIsTrue()
        }
    }

    /// A slot that came half an hour ago, when no service ran.
    @Test(arguments: [("run", true), ("skip", false)])
    func makesUpForAMissedSlotUnlessToldToSkipIt(_ missed: String, isPurged: Bool) async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            let slot = scene.now.addingTimeInterval(-1800).formatted(.iso8601).dropFirst(11).prefix(5)
            try scene.install {
                $0.check = #"{ "every": "1min", "jitter": "0s" }"#
                $0.purge = #"{ "schedule": "*-*-* \#(slot):00 UTC", "missed": "\#(missed)" }"#
            }
            #expect(try await scene.sweep(purgeNow: false).status == 0)
            scene.expectNothingChanged()
            let state = try #require(scene.text(scene.statePath))
            let earlier = scene.now.timeIntervalSince1970 - 7_200
            let aged = state.replacing(/"slotsHandledUntil" : [0-9.]+/, with: #""slotsHandledUntil" : \#(earlier)"#)
            try #require(aged != state)
            try scene.directory.write(aged, to: "state/accounts/alice.json")

            let result = try await scene.sweep(purgeNow: false)
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == (isPurged ? Set(due) : []))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func eachAccountSweepsItsOwnTrashOnly() async throws {
        try await withScene { scene in
            let hers = scene.trashDue(2)
            let his = ItemKey.file(
                scene.portal.trashFile(title: "his.txt", trashedAt: scene.ago(days: 20), by: scene.bob))
            let key = try scene.directory.write(scene.bob.apiKey, to: "keys/bob")
            try scene.install { $0.accounts.append(scene.account("bob", key: key)) }
            let one = try await scene.sweep("--account", "bob")
            #expect(one.status == 0, "\(one)")
            #expect(scene.destroyed == [his])
            #expect(try await scene.sweep().status == 0)
            #expect(scene.destroyed == Set(hers + [his]))
            let accounts = try scene.audit.filter { $0.event == "purged" }.map {
                "\($0["ACCOUNT"] ?? "") \($0.item ?? "")"
            }
            #expect(Set(accounts) == Set(hers.map { "alice \($0)" } + ["bob \(his)"]))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func restoresAreVerifiedBeforeThePurgeBegins() async throws {
        try await withScene(pace: .perItem(.milliseconds(20))) { scene in
            let due = scene.trashDue(2)
            let wanted = scene.trash("contract.pdf", days: 20)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            #expect(try await scene.sweep().status == 0)

            let requests = scene.portal.ledger.requests
            let looked = try #require(requests.lastIndex { $0.path.hasSuffix("files/file/\(wanted.id)") })
            let purged = try #require(requests.firstIndex { $0.path.hasSuffix("fileops/delete") })
            #expect(looked < purged)
            #expect(scene.destroyed == Set(due))
        }
    }

    @Test func neverAsksToDestroyWhatIsNotInTheTrash() async throws {
        try await withScene { scene in
            _ = scene.trashDue(2)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.writes("delete").count == 1)
            for request in scene.writes("delete") {
                #expect(request.body.contains(#""immediately":false"#), "\(request.body)")
                #expect(request.body.contains(#""deleteAfter":false"#), "\(request.body)")
            }
            // `sortBy` would change the person's web client; reading operations without an id consumes other people's
            // results.
            #expect(scene.portal.ledger.requests.allSatisfy { !$0.query.contains("sortBy") })
            let polls = scene.portal.ledger.requests.filter { $0.method == "GET" && $0.path.hasSuffix("/fileops") }
            #expect(!polls.isEmpty)
            #expect(polls.allSatisfy { $0.query.contains("id=") })
        }
    }

    @Test func theDemonstrationEndsAsPlanned() async throws {
        try await withScene { scene in
            scene.portal.reset()
            let alice = try #require(Seed.demo.plant(in: scene.portal, apiKey: scene.alice.apiKey).first)
            let rescue = scene.portal.addFolder(title: "Rescued", by: alice)
            try scene.install {
                $0.rules = [
                    PolicyText.restore("*contract*", fallback: rescue), PolicyText.purge("tmp", after: "1d"),
                    #"{ "name": "finance", "action": "hold", "match": { "originRoom": ["Finance *"] } }"#,
                ]
            }
            let before = scene.portal.trash(of: alice)
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(Set(scene.destroyed.map(\.description)) == plan.items("purge"))
            let audit = try scene.audit
            #expect(Set(audit.items("purged")) == plan.items("purge"))
            #expect(Set(audit.items("restored") + audit.items("rescued")) == plan.items("restore"))
            #expect(!audit.items("rescued").isEmpty && !audit.items("restored").isEmpty)
            let left = Set(scene.portal.trash(of: alice).map(\.description))
            #expect(left == plan.items("hold").union(plan.items("keep")).union(plan.items("left")))
            #expect(before.count == plan.items.count)
            #expect(plan.items("purge").count > 50 && plan.items("restore").count > 20)
        }
    }
}
