import Foundation
import RetentionControl
import Testing

@testable import Retention
@testable import RetentionEngine
@testable import retentiond

@Suite struct TerminalTextTests {
    @Test func `leaves what commands print`() {
        #expect(TerminalText.sanitized("a\tb\r\nc\n", hasColor: false) == "a\tb\r\nc\n")
        #expect(TerminalText.sanitized("\u{1B}[31mred\u{1B}[0m\n", hasColor: true) == "\u{1B}[31mred\u{1B}[0m\n")
        #expect(TerminalText.sanitized("Grüße – 日本 👩‍👩‍👧", hasColor: true) == "Grüße – 日本 👩‍👩‍👧")
    }

    @Test(arguments: [
        "\u{1B}[31mred", "\u{1B}]0;title\u{07}", "\u{1B}[2J", "a\rb", "\u{9B}31m", "\u{202E}gpj.exe", "\u{08}",
        "\u{1B}",
        "\u{1B}[", "\u{1B}[31",
    ])
    func `takes away what drives a terminal`(_ text: String) {
        let sanitized = TerminalText.sanitized(text, hasColor: false)
        #expect(sanitized.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0 != "\u{202E}" })
        let colored = TerminalText.sanitized(text.replacing("31m", with: "2J"), hasColor: true)
        #expect(!colored.unicodeScalars.contains("\u{1B}"))
    }
}

@Suite struct ControlQueryTests {
    @Test func `reads path and parameters`() throws {
        let query = try #require(ControlQuery("/v1/plan?account=a%20b%26c&decision=purge&decision=keep"))
        #expect(query.path == "/v1/plan" && query.all("decision") == ["purge", "keep"])
        #expect(try query.one("account") == "a b&c")
        #expect(throws: CommandError.self) { try query.one("decision") }
        #expect(throws: CommandError.self) { try query.check(["account"]) }
        #expect(ControlQuery("http://x/v1/plan") == nil && ControlQuery("//host/v1") == nil && ControlQuery("*") == nil)
    }

    @Test func `reads what a command sends`() throws {
        let request = ServiceRequest(.plan, ["account": ["Zoë & Co. = 100 % + 1 #?"], "at": []])
        #expect(try #require(ControlQuery(request.target)).one("account") == "Zoë & Co. = 100 % + 1 #?")
    }
}

@Suite struct UserNamespaceTests {
    @Test func `only the initial one distinguishes users`() {
        #expect(UserNamespace.isInitial("         0          0 4294967295\n"))
        #expect(!UserNamespace.isInitial("0 0 1\n61234 61234 1\n"))
        #expect(!UserNamespace.isInitial("0 100000 65536\n"))
        #expect(!UserNamespace.isInitial(""))
        #expect(UserNamespace.distinguishesUsers(1000))
    }
}

@Suite struct PlanSealTests {
    private func report(
        uid: UInt32 = 1, fingerprint: String = "abc", decision: Decision = .purge, account: String = "alice"
    ) -> PlanReport {
        PlanReport(
            generatedAt: Date(timeIntervalSince1970: 0), at: nil, policyDigest: "sha256:1",
            madeBy: PlanReport.Maker(uid: uid, name: "ann"), seal: nil,
            accounts: [
                PlanReport.AccountPlan(
                    name: account, complete: true,
                    items: [
                        PlanReport.Item(
                            kind: .file, id: 7, title: "x", bytes: 1, trashedAt: nil, decision: decision, dueAt: nil,
                            rule: nil, reason: "", portalPurgesAt: nil, warnings: [], fingerprint: fingerprint)
                    ], summary: PlanReport.Summary(restore: 0, hold: 0, keep: 0, left: 0, purge: 1, purgeBytes: 1),
                    notes: [])
            ])
    }

    private func sealed(_ report: PlanReport, _ key: [UInt8] = [1, 2, 3]) -> PlanReport {
        var report = report
        report.seal = PlanSeal.text(report, key: key)
        return report
    }

    @Test func `fits the plan that was sealed and no other`() {
        let plan = sealed(report())
        #expect(PlanSeal.fits(plan, key: [1, 2, 3]) && PlanSeal.fits(plan.actionsOnly, key: [1, 2, 3]))
        #expect(!PlanSeal.fits(plan, key: [1, 2, 4]) && !PlanSeal.fits(report(), key: [1, 2, 3]))
        let others = [
            report(uid: 2), report(fingerprint: "abd"), report(decision: .restore), report(decision: .keep),
            report(account: "bob"),
        ]
        for var other in others {
            other.seal = plan.seal
            #expect(!PlanSeal.fits(other, key: [1, 2, 3]))
        }
    }
}
