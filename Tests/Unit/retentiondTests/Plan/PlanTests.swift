import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("The dry run", .timeLimit(.minutes(10)))
struct PlanTests {
    @Test func `JSON has the keys of the contract`() async throws {
        try await withFixture { fixture in
            let item = fixture.trash("a.pdf", days: 20, bytes: 12_345)
            let held = fixture.trashFolder("audit", days: 1, files: ["x"])
            let result = try await fixture.retentiond("plan", "--format", "json")
            #expect(result.status == 0, "\(result)")
            let plan = try PlanDocument(result)
            #expect(plan.root.names == ["accounts", "generatedAt", "policyDigest"])
            #expect(plan.root["policyDigest"]?.text?.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
            let account = try #require(plan.accounts.first)
            #expect(Set(account.names).isSuperset(of: ["complete", "items", "name", "summary"]))
            #expect(account["name"] == "alice")
            #expect(account["complete"] == true)
            #expect(account["summary"]?.names == ["hold", "keep", "left", "purge", "purgeBytes", "restore"])
            #expect(account["summary"]?["purge"] == 1)
            #expect(account["summary"]?["purgeBytes"] == 12_345)

            let keys: Set = ["bytes", "decision", "dueAt", "id", "kind", "reason", "rule", "title", "trashedAt"]
            #expect(plan.items.allSatisfy { Set($0.names).isSuperset(of: keys) })
            let entry = try #require(plan.item(item))
            #expect(entry["title"] == "a.pdf")
            #expect(entry["bytes"] == 12_345)
            #expect(entry["rule"] == .null)
            #expect(entry["decision"] == "purge")
            #expect(entry["reason"] == "older than 14d")
            #expect(entry["trashedAt"]?.text == fixture.ago(days: 20).formatted(.iso8601))
            #expect(entry["dueAt"]?.text == fixture.ago(days: 6).formatted(.iso8601))
            #expect(plan.item(held)?["bytes"] == .null)
        }
    }

    @Test func `rehearses another instant on today's trash`() async throws {
        try await withFixture { fixture in
            let item = fixture.trash("young.txt", days: 10)
            let dueAt = fixture.ago(days: -4)
            for (at, decision) in [(dueAt.addingTimeInterval(-1), "keep"), (dueAt, "purge")] {
                let instant = at.formatted(.iso8601)
                let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json", "--at", instant))
                #expect(plan.item(item)?["decision"]?.text == decision, "\(instant)")
            }
            fixture.expectNothingChanged()
        }
    }

    @Test func `saves the plan without showing it`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            let file = "\(fixture.directory.path)/plan.json"
            let result = try await fixture.retentiond("plan", "--output", file)
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout == "")
            let saved = try PlanDocument(text: try #require(fixture.text(file)))
            #expect(saved.items("purge").count == 2)
        }
    }

    @Test func `a folder that is due and full is left and not held`() async throws {
        try await withFixture { fixture in
            let folder = fixture.trashFolder("Old drafts", days: 20, files: ["x.pdf"])
            let young = fixture.trashFolder("New drafts", days: 2, files: ["x.pdf"])
            try fixture.install { $0.rules = [PolicyText.hold("audit*")] }
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.item(folder)?["decision"] == "left")
            #expect(plan.item(young)?["decision"] == "keep")
            #expect(plan.accounts.first?["summary"]?["left"] == 1)
            #expect(plan.accounts.first?["summary"]?["hold"] == 0)
            let swept = try await fixture.retentiond("sweep", "--purge-now", "--audit-log", fixture.auditPath)
            #expect(swept.stdout.contains("1 left to the portal"), "\(swept)")
            #expect(!(fixture.text(fixture.auditPath) ?? "").contains("RETENTIOND_EVENT\":\"held"))
            #expect(fixture.destroyed.isEmpty)
        }
    }

    @Test func `shows only the requested decisions`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            let young = fixture.trash("young.txt", days: 2)
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json", "--decision", "purge"))
            #expect(due.allSatisfy { plan.item($0) != nil })
            #expect(plan.item(young) == nil)
            #expect(plan.accounts.first?["summary"]?["keep"] == 1, "the totals are of all")
            let summary = try await fixture.retentiond("plan", "--decision", "purge", "--summary")
            let lines = summary.stdout.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines.first == ["ACCOUNT", "PURGE", "PURGE", "SIZE"])
            #expect(lines.dropFirst().first?.prefix(2) == ["alice", "2"])
            #expect(try await fixture.retentiond("plan", "--decision", "burn").status == 64)
        }
    }

    @Test func `rehearses the next purge`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.purge = #"{ "schedule": "*-12-24 03:00:00 UTC" }"# }
            let plan = try PlanDocument(
                try await fixture.retentiond("plan", "--format", "json", "--at", "next-purge"))
            #expect(plan.root["at"]?.text?.hasSuffix("-12-24T03:00:00Z") == true)
            try fixture.install { $0.purge = nil }
            #expect(try await fixture.retentiond("plan", "--at", "next-purge").status == 64)
        }
    }

    @Test func `says when an account could not be listed`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            let broken = try fixture.directory.write("sk-" + String(repeating: "0", count: 64), to: "keys/broken")
            try fixture.install { $0.accounts.append(fixture.account("broken", key: broken)) }
            let result = try await fixture.retentiond("plan", "--format", "json")
            #expect(result.status == 77, "\(result)")
            let plan = try PlanDocument(result)
            #expect(plan.accounts.map { $0["complete"] } == [true, false])
            #expect(plan.accounts.map { $0["items"]?.elements?.count } == [2, 0])
            #expect(plan.notes.contains { $0.contains("401") })
        }
    }

    @Test func `shows only the requested account`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            let bob = try fixture.directory.write(fixture.bob.apiKey, to: "keys/bob")
            try fixture.install { $0.accounts.append(fixture.account("bob", key: bob)) }
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json", "--account", "bob"))
            #expect(plan.accounts.map { $0["name"] } == ["bob"])
            // The version is requested without a key.
            let withKey = fixture.portal.ledger.requests.filter { !$0.path.hasSuffix("settings/version/build") }
            #expect(!withKey.isEmpty && withKey.allSatisfy { $0.user == fixture.bob.id })
        }
    }

    @Test(arguments: [
        ["plan"], ["plan", "--format", "json"], ["plan", "--format", "csv"], ["check"], ["check", "--online"],
        ["status"], ["calendar", "daily"], ["plan", "--at", "2099-01-01"],
    ])
    func `changes nothing by construction`(_ command: [String]) async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(3)
            _ = fixture.trash("contract.pdf", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            let before = fixture.trashed
            // The transport fails on any write.
            for method in ["PUT", "POST", "DELETE", "PATCH"] {
                fixture.portal.fail(.status(500), when: RequestMatch(method: method, count: nil))
            }
            _ = try await fixture.retentiond(command)
            #expect(fixture.writes.isEmpty)
            #expect(fixture.trashed == before)
            fixture.expectNothingChanged()
            let sendsRequests = command.first == "plan" || command.contains("--online")
            #expect(fixture.portal.ledger.requests.isEmpty == !sendsRequests)
            #expect(fixture.text(fixture.statePath) == nil, "a dry run left state behind")
        }
    }
}
