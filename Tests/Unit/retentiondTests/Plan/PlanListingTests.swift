import Foundation
import Retention
import TestSupport
import Testing
import Time

@testable import retentiond

@Suite struct PlanListingTests {
    private func plan(_ items: [TrashedItem]) throws -> Plan {
        var text = PolicyText(accounts: [PolicyText.account("a", portal: "https://x.example", keyFile: "/k")])
        text.rules = [#"{ "name": "h \"items\" : [", "action": "hold", "match": { "title": ["*contract*"] } }"#]
        let context = PolicyContext(localZone: .utc, zone: { _ in nil })
        let policy = try PolicyDocument.parse(Array(text.json.utf8), file: "policy.json", context: context).get().policy
        return Retention.plan(items: items, policy: policy, now: Date(timeIntervalSince1970: 1_795_424_400))
    }

    private func items(_ count: Int) -> [TrashedItem] {
        let titles = ["a/b \"items\" : [", "contract ]", "\u{202E}\u{1}\n\\", "é😀", ""]
        return (0..<count).map { number in
            var item = TrashedItem(
                key: ItemKey(number % 9 == 0 ? .folder : .file, number + 1), title: titles[number % 5])
            if number % 4 > 0 { item.trashedAt = Date(timeIntervalSince1970: 1_795_424_400 - Double(number) * 40_000) }
            if number % 3 > 0 { item.bytes = Int64(number) }
            return item
        }
    }

    /// Written in parts, the text is the same as in one piece.
    @Test(arguments: [0, 1, 255, 256, 257, 700])
    func `is the JSON of a report`(count: Int) throws {
        let plans = [try plan(items(count)), try plan([]), try plan(items(3))]
        let (now, at) = (Date(timeIntervalSince1970: 1_795_424_400), Date(timeIntervalSince1970: 1_795_510_800))
        let listing = PlanListing(
            generatedAt: now, at: at, policyDigest: "sha256:0",
            accounts: plans.map { PlanListing.Account(name: "]\"items\" : [", plan: $0, notes: ["\"items\" : ["]) }
                + [PlanListing.Account(name: "z", plan: nil, notes: ["no key"])])
        let report = PlanReport(
            generatedAt: now, at: at, policyDigest: "sha256:0",
            accounts: plans.map { PlanReport.AccountPlan(name: "]\"items\" : [", plan: $0, notes: ["\"items\" : ["]) }
                + [PlanReport.AccountPlan(name: "z", failed: "no key")])
        var text = ""
        listing.writeJSON { text += $0 }
        #expect(text == JSONWriter.text(report, isIndented: true) + "\n")
    }
}
