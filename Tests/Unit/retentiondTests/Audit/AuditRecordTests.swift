import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Records of the audit trail", .timeLimit(.minutes(10)))
struct AuditRecordTests {
    private func swept(_ check: (CLIFixture, [AuditLine]) throws -> Void) async throws {
        try await withFixture { fixture in
            _ = fixture.trash("old.txt", days: 20, bytes: 777)
            _ = fixture.trash("contract.pdf", days: 5)
            _ = fixture.trash("audit.txt", days: 5)
            _ = fixture.trash("scratch.tmp", days: 5)
            try fixture.install {
                $0.rules = [
                    PolicyText.hold("audit*", name: "audit 2026"), PolicyText.purge("tmp", after: "1d"),
                    PolicyText.restore("*contract*", fallback: fixture.rescue, name: "contracts"),
                ]
            }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            try check(fixture, try fixture.audit)
        }
    }

    @Test func `describe the sweep from its start to its end`() async throws {
        try await swept { _, audit in
            #expect(audit.first?.event == "sweep-started")
            #expect(audit.last?.event == "sweep-finished")
            #expect(Set(audit.map { $0["SWEEP_ID"] }).count == 1)
            #expect(audit.count { $0.event == "policy-loaded" } == 1)
        }
    }

    @Test func `name account item rule reason and operation`() async throws {
        try await swept { _, audit in
            for event in ["purge-requested", "purged", "restore-requested", "restored"] {
                let lines = audit.filter { $0.event == event }
                #expect(lines.count == (event.hasPrefix("purge") ? 2 : 1))
                for line in lines {
                    #expect(line["ACCOUNT"] == "alice")
                    #expect(line["ITEM_KIND"] == "file")
                    #expect(line["ITEM_ID"].flatMap { Int($0) } != nil)
                    #expect(line["ITEM_TITLE"]?.isEmpty == false)
                    #expect(line["ITEM_BYTES"].flatMap { Int($0) } != nil)
                    #expect(line["REASON"]?.isEmpty == false, "\(line.fields)")
                    #expect(line["POLICY_DIGEST"]?.hasPrefix("sha256:") == true)
                }
            }
            let purged = try #require(audit.first { $0.event == "purged" && $0["ITEM_TITLE"] == "old.txt" })
            #expect(purged["ITEM_BYTES"] == "777")
            #expect(purged["RULE"] == nil)
            #expect(audit.first { $0.event == "purged" && $0["ITEM_TITLE"] == "scratch.tmp" }?["RULE"] == "scratch")
            #expect(audit.first { $0.event == "restored" }?["RULE"] == "contracts")
            #expect(audit.first { $0.event == "held" }?["RULE"] == "audit 2026")
        }
    }

    @Test func `name the operation that the ledger names`() async throws {
        try await swept { fixture, audit in
            for destruction in fixture.portal.ledger.destroyed {
                let line = audit.first { $0.event == "purged" && $0.item == "\(destruction.item)" }
                #expect(line?["OPERATION_ID"] == destruction.cause.operation)
            }
        }
    }

    @Test func `have a fixed message ID for each kind of event`() async throws {
        try await swept { _, audit in
            for (event, lines) in Dictionary(grouping: audit, by: \.event) {
                let ids = Set(lines.map { $0.fields["MESSAGE_ID"] ?? "" })
                #expect(ids.count == 1, "\(event)")
                #expect(ids.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{32}/) != nil }, "\(event)")
            }
            let ids = Dictionary(grouping: audit) { $0.fields["MESSAGE_ID"] }
            #expect(ids.values.allSatisfy { Set($0.map(\.event)).count == 1 })
            #expect(audit.allSatisfy { $0.fields["PRIORITY"].flatMap { Int($0) } != nil })
            #expect(audit.allSatisfy { $0.fields["SYSLOG_IDENTIFIER"] == "retentiond" })
        }
    }

    @Test func `are numbered and chained`() async throws {
        try await swept { _, audit in
            #expect(audit.map { $0["AUDIT_SEQ"] } == audit.indices.map { "\($0 + 1)" })
            #expect(Set(audit.compactMap { $0["AUDIT_HASH"] }).count == audit.count)
            #expect(audit.first?["AUDIT_HASH"] == String(repeating: "0", count: 64))
        }
    }

    @Test func `come before the request they announce`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            let path = fixture.auditPath
            let announced = Counter()
            fixture.portal.on(
                .before, RequestMatch(method: "PUT", path: "fileops/delete"),
                do: .custom { _ in
                    let lines = (try? AuditLog.lines(at: path)) ?? []
                    if Set(lines.items("purge-requested")) == Set(due.map(\.description)) { announced.add() }
                })
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(announced.value == 1, "the portal got a request before the audit trail had it")
        }
    }

    @Test func `restrict themselves to events of the contract`() async throws {
        let events: Set = [
            "sweep-started", "sweep-finished", "sweep-failed", "restore-requested", "restored", "restore-failed",
            "purge-requested", "purged", "purge-failed", "outcome-unknown", "held", "rescued", "quarantined",
            "limit-refused", "policy-loaded", "policy-rejected", "hold-added", "hold-released", "approved",
            "purges-paused", "purges-resumed", "policy-sealed",
        ]
        try await swept { _, audit in #expect(Set(audit.map(\.event)).isSubset(of: events)) }
    }
}
