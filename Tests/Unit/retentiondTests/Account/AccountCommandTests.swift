import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

/// `retentiond account` for a policy that no unit reads: keys are files beside it.
@Suite("Managing accounts", .timeLimit(.minutes(10)))
struct AccountCommandTests {
    private func write(_ fixture: CLIFixture, _ rows: String) throws -> String {
        try fixture.directory.write(rows, to: "keys/users.csv", mode: 0o600)
    }

    /// All files but those of keys, by path: a failed command must leave them unchanged.
    private func snapshot(_ fixture: CLIFixture) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: fixture.directory.files.filter { !$0.contains("/outputs/") }.map {
                ($0, fixture.text($0) ?? "")
            })
    }

    private func users(_ fixture: CLIFixture, _ count: Int) -> [SimulatedUser] {
        (1...count).map { fixture.portal.addUser(name: "User \($0)") }
    }

    @Test func `an account is added with one command`() async throws {
        try await withFixture { fixture in
            let key = try fixture.directory.write(fixture.bob.apiKey, to: "keys/bobs-key")
            let result = try await fixture.retentiond("account", "add", "bob", "--key-file", key)
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout.contains("bob: the trash of Bob Example"), "\(result)")
            #expect(result.stdout.contains("named the folder in \(fixture.policyPath)"), "\(result)")
            #expect(fixture.text("\(fixture.directory.path)/keys/bob") == fixture.bob.apiKey + "\n")
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.accounts.map { $0["name"]?.text } == ["alice", "bob"])
            let again = try await fixture.retentiond("account", "add", "bob", "--key-file", key)
            #expect(again.status == 73)
            #expect(again.stderr.contains("`retentiond account rotate bob --policy "), "\(again)")
        }
    }

    @Test func `a key that does not work adds nothing`() async throws {
        try await withFixture { fixture in
            let bad = "sk-\(String(repeating: "0", count: 64))"
            let key = try fixture.directory.write(bad, to: "keys/bad")
            let before = snapshot(fixture)
            let result = try await fixture.retentiond("account", "add", "bob", "--key-file", key)
            #expect(result.status == 77, "\(result)")
            #expect(snapshot(fixture) == before)
        }
    }

    /// A person who must start again might paste the key into the shell, which stores it.
    @Test(.enabled(if: CLIFixture.hasTerminal, "there is no Python"))
    func `prompts three times for a typed key that is refused`()
        async throws
    {
        try await withFixture { fixture in
            let bad = "sk-\(String(repeating: "0", count: 64))"
            func typing(_ keys: [String], _ command: String...) async throws -> CommandResult {
                try await fixture.typing(keys, at: "(is not shown)", fixture.arguments(["account"] + command))
            }
            let refused = try await typing([bad, bad, bad, fixture.bob.apiKey], "add", "bob")
            #expect(refused.status == 77 && refused.stdout.split(separator: "(401)").count == 4, "\(refused)")
            let added = try await typing([bad, "sk-typo", fixture.bob.apiKey], "add", "bob")
            #expect(added.status == 0, "\(added)")
            #expect(fixture.text("\(fixture.directory.path)/keys/bob") == fixture.bob.apiKey + "\n")
            let new = fixture.portal.addKey(for: fixture.bob)
            #expect(try await fixture.retentiond("sweep", "--account", "bob").status == 0)
            let rotated = try await typing([fixture.alice.apiKey, new], "rotate", "bob")
            #expect(rotated.status == 0, "\(rotated)")
            #expect(rotated.stdout.contains("the trash of Alice Example (trash 3), not"), "\(rotated)")
            #expect(fixture.text("\(fixture.directory.path)/keys/bob") == new + "\n")
        }
    }

    /// The key of a user who is swept already.
    @Test func `a trash is not added twice`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let key = try fixture.directory.write(fixture.portal.addKey(for: fixture.alice), to: "keys/second")
            let before = snapshot(fixture)
            let result = try await fixture.retentiond("account", "add", "alicia", "--key-file", key)
            #expect(result.status == 78, "\(result)")
            #expect(result.stderr.contains("alice"), "\(result)")
            #expect(snapshot(fixture) == before)
        }
    }

    @Test func `many are imported with one command`() async throws {
        try await withFixture { fixture in
            let users = users(fixture, 30)
            let rows = users.enumerated().map { "user \($0.offset + 1),\($0.element.apiKey)\r\n" }
            let file = try write(fixture, "\u{FEFF}Name,Key\r\n" + rows.joined())
            let result = try await fixture.retentiond("account", "import", file)
            #expect(result.status == 0, "\(result)")
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.accounts.count == 31)
            let again = try await fixture.retentiond("account", "import", file)
            #expect(again.status == 0, "\(again)")
            #expect(again.stdout.contains("nothing to do: all 30 accounts exist"), "\(again)")
        }
    }

    @Test func `each mistake in a file names its row and nothing is imported`() async throws {
        try await withFixture { fixture in
            let (one, two) = (users(fixture, 1)[0], users(fixture, 1)[0])
            let before = snapshot(fixture)
            let file = try write(
                fixture, "name,key\nok,\(one.apiKey)\nshort,sk-12\n\na,b,c,d\nalice,\(two.apiKey)\n")
            let first = try await fixture.retentiond("account", "import", file)
            #expect(first.status == 78, "\(first)")
            #expect(first.stderr.contains("row 3: the last field is not an API key: it has 2 digits"), "\(first)")
            #expect(first.stderr.contains("row 5: expected name,key or portal,name,key, found 4 fields"), "\(first)")
            #expect(!first.stderr.contains("sk-12"), "\(first)")
            let second = try await fixture.retentiond(
                "account", "import",
                try write(
                    fixture, "ok,\(one.apiKey)\n.hidden,\(two.apiKey)\nok,\(fixture.bob.apiKey)\nalice,\(two.apiKey)\n")
            )
            #expect(second.status == 78, "\(second)")
            #expect(second.stderr.contains("row 4: there is an account \"alice\" already"), "\(second)")
            let third = try await fixture.retentiond(
                "account", "import",
                try write(fixture, "ok,\(one.apiKey)\n.hidden,\(two.apiKey)\nok,\(fixture.bob.apiKey)\n"))
            #expect(third.stderr.contains("row 2: name: must neither contain"), "\(third)")
            #expect(third.stderr.contains("row 3: name: a second account with the name \"ok\""), "\(third)")
            let refused = "sk-\(String(repeating: "0", count: 64))"
            let fourth = try await fixture.retentiond(
                "account", "import",
                try write(fixture, "ok,\(one.apiKey)\nno,\(refused)\nsame,\(fixture.portal.addKey(for: one))\n"))
            #expect(fourth.stderr.contains("row 2: no: "), "\(fourth)")
            #expect(fourth.stderr.contains("row 3: same: ") || fourth.stderr.contains("row 1: ok: "), "\(fourth)")
            var after = snapshot(fixture)
            after["\(fixture.directory.path)/keys/users.csv"] = nil
            #expect(after == before)
        }
    }

    /// The policy is written last, and can't be: everything written before is removed.
    @Test func `an import that fails halfway leaves nothing`() async throws {
        try await withFixture { fixture in
            let users = users(fixture, 3)
            let real = "\(fixture.directory.path)/real.json"
            try #require(rename(fixture.policyPath, real) == 0)
            try #require(symlink(real, fixture.policyPath) == 0)
            let file = try write(
                fixture, users.enumerated().map { "u\($0.offset + 1),\($0.element.apiKey)\n" }.joined())
            let before = snapshot(fixture)
            let result = try await fixture.retentiond("account", "import", file)
            #expect(result.status == 73, "\(result)")
            #expect(result.stderr.contains("policy.json can't be written: it is not a regular file"), "\(result)")
            #expect(snapshot(fixture) == before)
            #expect(access("\(fixture.directory.path)/accounts.d", F_OK) != 0)
        }
    }

    /// Keys first, then the accounts, the policy last: the same command continues after a process that was killed
    /// anywhere in between. (An earlier version took the files for second accounts of the same names while the
    /// policy didn't name the folder.)
    @Test(arguments: [true, false])
    func `an import that was killed is completed by the same command`(isFirst: Bool) async throws {
        try await withFixture { fixture in
            let users = users(fixture, 3)
            let rows = users.enumerated().map { "u\($0.offset + 1),\($0.element.apiKey)\n" }
            let plain = try #require(fixture.text(fixture.policyPath))
            let file = try write(fixture, rows.joined())
            if !isFirst {
                let key = try fixture.directory.write(fixture.bob.apiKey, to: "keys/bobs")
                #expect(try await fixture.retentiond("account", "add", "bob", "--key-file", key).status == 0)
            }
            let before = try #require(fixture.text(fixture.policyPath))
            #expect(try await fixture.retentiond("account", "import", file).status == 0)
            let whole = snapshot(fixture)
            let folder = "\(fixture.directory.path)/accounts.d"
            for written in 0...3 {
                try fixture.directory.write(before, to: "policy.json")
                for number in 1...3 where number > written { unlink("\(folder)/u\(number).json") }
                if written == 0 { for number in 2...3 { unlink("\(fixture.directory.path)/keys/u\(number)") } }
                let again = try await fixture.retentiond("account", "import", file)
                #expect(again.status == 0, "after \(written) accounts: \(again)")
                #expect(snapshot(fixture) == whole, "after \(written) accounts")
            }
            #expect(plain != fixture.text(fixture.policyPath))
        }
    }

    /// A person's file in a folder that the policy doesn't name must not be replaced.
    @Test func `a foreign file in the folder is left alone`() async throws {
        try await withFixture { fixture in
            let user = users(fixture, 1)[0]
            try fixture.directory.write(
                #"{ "name": "u1", "portal": "https://other.example", "apiKey": { "file": "/k" } }"#,
                to: "accounts.d/u1.json")
            let before = snapshot(fixture)
            let result = try await fixture.retentiond("account", "import", try write(fixture, "u1,\(user.apiKey)\n"))
            #expect(result.status == 78, "\(result)")
            var after = snapshot(fixture)
            after["\(fixture.directory.path)/keys/users.csv"] = nil
            #expect(after == before)
        }
    }

    @Test func `a file that others can read is refused`() async throws {
        try await withFixture { fixture in
            let file = try fixture.directory.write("bob,\(fixture.bob.apiKey)\n", to: "keys/open.csv", mode: 0o644)
            let result = try await fixture.retentiond("account", "import", file)
            #expect(result.status == 78)
            #expect(result.stderr.contains("open to others"), "\(result)")
        }
    }

    @Test func `a key is replaced by one of the same trash`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let new = fixture.portal.addKey(for: fixture.alice)
            let file = try fixture.directory.write(new, to: "keys/new")
            let result = try await fixture.retentiond("account", "rotate", "alice", "--key-file", file)
            #expect(result.status == 0, "\(result)")
            #expect(fixture.text(fixture.keyPath) == new + "\n")
            let other = try fixture.directory.write(fixture.bob.apiKey, to: "keys/other")
            let refused = try await fixture.retentiond("account", "rotate", "alice", "--key-file", other)
            #expect(refused.status == 77, "\(refused)")
            #expect(fixture.text(fixture.keyPath) == new + "\n")
            let many = try await fixture.retentiond(
                "account", "import", try write(fixture, "alice,\(fixture.alice.apiKey)\n"), "--rotate")
            #expect(many.status == 0, "\(many)")
            #expect(fixture.text(fixture.keyPath) == fixture.alice.apiKey + "\n")
        }
    }

    @Test func `an account is removed with its key unless something is held`() async throws {
        try await withFixture { fixture in
            let key = try fixture.directory.write(fixture.bob.apiKey, to: "keys/bobs-key")
            #expect(try await fixture.retentiond("account", "add", "bob", "--key-file", key).status == 0)
            #expect(try await fixture.sweep().status == 0)
            let held = try await fixture.retentiond("hold", "add", "file:1", "--account", "bob", "--reason", "x")
            #expect(held.status == 0, "\(held)")
            let refused = try await fixture.retentiond("account", "remove", "bob")
            #expect(refused.status == 73, "\(refused)")
            #expect(refused.stderr.contains("persons hold 1 item"), "\(refused)")
            #expect(
                try await fixture.retentiond("hold", "release", "file:1", "--account", "bob", "--reason", "x").status
                    == 0
            )
            let removed = try await fixture.retentiond("account", "remove", "bob")
            #expect(removed.status == 0, "\(removed)")
            #expect(fixture.text("\(fixture.directory.path)/keys/bob") == nil)
            #expect(fixture.text("\(fixture.directory.path)/accounts.d/bob.json") == nil)
            #expect(
                try await fixture.retentiond("account", "remove", "alice").status == 73, "she is in the policy itself")
            #expect(try await fixture.retentiond("account", "remove", "nobody").status == 66)
        }
    }

    @Test func `the list shows what sweeps found`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let list = try await fixture.retentiond("account", "list", "--format", "json")
            let row = try #require(JSONValue(parsing: Array(list.stdout.utf8))?.elements?.first)
            #expect(row["name"] == "alice")
            #expect(row["user"] == "Alice Example")
            #expect(row["trashID"]?.integer == fixture.alice.trashID)
            #expect(row["lastSweepAt"]?.text != nil)
            #expect(try await fixture.retentiond("account", "list").stdout.contains("Alice Example"))
        }
    }

    /// Restores continue, purges don't, for one account and for all; a person who requests a purge learns how to
    /// resume.
    @Test(arguments: ["alice", "--all"])
    func `a pause stops purges and nothing else`(whom: String) async throws {
        try await withFixture { fixture in
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            let due = fixture.trashDue(3)
            let wanted = fixture.trash("contract.pdf", days: 20)
            let paused = try await fixture.retentiond("account", "pause", whom, "--reason", "moving house")
            #expect(paused.status == 0, "\(paused)")
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(result.stderr.contains("moving house"), "\(result)")
            #expect(result.stderr.contains("`retentiond account resume alice --policy"), "\(result)")
            #expect(fixture.trashed == Set(due))
            #expect(fixture.restored == [wanted])
            let status = try await fixture.retentiond("status")
            #expect(status.stdout.contains("paused"), "\(status)")
            #expect(try await fixture.retentiond("account", "resume", whom).status == 0)
            #expect(try await fixture.retentiond("account", "resume", whom).status == 0, "it was not paused any more")
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == Set(due))
            let records = try fixture.audit.filter { $0.event.hasPrefix("purges-") }
            #expect(records.map(\.event) == ["purges-paused", "purges-resumed"])
            #expect(records.allSatisfy { $0["OPERATOR"]?.contains("uid") == true })
            #expect(records.allSatisfy { ($0["ACCOUNT"] ?? "") == (whom == "alice" ? "alice" : "") })
            #expect(records[0].reason == (whom == "alice" ? "moving house" : "for all accounts: moving house"))
            let shown = try await fixture.retentiond("audit", "--action", "pause", "--audit-log", fixture.auditPath)
            #expect(shown.stdout.contains("purges-paused") && shown.stdout.contains("purges-resumed"), "\(shown)")
        }
    }

    /// Pausing must always be possible; if it can't be recorded, that is reported. Resuming then fails.
    @Test func `a pause needs no trail but its end does`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(1)
            let lost = ["--audit-log", "/nowhere/audit.jsonl"]
            let paused = try await fixture.retentiond(["account", "pause", "alice"] + lost)
            #expect(paused.status == 69 && paused.stderr.contains("in force, but not recorded"), "\(paused)")
            #expect(try await fixture.sweep().status == 1)
            let resumed = try await fixture.retentiond(["account", "resume", "alice"] + lost)
            #expect(resumed.status == 69 && resumed.stderr.contains("nothing is resumed"), "\(resumed)")
            #expect(try await fixture.sweep().status == 1)
            #expect(fixture.trashed == Set(due))
        }
    }

    /// An unreadable pause counts as one.
    @Test func `a damaged pause stops purges`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(1)
            try fixture.directory.write("{", to: "state/paused/alice.json")
            #expect(try await fixture.sweep().status == 1)
            #expect(fixture.trashed == Set(due))
        }
    }

    @Test func `coverage names those without an account`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            _ = users(fixture, 120)
            let admin = fixture.portal.addUser(name: "Ada Admin", permissions: ["accounts:read"], isAdmin: true)
            let file = try fixture.directory.write(admin.apiKey, to: "keys/admin")
            let result = try await fixture.retentiond("account", "coverage", "--key-file", file, "--format", "json")
            #expect(result.status == 1, "\(result)")
            let report = try #require(JSONValue(parsing: Array(result.stdout.utf8)))
            let people = report["people"]?.elements ?? []
            #expect(people.count == 123, "two pages")
            #expect(people.filter { $0["account"]?.text != nil }.map { $0["name"]?.text } == ["Alice Example"])
            let refused = try await fixture.retentiond("account", "coverage", "--key-file", fixture.keyPath)
            #expect(refused.status == 77, "\(refused)")
            #expect(refused.stderr.contains("accounts:read"), "\(refused)")
        }
    }
}
