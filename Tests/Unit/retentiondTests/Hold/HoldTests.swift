import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Holding single items", .timeLimit(.minutes(10)))
struct HoldTests {
    private func holds(_ fixture: CLIFixture, _ more: String...) async throws -> JSONValue {
        let result = try await fixture.retentiond(["hold", "list", "--format", "json"] + more)
        #expect(result.status == 0, "\(result)")
        return try PlanDocument(result).root
    }

    @Test func `a held item is kept until it is released`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            let added = try await fixture.retentiond(
                "hold", "add", "\(due[1])", "--account", "alice", "--reason", "lawsuit", "--ticket", "LEGAL-7")
            #expect(added.status == 0, "\(added)")
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == [due[0], due[2]])
            let explained = try await fixture.retentiond("explain", "\(due[1])")
            #expect(
                explained.stdout.contains("decision: hold – held by ") && explained.stdout.contains("lawsuit (LEGAL-7)")
            )

            let list = try await holds(fixture)
            #expect(list[0]?["item"] == .string("\(due[1])") && list[0]?["state"] == "active")
            #expect(list[0]?["ticket"] == "LEGAL-7" && list[0]?["reason"] == "lawsuit")

            #expect(try await fixture.retentiond("hold", "release", "\(due[1])").status == 64)
            let released = try await fixture.retentiond("hold", "release", "\(due[1])", "--reason", "settled")
            #expect(released.status == 0, "\(released)")
            #expect(try await holds(fixture) == .array([]))
            let all = try await holds(fixture, "--all")
            #expect(all[0]?["state"] == "released" && all[0]?["releaseReason"] == "settled")
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == Set(due))

            let records = try fixture.audit.filter { $0.event.hasPrefix("hold-") }
            #expect(records.map(\.event) == ["hold-added", "hold-released"])
            #expect(records.map(\.reason) == ["lawsuit (LEGAL-7)", "settled"])
            #expect(
                records.allSatisfy { $0.item == "\(due[1])" && $0["OPERATOR"]?.contains("uid \(getuid())") == true })
            #expect(try await fixture.retentiond("audit", "verify", "--audit-log", fixture.auditPath).status == 0)
            let shown = try await fixture.retentiond(
                "audit", "--audit-log", fixture.auditPath, "--action", "hold", "--format", "json")
            #expect(
                shown.stdout.contains(#""event":"hold-added""#) && shown.stdout.contains(#""operator":""#), "\(shown)")
        }
    }

    @Test func `several are chosen from a saved plan by their titles`() async throws {
        try await withFixture { fixture in
            let wanted = [fixture.trash("Smith 1.pdf", days: 20), fixture.trash("a smith.doc", days: 20)]
            let other = fixture.trash("other.pdf", days: 20)
            let plan = fixture.policyPath + ".plan"
            #expect(try await fixture.retentiond("plan", "--output", plan).status == 0)
            let none = try await fixture.retentiond(
                "hold", "add", "--from-plan", plan, "--title", "nothing*", "--reason", "lawsuit")
            #expect(none.status == 66, "\(none)")
            let added = try await fixture.retentiond(
                "hold", "add", "--from-plan", plan, "--title", "*smith*", "--reason", "lawsuit")
            #expect(added.status == 0, "\(added)")
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == [other] && fixture.trashed == Set(wanted))
        }
    }

    @Test func `a damaged file stops purging with a reason`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            #expect(try await fixture.retentiond("hold", "add", "\(due[0])", "--reason", "x").status == 0)
            try fixture.directory.write(#"{"version": 1, "acount": "alice"}"#, to: "state/holds.d/z.json")
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(
                try result.error().contains(#"holds.d/z.json is not a valid hold: unknown key "acount""#), "\(result)")
            #expect(fixture.destroyed.isEmpty)
            #expect(try await fixture.retentiond("plan").stdout.contains("a sweep would purge nothing"))
            #expect(try await fixture.retentiond("hold", "list").status == 1)
        }
    }

    @Test func `has the exit codes of the contract`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.retentiond("hold", "release", "file:1", "--reason", "x").status == 66)
            #expect(
                try await fixture.retentiond("hold", "add", "file:1", "--account", "nobody", "--reason", "x").status
                    == 66
            )
            #expect(try await fixture.retentiond("hold", "add", "file:1", "--reason", " ").status == 64)
            #expect(
                try await fixture.retentiond("hold", "add", "file:1", "--reason", "x", "--until", "2020-01-01").status
                    == 64)
            let closed = try await fixture.retentiond(
                "hold", "add", "file:1", "--reason", "x", "--audit-log", "/nonexistent/audit.jsonl")
            #expect(closed.status == 69, "\(closed)")
            #expect(try await fixture.retentiond("hold", "list").status == 0)
        }
    }

    @Test func `a held item is rescued and then reported as gone`() async throws {
        try await withFixture { fixture in
            let item = fixture.trash("old.pdf", days: 28)
            #expect(try await fixture.retentiond("hold", "add", "\(item)", "--reason", "lawsuit").status == 0)
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.restored == [item])
            #expect(try fixture.audit.items("rescued") == ["\(item)"])
            let result = try await fixture.sweep()
            #expect(result.stderr.contains("\(item) is no longer in the trash, but held by"), "\(result)")
            #expect(try await holds(fixture)[0]?["state"] == "not-in-trash")
            #expect(try await fixture.retentiond("plan").stdout.contains("is not in the trash, but held by"))
        }
    }
}
