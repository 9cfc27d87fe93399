import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Purging what is due", .timeLimit(.minutes(10)))
struct PurgeTests {
    /// Issue 17, point 10.
    @Test func `a quiet sweep prints problems only`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            let result = try await fixture.retentiond("sweep", "--quiet", "--purge-now")
            #expect(result.status == 0 && result.stdout == "" && result.stderr == "", "\(result)")
            #expect(fixture.destroyed.count == 2)
            _ = fixture.trashDue(3)
            try fixture.install { $0.limits = #"{ "maxPurgeItems": 1 }"# }
            let refused = try await fixture.sweep("--quiet")
            #expect(refused.status == 1 && refused.stdout == "", "\(refused)")
            #expect(refused.stderr.contains("error: alice: nothing was purged"))
        }
    }

    @Test func `purges exactly what the plan shows`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(3)
            _ = fixture.trash("young.txt", days: 13)
            _ = fixture.trash("scratch.tmp", days: 2)
            _ = fixture.trash("fresh.tmp", days: 0.5)
            _ = fixture.trash("audit.txt", days: 20)
            _ = fixture.trash("contract.pdf", days: 20)
            _ = fixture.trashFolder("empty", days: 20)
            _ = fixture.trashFolder("full", days: 20, files: ["a.txt"])
            try fixture.install {
                $0.rules = [
                    PolicyText.purge("tmp", after: "1d"), PolicyText.hold("audit*"),
                    PolicyText.restore("*contract*", fallback: fixture.rescue),
                ]
            }
            let before = fixture.trashed
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.items("purge").count == 5)

            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(Set(fixture.destroyed.map(\.description)) == plan.items("purge"))
            #expect(Set(fixture.restored.map(\.description)) == plan.items("restore"))
            #expect(fixture.trashed == before.subtracting(fixture.destroyed).subtracting(fixture.restored))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `purges nothing without a slot of the schedule`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try fixture.install { $0.purge = #"{ "schedule": "2099-01-01" }"# }
            for _ in 1...2 {
                let result = try await fixture.sweep(purgeNow: false)
                #expect(result.status == 0, "\(result)")
                #expect(result.stdout.contains("3 due"))
            }
            #expect(fixture.trashed == Set(due))
            fixture.expectNothingChanged()
            #expect(fixture.writes.isEmpty)
        }
    }

    @Test func `purges when a slot of the schedule has come`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try fixture.install { $0.purge = #"{ "schedule": "*:*:*" }"# }
            #expect(try await fixture.sweep(purgeNow: false).status == 0)
            // The first sweep of a new account only reads the time.
            fixture.expectNothingChanged()
            let second = Int(Date().timeIntervalSince1970)
            try await wait(until: "another second begins") { Int(Date().timeIntervalSince1970) > second }
            #expect(try await fixture.sweep(purgeNow: false).status == 0)
            #expect(fixture.destroyed == Set(due))
            try fixture.expectAuditIsTrue()
        }
    }

    /// A slot that came half an hour ago, when no service ran.
    @Test(arguments: [("run", true), ("skip", false)])
    func `makes up for a missed slot unless set to skip it`(_ missed: String, isPurged: Bool) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            let slot = fixture.now.addingTimeInterval(-1800).formatted(.iso8601).dropFirst(11).prefix(5)
            try fixture.install {
                $0.check = #"{ "every": "1min", "jitter": "0s" }"#
                $0.purge = #"{ "schedule": "*-*-* \#(slot):00 UTC", "missed": "\#(missed)" }"#
            }
            #expect(try await fixture.sweep(purgeNow: false).status == 0)
            fixture.expectNothingChanged()
            let state = try #require(fixture.text(fixture.statePath))
            let earlier = fixture.now.timeIntervalSince1970 - 7_200
            let aged = state.replacing(/"slotsHandledUntil" : [0-9.]+/, with: #""slotsHandledUntil" : \#(earlier)"#)
            try #require(aged != state)
            try fixture.directory.write(aged, to: "state/accounts/alice.json")

            let result = try await fixture.sweep(purgeNow: false)
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == (isPurged ? Set(due) : []))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `each account sweeps its own trash only`() async throws {
        try await withFixture { fixture in
            let hers = fixture.trashDue(2)
            let his = ItemKey.file(
                fixture.portal.trashFile(title: "his.txt", trashedAt: fixture.ago(days: 20), by: fixture.bob))
            let key = try fixture.directory.write(fixture.bob.apiKey, to: "keys/bob")
            try fixture.install { $0.accounts.append(fixture.account("bob", key: key)) }
            let one = try await fixture.sweep("--account", "bob")
            #expect(one.status == 0, "\(one)")
            #expect(fixture.destroyed == [his])
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == Set(hers + [his]))
            let accounts = try fixture.audit.filter { $0.event == "purged" }.map {
                "\($0["ACCOUNT"] ?? "") \($0.item ?? "")"
            }
            #expect(Set(accounts) == Set(hers.map { "alice \($0)" } + ["bob \(his)"]))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `restores are verified before the purge begins`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(20))) { fixture in
            let due = fixture.trashDue(2)
            let wanted = fixture.trash("contract.pdf", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            #expect(try await fixture.sweep().status == 0)

            let requests = fixture.portal.ledger.requests
            let inspected = try #require(requests.lastIndex { $0.path.hasSuffix("files/file/\(wanted.id)") })
            let purged = try #require(requests.firstIndex { $0.path.hasSuffix("fileops/delete") })
            #expect(inspected < purged)
            #expect(fixture.destroyed == Set(due))
        }
    }

    @Test func `never requests to destroy what is not in the trash`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.writes("delete").count == 1)
            for request in fixture.writes("delete") {
                #expect(request.body.contains(#""immediately":false"#), "\(request.body)")
                #expect(request.body.contains(#""deleteAfter":false"#), "\(request.body)")
            }
            // `sortBy` would change the person's web client; reading operations without an id consumes other people's
            // results.
            #expect(fixture.portal.ledger.requests.allSatisfy { !$0.query.contains("sortBy") })
            let polls = fixture.portal.ledger.requests.filter { $0.method == "GET" && $0.path.hasSuffix("/fileops") }
            #expect(!polls.isEmpty)
            #expect(polls.allSatisfy { $0.query.contains("id=") })
        }
    }

    @Test func `the demonstration ends as planned`() async throws {
        try await withFixture { fixture in
            fixture.portal.reset()
            let alice = try #require(Seed.demo.plant(in: fixture.portal, apiKey: fixture.alice.apiKey).first)
            let rescue = fixture.portal.addFolder(title: "Rescued", by: alice)
            try fixture.install {
                $0.rules = [
                    PolicyText.restore("*contract*", fallback: rescue), PolicyText.purge("tmp", after: "1d"),
                    #"{ "name": "finance", "action": "hold", "match": { "originRoom": ["Finance *"] } }"#,
                ]
            }
            let before = fixture.portal.trash(of: alice)
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(Set(fixture.destroyed.map(\.description)) == plan.items("purge"))
            let audit = try fixture.audit
            #expect(Set(audit.items("purged")) == plan.items("purge"))
            #expect(Set(audit.items("restored") + audit.items("rescued")) == plan.items("restore"))
            #expect(!audit.items("rescued").isEmpty && !audit.items("restored").isEmpty)
            let left = Set(fixture.portal.trash(of: alice).map(\.description))
            #expect(left == plan.items("hold").union(plan.items("keep")).union(plan.items("left")))
            #expect(before.count == plan.items.count)
            #expect(plan.items("purge").count > 50 && plan.items("restore").count > 20)
        }
    }
}
