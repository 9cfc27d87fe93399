import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

/// `retentiond account` for a policy that no unit reads: keys are files beside it.
@Suite("Managing accounts", .timeLimit(.minutes(10)))
struct AccountCommandTests {
    private func write(_ scene: Scene, _ rows: String) throws -> String {
        try scene.directory.write(rows, to: "keys/users.csv", mode: 0o600)
    }

    /// All files but those of keys, by path: a failed command must leave them unchanged.
    private func snapshot(_ scene: Scene) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: scene.directory.files.filter { !$0.contains("/outputs/") }.map {
                ($0, scene.text($0) ?? "")
            })
    }

    private func users(_ scene: Scene, _ count: Int) -> [SimulatedUser] {
        (1...count).map { scene.portal.addUser(name: "User \($0)") }
    }

    @Test func anAccountIsAddedWithOneCommand() async throws {
        try await withScene { scene in
            let key = try scene.directory.write(scene.bob.apiKey, to: "keys/bobs-key")
            let result = try await scene.retentiond("account", "add", "bob", "--key-file", key)
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout.contains("bob: the trash of Bob Example"), "\(result)")
            #expect(result.stdout.contains("named the folder in \(scene.policyPath)"), "\(result)")
            #expect(scene.text("\(scene.directory.path)/keys/bob") == scene.bob.apiKey + "\n")
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            #expect(plan.accounts.map { $0["name"]?.text } == ["alice", "bob"])
            let again = try await scene.retentiond("account", "add", "bob", "--key-file", key)
            #expect(again.status == 73)
            #expect(again.stderr.contains("`retentiond account rotate bob --policy "), "\(again)")
        }
    }

    @Test func aKeyThatDoesNotWorkAddsNothing() async throws {
        try await withScene { scene in
            let bad = "sk-\(String(repeating: "0", count: 64))"
            let key = try scene.directory.write(bad, to: "keys/bad")
            let before = snapshot(scene)
            let result = try await scene.retentiond("account", "add", "bob", "--key-file", key)
            #expect(result.status == 77, "\(result)")
            #expect(snapshot(scene) == before)
        }
    }

    /// A person who must start again might paste the key into the shell, which stores it.
    @Test(.enabled(if: Scene.hasTerminal, "there is no Python")) func aTypedKeyThatIsRefusedIsAskedForThreeTimes()
        async throws
    {
        try await withScene { scene in
            let bad = "sk-\(String(repeating: "0", count: 64))"
            func typing(_ keys: [String], _ command: String...) async throws -> CommandResult {
                try await scene.typing(keys, at: "(is not shown)", scene.arguments(["account"] + command))
            }
            let refused = try await typing([bad, bad, bad, scene.bob.apiKey], "add", "bob")
            #expect(refused.status == 77 && refused.stdout.split(separator: "(401)").count == 4, "\(refused)")
            let added = try await typing([bad, "sk-typo", scene.bob.apiKey], "add", "bob")
            #expect(added.status == 0, "\(added)")
            #expect(scene.text("\(scene.directory.path)/keys/bob") == scene.bob.apiKey + "\n")
            let new = scene.portal.addKey(for: scene.bob)
            #expect(try await scene.retentiond("sweep", "--account", "bob").status == 0)
            let rotated = try await typing([scene.alice.apiKey, new], "rotate", "bob")
            #expect(rotated.status == 0, "\(rotated)")
            #expect(rotated.stdout.contains("the trash of Alice Example (trash 3), not"), "\(rotated)")
            #expect(scene.text("\(scene.directory.path)/keys/bob") == new + "\n")
        }
    }

    /// The key of a user who is swept already.
    @Test func aTrashIsNotAddedTwice() async throws {
        try await withScene { scene in
            #expect(try await scene.sweep().status == 0)
            let key = try scene.directory.write(scene.portal.addKey(for: scene.alice), to: "keys/second")
            let before = snapshot(scene)
            let result = try await scene.retentiond("account", "add", "alicia", "--key-file", key)
            #expect(result.status == 78, "\(result)")
            #expect(result.stderr.contains("alice"), "\(result)")
            #expect(snapshot(scene) == before)
        }
    }

    @Test func manyAreImportedWithOneCommand() async throws {
        try await withScene { scene in
            let users = users(scene, 30)
            let rows = users.enumerated().map { "user \($0.offset + 1),\($0.element.apiKey)\r\n" }
            let file = try write(scene, "\u{FEFF}Name,Key\r\n" + rows.joined())
            let result = try await scene.retentiond("account", "import", file)
            #expect(result.status == 0, "\(result)")
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            #expect(plan.accounts.count == 31)
            let again = try await scene.retentiond("account", "import", file)
            #expect(again.status == 0, "\(again)")
            #expect(again.stdout.contains("nothing to do: all 30 accounts exist"), "\(again)")
        }
    }

    @Test func eachMistakeInAFileNamesItsRowAndNothingIsImported() async throws {
        try await withScene { scene in
            let (one, two) = (users(scene, 1)[0], users(scene, 1)[0])
            let before = snapshot(scene)
            let file = try write(
                scene, "name,key\nok,\(one.apiKey)\nshort,sk-12\n\na,b,c,d\nalice,\(two.apiKey)\n")
            let first = try await scene.retentiond("account", "import", file)
            #expect(first.status == 78, "\(first)")
            #expect(first.stderr.contains("row 3: the last field is not an API key: it has 2 digits"), "\(first)")
            #expect(first.stderr.contains("row 5: expected name,key or portal,name,key, found 4 fields"), "\(first)")
            #expect(!first.stderr.contains("sk-12"), "\(first)")
            let second = try await scene.retentiond(
                "account", "import",
                try write(
                    scene, "ok,\(one.apiKey)\n.hidden,\(two.apiKey)\nok,\(scene.bob.apiKey)\nalice,\(two.apiKey)\n"))
            #expect(second.status == 78, "\(second)")
            #expect(second.stderr.contains("row 4: there is an account \"alice\" already"), "\(second)")
            let third = try await scene.retentiond(
                "account", "import",
                try write(scene, "ok,\(one.apiKey)\n.hidden,\(two.apiKey)\nok,\(scene.bob.apiKey)\n"))
            #expect(third.stderr.contains("row 2: name: must neither contain"), "\(third)")
            #expect(third.stderr.contains("row 3: name: a second account with the name \"ok\""), "\(third)")
            let refused = "sk-\(String(repeating: "0", count: 64))"
            let fourth = try await scene.retentiond(
                "account", "import",
                try write(scene, "ok,\(one.apiKey)\nno,\(refused)\nsame,\(scene.portal.addKey(for: one))\n"))
            #expect(fourth.stderr.contains("row 2: no: "), "\(fourth)")
            #expect(fourth.stderr.contains("row 3: same: ") || fourth.stderr.contains("row 1: ok: "), "\(fourth)")
            var after = snapshot(scene)
            after["\(scene.directory.path)/keys/users.csv"] = nil
            #expect(after == before)
        }
    }

    /// The policy is written last, and can't be: everything written before is removed.
    @Test func anImportThatFailsHalfwayLeavesNothing() async throws {
        try await withScene { scene in
            let users = users(scene, 3)
            let real = "\(scene.directory.path)/real.json"
            try #require(rename(scene.policyPath, real) == 0)
            try #require(symlink(real, scene.policyPath) == 0)
            let file = try write(
                scene, users.enumerated().map { "u\($0.offset + 1),\($0.element.apiKey)\n" }.joined())
            let before = snapshot(scene)
            let result = try await scene.retentiond("account", "import", file)
            #expect(result.status == 73, "\(result)")
            #expect(result.stderr.contains("policy.json can't be written: it is not a regular file"), "\(result)")
            #expect(snapshot(scene) == before)
            #expect(access("\(scene.directory.path)/accounts.d", F_OK) != 0)
        }
    }

    /// Keys first, then the accounts, the policy last: the same command continues after a process that was killed
    /// anywhere in between. (The files of accounts counted as second accounts of their names as long as the policy
    /// didn't name the folder.)
    @Test(arguments: [true, false])
    func anImportThatWasKilledIsCompletedByTheSameCommand(isFirst: Bool) async throws {
        try await withScene { scene in
            let users = users(scene, 3)
            let rows = users.enumerated().map { "u\($0.offset + 1),\($0.element.apiKey)\n" }
            let plain = try #require(scene.text(scene.policyPath))
            let file = try write(scene, rows.joined())
            if !isFirst {
                let key = try scene.directory.write(scene.bob.apiKey, to: "keys/bobs")
                #expect(try await scene.retentiond("account", "add", "bob", "--key-file", key).status == 0)
            }
            let before = try #require(scene.text(scene.policyPath))
            #expect(try await scene.retentiond("account", "import", file).status == 0)
            let whole = snapshot(scene)
            let folder = "\(scene.directory.path)/accounts.d"
            for written in 0...3 {
                try scene.directory.write(before, to: "policy.json")
                for number in 1...3 where number > written { unlink("\(folder)/u\(number).json") }
                if written == 0 { for number in 2...3 { unlink("\(scene.directory.path)/keys/u\(number)") } }
                let again = try await scene.retentiond("account", "import", file)
                #expect(again.status == 0, "after \(written) accounts: \(again)")
                #expect(snapshot(scene) == whole, "after \(written) accounts")
            }
            #expect(plain != scene.text(scene.policyPath))
        }
    }

    /// A file that a person put into a folder that the policy doesn't name must not be replaced.
    @Test func aForeignFileInTheFolderIsLeftAlone() async throws {
        try await withScene { scene in
            let user = users(scene, 1)[0]
            try scene.directory.write(
                #"{ "name": "u1", "portal": "https://other.example", "apiKey": { "file": "/k" } }"#,
                to: "accounts.d/u1.json")
            let before = snapshot(scene)
            let result = try await scene.retentiond("account", "import", try write(scene, "u1,\(user.apiKey)\n"))
            #expect(result.status == 78, "\(result)")
            var after = snapshot(scene)
            after["\(scene.directory.path)/keys/users.csv"] = nil
            #expect(after == before)
        }
    }

    @Test func aFileThatOthersCanReadIsRefused() async throws {
        try await withScene { scene in
            let file = try scene.directory.write("bob,\(scene.bob.apiKey)\n", to: "keys/open.csv", mode: 0o644)
            let result = try await scene.retentiond("account", "import", file)
            #expect(result.status == 78)
            #expect(result.stderr.contains("open to others"), "\(result)")
        }
    }

    @Test func aKeyIsReplacedByOneOfTheSameTrash() async throws {
        try await withScene { scene in
            #expect(try await scene.sweep().status == 0)
            let new = scene.portal.addKey(for: scene.alice)
            let file = try scene.directory.write(new, to: "keys/new")
            let result = try await scene.retentiond("account", "rotate", "alice", "--key-file", file)
            #expect(result.status == 0, "\(result)")
            #expect(scene.text(scene.keyPath) == new + "\n")
            let other = try scene.directory.write(scene.bob.apiKey, to: "keys/other")
            let refused = try await scene.retentiond("account", "rotate", "alice", "--key-file", other)
            #expect(refused.status == 77, "\(refused)")
            #expect(scene.text(scene.keyPath) == new + "\n")
            let many = try await scene.retentiond(
                "account", "import", try write(scene, "alice,\(scene.alice.apiKey)\n"), "--rotate")
            #expect(many.status == 0, "\(many)")
            #expect(scene.text(scene.keyPath) == scene.alice.apiKey + "\n")
        }
    }

    @Test func anAccountIsRemovedWithItsKeyUnlessSomethingIsHeld() async throws {
        try await withScene { scene in
            let key = try scene.directory.write(scene.bob.apiKey, to: "keys/bobs-key")
            #expect(try await scene.retentiond("account", "add", "bob", "--key-file", key).status == 0)
            #expect(try await scene.sweep().status == 0)
            let held = try await scene.retentiond("hold", "add", "file:1", "--account", "bob", "--reason", "x")
            #expect(held.status == 0, "\(held)")
            let refused = try await scene.retentiond("account", "remove", "bob")
            #expect(refused.status == 73, "\(refused)")
            #expect(refused.stderr.contains("persons hold 1 item"), "\(refused)")
            #expect(
                try await scene.retentiond("hold", "release", "file:1", "--account", "bob", "--reason", "x").status == 0
            )
            let removed = try await scene.retentiond("account", "remove", "bob")
            #expect(removed.status == 0, "\(removed)")
            #expect(scene.text("\(scene.directory.path)/keys/bob") == nil)
            #expect(scene.text("\(scene.directory.path)/accounts.d/bob.json") == nil)
            #expect(
                try await scene.retentiond("account", "remove", "alice").status == 73, "she is in the policy itself")
            #expect(try await scene.retentiond("account", "remove", "nobody").status == 66)
        }
    }

    @Test func theListShowsWhatSweepsFound() async throws {
        try await withScene { scene in
            #expect(try await scene.sweep().status == 0)
            let list = try await scene.retentiond("account", "list", "--format", "json")
            let row = try #require(JSONValue(parsing: Array(list.stdout.utf8))?.elements?.first)
            #expect(row["name"] == "alice")
            #expect(row["user"] == "Alice Example")
            #expect(row["trashID"]?.integer == scene.alice.trashID)
            #expect(row["lastSweepAt"]?.text != nil)
            #expect(try await scene.retentiond("account", "list").stdout.contains("Alice Example"))
        }
    }

    /// Restores continue, purges don't, for one account and for all; a person who requests a purge learns how to
    /// resume.
    @Test(arguments: ["alice", "--all"])
    func aPauseStopsPurgesAndNothingElse(whom: String) async throws {
        try await withScene { scene in
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            let due = scene.trashDue(3)
            let wanted = scene.trash("contract.pdf", days: 20)
            let paused = try await scene.retentiond("account", "pause", whom, "--reason", "moving house")
            #expect(paused.status == 0, "\(paused)")
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(result.stderr.contains("moving house"), "\(result)")
            #expect(result.stderr.contains("`retentiond account resume alice --policy"), "\(result)")
            #expect(scene.trashed == Set(due))
            #expect(scene.restored == [wanted])
            let status = try await scene.retentiond("status")
            #expect(status.stdout.contains("paused"), "\(status)")
            #expect(try await scene.retentiond("account", "resume", whom).status == 0)
            #expect(try await scene.retentiond("account", "resume", whom).status == 0, "it was not paused any more")
            #expect(try await scene.sweep().status == 0)
            #expect(scene.destroyed == Set(due))
            let records = try scene.audit.filter { $0.event.hasPrefix("purges-") }
            #expect(records.map(\.event) == ["purges-paused", "purges-resumed"])
            #expect(records.allSatisfy { $0["OPERATOR"]?.contains("uid") == true })
            #expect(records.allSatisfy { ($0["ACCOUNT"] ?? "") == (whom == "alice" ? "alice" : "") })
            #expect(records[0].reason == (whom == "alice" ? "moving house" : "for all accounts: moving house"))
            let shown = try await scene.retentiond("audit", "--action", "pause", "--audit-log", scene.auditPath)
            #expect(shown.stdout.contains("purges-paused") && shown.stdout.contains("purges-resumed"), "\(shown)")
        }
    }

    /// Pausing purges must always be possible; if it is not recorded, that is reported. Resuming is another matter.
    @Test func aPauseNeedsNoTrailButItsEndDoes() async throws {
        try await withScene { scene in
            let due = scene.trashDue(1)
            let lost = ["--audit-log", "/nowhere/audit.jsonl"]
            let paused = try await scene.retentiond(["account", "pause", "alice"] + lost)
            #expect(paused.status == 69 && paused.stderr.contains("in force, but not recorded"), "\(paused)")
            #expect(try await scene.sweep().status == 1)
            let resumed = try await scene.retentiond(["account", "resume", "alice"] + lost)
            #expect(resumed.status == 69 && resumed.stderr.contains("nothing is resumed"), "\(resumed)")
            #expect(try await scene.sweep().status == 1)
            #expect(scene.trashed == Set(due))
        }
    }

    /// An unreadable pause counts as one.
    @Test func aDamagedPauseStopsPurges() async throws {
        try await withScene { scene in
            let due = scene.trashDue(1)
            try scene.directory.write("{", to: "state/paused/alice.json")
            #expect(try await scene.sweep().status == 1)
            #expect(scene.trashed == Set(due))
        }
    }

    @Test func coverageNamesThoseWithoutAnAccount() async throws {
        try await withScene { scene in
            #expect(try await scene.sweep().status == 0)
            _ = users(scene, 120)
            let admin = scene.portal.addUser(name: "Ada Admin", permissions: ["accounts:read"], isAdmin: true)
            let file = try scene.directory.write(admin.apiKey, to: "keys/admin")
            let result = try await scene.retentiond("account", "coverage", "--key-file", file, "--format", "json")
            #expect(result.status == 1, "\(result)")
            let report = try #require(JSONValue(parsing: Array(result.stdout.utf8)))
            let people = report["people"]?.elements ?? []
            #expect(people.count == 123, "two pages")
            #expect(people.filter { $0["account"]?.text != nil }.map { $0["name"]?.text } == ["Alice Example"])
            let refused = try await scene.retentiond("account", "coverage", "--key-file", scene.keyPath)
            #expect(refused.status == 77, "\(refused)")
            #expect(refused.stderr.contains("accounts:read"), "\(refused)")
        }
    }
}
