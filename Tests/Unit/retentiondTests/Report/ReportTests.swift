import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("The report", .timeLimit(.minutes(10)))
struct ReportTests {
    private func report(_ fixture: CLIFixture, _ more: String...) async throws -> CommandResult {
        try await fixture.retentiond(["report", "--output", fixture.page, "--audit-log", fixture.auditPath] + more)
    }

    @Test func `reports what happened and what comes next`() async throws {
        try await withFixture { fixture in
            let old = fixture.trash("old minutes.txt", days: 20, bytes: 4096)
            _ = fixture.trash("contract.pdf", days: 1)
            try fixture.install {
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue, name: "contracts")]
            }
            #expect(try await fixture.sweep().status == 0)
            _ = fixture.trash("young.txt", days: 2)
            let before = fixture.portal.ledger.requests.count
            let result = try await report(fixture)
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout == "")
            let page = try #require(fixture.text(fixture.page))
            #expect(page.contains("<h1>1 item was purged, and 1 restored.</h1>"))
            for text in ["old minutes.txt", old.description, "contracts", "young.txt", "✓ Whole"] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(fixture.portal.ledger.requests.dropFirst(before).allSatisfy { $0.method == "GET" })
            #expect(try FileManager.default.attributesOfItem(atPath: fixture.page)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `works without the portal`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            #expect(try await fixture.sweep().status == 0)
            fixture.portal.fail(.status(503), when: RequestMatch(count: nil))
            let result = try await report(fixture)
            #expect(result.status == 0, "\(result)")
            #expect(result.stderr.contains("warning: the plan is missing: alice"))
            let page = try #require(fixture.text(fixture.page))
            #expect(page.contains("<h1>2 items were purged, and nothing was restored.</h1>"))
            #expect(page.contains("The plan is missing"))
        }
    }

    @Test func `needs neither policy nor portal for the past`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            #expect(try await fixture.sweep().status == 0)
            try FileManager.default.removeItem(atPath: fixture.policyPath)
            let countBefore = fixture.portal.ledger.requests.count
            #expect(try await report(fixture).status == 78)
            let result = try await report(fixture, "--no-plan")
            #expect(result.status == 0, "\(result)")
            #expect(fixture.text(fixture.page)?.contains("1 item was purged") == true)
            #expect(fixture.portal.ledger.requests.count == countBefore)
        }
    }

    @Test func `keeps to the requested time but verifies all`() async throws {
        try await withTemporaryDirectory { directory in
            var trail = SealedTrail(count: 3)
            trail.append(["RETENTIOND_EVENT": "restored", "RETENTIOND_ITEM_ID": "9"])
            let log = try directory.write(trail.jsonLines, to: "audit.jsonl")
            func report(_ more: String...) async throws -> CommandResult {
                try await run(
                    try Binary.path(named: "retentiond"),
                    ["report", "--output", "-", "--no-plan", "--audit-log", log, "--state-directory", directory.path]
                        + more, outputIn: directory.path)
            }
            let last = SealedTrail.text(SealedTrail.start.addingTimeInterval(3))
            let page = try await report("--since", last).stdout
            #expect(page.contains("<h1>1 item was restored, and nothing was purged.</h1>"))
            #expect(page.contains("records 1 to 4"))
            trail.records[2]["RETENTIOND_ITEM_ID"] = "8"
            try directory.write(trail.jsonLines, to: "audit.jsonl")
            let forged = try await report("--since", last)
            #expect(forged.status == 0)
            #expect(forged.stderr.contains("warning: the audit trail is not whole"))
            #expect(forged.stdout.contains("record 3 or 4 was changed"))
        }
    }

    @Test func `replaces nothing but regular files`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let link = "\(fixture.directory.path)/link.html"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: fixture.policyPath)
            for path in ["/dev/null", link, fixture.directory.path, "\(fixture.directory.path)/none/r.html"] {
                let result = try await fixture.retentiond("report", "--output", path, "--audit-log", fixture.auditPath)
                #expect(result.status == 73, "\(path): \(result)")
                #expect(result.stderr.contains("hint: "))
            }
            #expect(fixture.text(fixture.policyPath)?.contains("accounts") == true)
        }
    }

    @Test func `fails without a trail`() async throws {
        try await withFixture { fixture in
            let result = try await report(fixture)
            #expect(result.status == 69, "\(result)")
            #expect(fixture.text(fixture.page) == nil)
            #expect(try await report(fixture, "--since", "now", "--until", "yesterday").status == 64)
            #expect(try await fixture.retentiond("report").status == 64)
        }
    }

    @Test func `lets no title out`() async throws {
        try await withFixture { fixture in
            for title in HostileTitleTests.titles + [
                "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
            ] {
                _ = fixture.trash(title, days: 20)
            }
            #expect(try await fixture.sweep().status == 0)
            for title in HostileTitleTests.titles { _ = fixture.trash(title, days: 20) }
            #expect(try await report(fixture).status == 0)
            let page = try #require(fixture.text(fixture.page))
            #expect(page.matches(of: #/<script/#).count == 3, "two tables and our own")
            #expect(!page.contains("<img"))
            #expect(
                !page.unicodeScalars.contains { scalar in
                    scalar.properties.generalCategory == .control && scalar != "\n"
                        || "\u{202E}\u{2066}\u{2028}".unicodeScalars.contains(scalar)
                })
        }
    }
}

extension CLIFixture {
    fileprivate var page: String { "\(directory.path)/report.html" }
}
