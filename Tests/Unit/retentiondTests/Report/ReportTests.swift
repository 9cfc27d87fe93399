import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("The report", .timeLimit(.minutes(10)))
struct ReportTests {
    private func report(_ scene: Scene, _ more: String...) async throws -> CommandResult {
        try await scene.retentiond(["report", "--output", scene.page, "--audit-log", scene.auditPath] + more)
    }

    @Test func tellsWhatHappenedAndWhatComesNext() async throws {
        try await withScene { scene in
            let old = scene.trash("old minutes.txt", days: 20, bytes: 4096)
            _ = scene.trash("contract.pdf", days: 1)
            try scene.install {
                $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue, name: "contracts")]
            }
            #expect(try await scene.sweep().status == 0)
            _ = scene.trash("young.txt", days: 2)
            let before = scene.portal.ledger.requests.count
            let result = try await report(scene)
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout == "")
            let page = try #require(scene.text(scene.page))
            #expect(page.contains("<h1>1 item was purged, and 1 restored.</h1>"))
            for text in ["old minutes.txt", old.description, "contracts", "young.txt", "✓ Whole"] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(scene.portal.ledger.requests.dropFirst(before).allSatisfy { $0.method == "GET" })
            #expect(try FileManager.default.attributesOfItem(atPath: scene.page)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func standsWithoutThePortal() async throws {
        try await withScene { scene in
            _ = scene.trashDue(2)
            #expect(try await scene.sweep().status == 0)
            scene.portal.fail(.status(503), when: RequestMatch(count: nil))
            let result = try await report(scene)
            #expect(result.status == 0, "\(result)")
            #expect(result.stderr.contains("warning: the plan is missing: alice"))
            let page = try #require(scene.text(scene.page))
            #expect(page.contains("<h1>2 items were purged, and nothing was restored.</h1>"))
            #expect(page.contains("The plan is missing"))
        }
    }

    @Test func needsNeitherPolicyNorPortalForThePast() async throws {
        try await withScene { scene in
            _ = scene.trashDue(1)
            #expect(try await scene.sweep().status == 0)
            try FileManager.default.removeItem(atPath: scene.policyPath)
            let asked = scene.portal.ledger.requests.count
            #expect(try await report(scene).status == 78)
            let result = try await report(scene, "--no-plan")
            #expect(result.status == 0, "\(result)")
            #expect(scene.text(scene.page)?.contains("1 item was purged") == true)
            #expect(scene.portal.ledger.requests.count == asked)
        }
    }

    @Test func keepsToTheTimeAskedForButVerifiesAll() async throws {
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

    @Test func replacesNothingButRegularFiles() async throws {
        try await withScene { scene in
            #expect(try await scene.sweep().status == 0)
            let link = "\(scene.directory.path)/link.html"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: scene.policyPath)
            for path in ["/dev/null", link, scene.directory.path, "\(scene.directory.path)/none/r.html"] {
                let result = try await scene.retentiond("report", "--output", path, "--audit-log", scene.auditPath)
                #expect(result.status == 73, "\(path): \(result)")
                #expect(result.stderr.contains("hint: "))
            }
            #expect(scene.text(scene.policyPath)?.contains("accounts") == true)
        }
    }

    @Test func failsWithoutATrail() async throws {
        try await withScene { scene in
            let result = try await report(scene)
            #expect(result.status == 69, "\(result)")
            #expect(scene.text(scene.page) == nil)
            #expect(try await report(scene, "--since", "now", "--until", "yesterday").status == 64)
            #expect(try await scene.retentiond("report").status == 64)
        }
    }

    @Test func letsNoTitleOut() async throws {
        try await withScene { scene in
            for title in HostileTitleTests.titles + [
                "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
            ] {
                _ = scene.trash(title, days: 20)
            }
            #expect(try await scene.sweep().status == 0)
            for title in HostileTitleTests.titles { _ = scene.trash(title, days: 20) }
            #expect(try await report(scene).status == 0)
            let page = try #require(scene.text(scene.page))
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

extension Scene {
    fileprivate var page: String { "\(directory.path)/report.html" }
}
