import Foundation
import Retention
import Testing

@testable import RetentionEngine
@testable import RetentionReport

@Suite("The page of a report")
struct ReportPageTests {
    private func page(_ content: ReportContent) -> String { ReportPage(content).html }

    /// A page with a text in every field that may hold a text of the portal.
    private func page(everywhere text: String) -> String {
        let policy = SampleReport.policy()
        var state = AccountState()
        state.quarantine[ItemKey(.file, 1)] = .init(failures: 2, nextAt: SampleReport.now, reason: text)
        state.blocked = .init(reason: text, policyDigest: "", since: SampleReport.now)
        var content = SampleReport.content([
            .recorded("purged", id: 1, account: text, bytes: 5, title: text, rule: text, reason: text),
            .recorded("quarantined", id: 1, title: text), .recorded("sweep-failed", reason: text),
            .recorded(text, id: 2, title: text),
        ])
        content.accounts = [
            SampleReport.account(
                [SampleReport.file(1, text, days: 20), SampleReport.file(2, text, days: 1)], policy, state: state),
            AccountView(name: text, portal: text, listing: .missing(text), state: state, status: nil),
        ]
        content.policy = policy
        content.rules = RuleView.all(of: policy, effects: [], accounts: content.accounts, now: SampleReport.now)
        content.chainNotes = [text]
        content.source = text
        return page(content)
    }

    @Test(arguments: Hostile.titles)
    func `lets no text out`(_ title: String) {
        let page = page(everywhere: title)
        let plain = self.page(everywhere: "x")
        // For any texts, the tags are the same, and all are ours.
        #expect(Self.tags(page) == Self.tags(plain))
        #expect(!page.contains("<script>\(Hostile.canary)"))
        #expect(!page.unicodeScalars.contains { "\u{2028}\u{2029}\u{202E}\u{0}\u{1B}".unicodeScalars.contains($0) })
    }

    /// Names of elements and attributes in their order, with the contents of the attributes in which scripts could
    /// hide.
    private static func tags(_ page: String) -> [String] {
        page.matches(of: #/<(\/?[a-zA-Z!][^\s>]*)([^>]*)>/#).map { match in
            let attributes = match.output.2.matches(of: #/([a-zA-Z-]+)=/#).map { String($0.output.1) }
            return ([String(match.output.1)] + attributes).joined(separator: " ")
        }
    }

    @Test func `says in one sentence what happened`() {
        func headline(_ records: [StoredRecord]) -> String { ReportPage(SampleReport.content(records)).headline }
        #expect(headline([]) == "There are no records of this period.")
        #expect(headline([.recorded("sweep-finished")]) == "Nothing was purged, and nothing restored.")
        #expect(headline([.recorded("purged", id: 1)]) == "1 item was purged, and nothing was restored.")
        let both = (1...1204).map { StoredRecord.recorded("purged", id: $0) } + [.recorded("restored", id: 9)]
        #expect(headline(both) == "1,204 items were purged, and 1 restored.")
    }

    @Test func `forbids all but its own style and script`() throws {
        let page = page(SampleReport.content([.recorded("purged", id: 1)]))
        let policy = try #require(page.firstMatch(of: #/Content-Security-Policy" content="([^"]*)"/#)?.output.1)
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
        #expect(!policy.contains("unsafe"))
        for (element, text) in [("style", Stylesheet.text), ("script", Script.text)] {
            #expect(policy.contains("\(element)-src '\(ContentSecurityPolicy.hash(text))'"))
            #expect(page.contains("<\(element)>\(text)</\(element)>"))
            #expect(!text.contains("</"), "it would end its element")
        }
        #expect(!page.contains(" style=") && !page.contains(" onclick="))
        #expect(page.matches(of: #/<script>/#).count == 1)
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("url("))
    }

    @Test func `hashes as browsers do`() {
        // printf '' | openssl dgst -sha256 -binary | base64
        #expect(ContentSecurityPolicy.hash("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    @Test func `reports that the plan is missing and the rest all the same`() {
        var content = SampleReport.content([.recorded("purged", id: 7, title: "gone.pdf")])
        content.accounts = [
            AccountView(
                name: "alice", portal: nil, listing: .missing("no connection to the portal"), state: nil, status: nil)
        ]
        let page = page(content)
        #expect(page.contains("The plan is missing"))
        #expect(page.contains("no connection to the portal"))
        #expect(page.contains("gone.pdf"))
        #expect(!page.contains("id=\"plan-rows\""))
    }

    @Test func `names what needs a person`() {
        let policy = SampleReport.policy(#"{ "name": "idle", "action": "hold", "match": { "title": ["never"] } }"#)
        var state = AccountState()
        state.blocked = .init(reason: "too many", policyDigest: "", since: SampleReport.now)
        state.quarantine[ItemKey(.file, 1)] = .init(failures: 1, nextAt: SampleReport.now, reason: "locked")
        var content = SampleReport.content([.recorded("outcome-unknown", id: 1), .recorded("limit-refused")])
        content.policy = policy
        content.accounts = [SampleReport.account([SampleReport.file(1, days: 3)], policy, state: state)]
        content.rules = RuleView.all(of: policy, effects: ["holds"], accounts: content.accounts, now: SampleReport.now)
        let concerns = ReportPage(content).concerns
        #expect(concerns.map(\.isBad) == [true, true, false, false, false])
        for text in ["unknown", "nothing is purged since", "refused as a whole", "quarantine", "never matched"] {
            #expect(concerns.contains { $0.what.contains(text) }, "\(text)")
        }
        #expect(concerns.contains { $0.why.contains("“idle”") })
        #expect(ReportPage(SampleReport.content([.recorded("purged", id: 1)])).concerns.isEmpty)
    }

    @Test func `accounts with one cause share a card`() {
        var content = SampleReport.content()
        let names = (1...297).map { "user\($0)" }
        content.accounts = names.map { name in
            AccountView(
                name: name, portal: nil, listing: .missing("\(name): no connection to the portal"), state: nil,
                status: nil
            )
        }
        let concerns = ReportPage(content).concerns
        #expect(concerns.map(\.accounts) == [names])
        #expect(concerns.first?.why == "no connection to the portal")
        #expect(concerns.first?.heading.hasPrefix("297 accounts: ") == true)
        #expect(names.allSatisfy(page(content).contains))
    }

    @Test func `says that a broken chain is broken`() {
        var verifier = AuditVerifier()
        for seq in [1, 3] {
            verifier.add(
                StoredRecord(
                    fields: [
                        ("RETENTIOND_AUDIT_CHAIN", "c"), ("RETENTIOND_AUDIT_SEQ", "\(seq)"),
                        ("RETENTIOND_AUDIT_HASH", AuditChain.origin), ("RETENTIOND_EVENT", "purged"),
                    ].map { ($0.0, Array($0.1.utf8)) }))
        }
        var content = SampleReport.content([.recorded("purged", id: 1)])
        content.chains = verifier.reports(end: nil) { _ in .file }
        let page = page(content)
        #expect(page.contains("The audit trail is not whole"))
        #expect(page.contains("record 2 is missing"))
        #expect(page.contains("✗ Not whole"))
    }

    @Test func `counts what it leaves out`() {
        let page = page(SampleReport.content((1...30).map { .recorded("purged", id: $0) }, rows: 10))
        #expect(page.contains("The first 10 of 30 records."))
        #expect(page.contains("\"omitted\":20"))
    }

    @Test func `gives every table a caption and every chart text`() {
        let page = page(everywhere: "x")
        #expect(page.matches(of: #/<table>/#).count == page.matches(of: #/<caption/#).count)
        #expect(
            page.matches(of: #/<svg viewBox[^>]*role="img" aria-labelledby="[a-z]+-t [a-z]+-d"><title id/#).count == 4)
        #expect(page.matches(of: #/<h1>/#).count == 1)
        for landmark in ["<header", "<nav", "<main", "<footer"] { #expect(page.contains(landmark)) }
    }
}
