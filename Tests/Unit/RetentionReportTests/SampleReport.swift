import Foundation
import Retention
import RetentionEngine
import Time

@testable import RetentionReport

/// A small report, for tests to change.
enum SampleReport {
    /// 2026-11-23 09:00 UTC.
    static let now = Date(timeIntervalSince1970: 1_795_424_400)

    static func ago(_ days: Double) -> Date { now.addingTimeInterval(-days * 86_400) }

    static func policy(_ rules: String = "", more: String = "") -> Policy {
        let text = """
            { "version": 1, "accounts": [{ "name": "alice", "portal": "https://a.example.com", "apiKey": { "credential": "a" } }],
              "purge": { "schedule": "Sun *-*-* 03:00:00 UTC" }, "retention": "14d" \(more), "rules": [\(rules)] }
            """
        let context = PolicyContext(localZone: .utc, zone: { _ in .utc })
        switch PolicyDocument.parse(Array(text.utf8), file: "policy.json", context: context) {
        case .success(let parsed): return parsed.policy
        case .failure(let problems): fatalError("\(problems)")
        }
    }

    static func file(_ id: Int, _ title: String = "a.pdf", days: Double?, bytes: Int64 = 1024) -> TrashedItem {
        var item = TrashedItem(key: ItemKey(.file, id), title: title)
        item.bytes = bytes
        item.trashedAt = days.map(ago)
        item.fileExtension = "pdf"
        item.originFolder = FolderReference(id: 1, title: "My documents")
        return item
    }

    static func account(_ items: [TrashedItem], _ policy: Policy, state: AccountState? = nil) -> AccountView {
        AccountView(
            name: "alice", portal: "https://a.example.com",
            listing: .seen(plan(items: items, policy: policy, now: now), notes: [], keyExpiresAt: nil), state: state,
            status: nil)
    }

    static func content(_ records: [StoredRecord] = [], rows: Int = 100) -> ReportContent {
        var digest = TrailDigest(zone: .utc, rows: rows)
        for record in records { digest.add(record) }
        return ReportContent(
            generatedAt: now, version: "0.1.0", zone: .utc, source: "the systemd journal", trail: digest)
    }
}
