import Foundation
import Platform
import Retention
import RetentionEngine
import Testing
import Time

@testable import RetentionReport

@Suite("The summary of a trail in a report")
struct TrailDigestTests {
    private func digest(_ records: [StoredRecord], rows: Int = 100) -> TrailDigest {
        var digest = TrailDigest(zone: .utc, rows: rows)
        for record in records { digest.add(record) }
        return digest
    }

    @Test func `counts outcomes and not requests`() {
        let digest = digest([
            .recorded("purge-requested", id: 1, bytes: 10), .recorded("purged", id: 1, bytes: 10),
            .recorded("restore-requested", id: 2), .recorded("rescued", id: 2), .recorded("held", id: 3),
            .recorded("purge-requested", id: 4), .recorded("purge-failed", id: 4), .recorded("sweep-finished"),
        ])
        #expect(digest.total[.purged].items == 1)
        #expect(digest.total[.purged].bytes == 10)
        #expect(digest.total[.restored].items == 1)
        #expect(digest.rescued == 1)
        #expect(digest.total[.held].items == 1)
        #expect(digest.total[.refused].items == 1)
        #expect(digest.sweepsFinished == 1)
        #expect(digest.count == 8)
    }

    @Test func `knows what is still unknown`() {
        let lost = [StoredRecord.recorded("purge-requested", id: 1), .recorded("outcome-unknown", id: 1)]
        #expect(digest(lost).stillUnknown == 1)
        #expect(digest(lost).openRequests == 0)
        let found = digest(lost + [.recorded("purged", id: 1)])
        #expect(found.stillUnknown == 0)
        #expect(found.total[.unknown].items == 1, "the unknown outcome stays counted")
        let interrupted = digest([
            .recorded("purge-requested", id: 1), .recorded("purge-requested", id: 1, account: "bob"),
        ])
        #expect(interrupted.openRequests == 2, "the same id in two accounts is two items")
    }

    @Test func `keeps the newest rows and counts the rest`() {
        let digest = digest((1...25).map { .recorded("purged", id: $0) }, rows: 10)
        #expect(digest.rows.elements.compactMap(\.item) == (16...25).reversed().map { "file:\($0)" })
        #expect(digest.rows.total == 25)
        #expect(digest.total[.purged].items == 25)
    }

    @Test(arguments: [
        ("2027-01-01T12:30:00Z", "held until 2027-01-01"),
        ("2026-12-24T12:30:00Z", "held until 2026-12-24 to 2027-01-01"),
    ])
    func `reports reasons that differ in dates as one`(other: String, text: String) {
        let digest = digest([
            .recorded("held", id: 1, reason: "held until 2027-01-01T00:00:00Z"),
            .recorded("held", id: 2, reason: "held until \(other)"),
        ])
        #expect(digest.reasons.keys.map(digest.text) == [text])
        #expect(digest.reasons.first?.value.items == 2)
        #expect(TrailDigest.general("Z 2027-01-01T00:00:00") == "Z 2027-01-01T00:00:00")
    }

    @Test func `counts days of the zone`() {
        // 2026-11-01 00:30 in Berlin is still October in UTC.
        let instant = Date(timeIntervalSince1970: 1_793_489_400)
        let berlin = ZoneInfoDirectory().localZone(tz: "Europe/Berlin")
        #expect(Texts.date(berlin.day(of: instant)) == "1 November 2026")
        #expect(Texts.date(TimeZoneRules.utc.day(of: instant)) == "31 October 2026")
    }

    @Test func `distinguishes decisions of people from those of rules`() {
        let digest = digest([
            .recorded("hold-added", id: 1, by: "ann (uid 1000)"),
            .recorded("restored", id: 2, rule: "contracts", by: "ann (uid 1000)"),
            .recorded("restored", id: 3), .recorded("restored", id: 4, by: "ann (uid 1000)"),
            .recorded("hold-released", id: 1),
        ])
        #expect(digest.decisions.elements.map(\.item) == ["file:1", "file:4", "file:1"])
        let page = ReportPage(SampleReport.content([.recorded("hold-added", id: 1, by: "ann <b>")])).html
        #expect(page.contains("What people decided") && page.contains("ann &lt;b&gt;"))
        #expect(!ReportPage(SampleReport.content([.recorded("purged", id: 1)])).html.contains("What people decided"))
    }

    @Test func `survives records that make no sense`() {
        let nonsense = StoredRecord(fields: [
            ("RETENTIOND_EVENT", Array("purged".utf8)), ("RETENTIOND_ITEM_BYTES", Array("-9223372036854775808".utf8)),
            ("RETENTIOND_ITEM_ID", [0xFF]), ("RETENTIOND_AUDIT_TIME", Array("yesterday".utf8)),
        ])
        let huge = (1...3).map { StoredRecord.recorded("purged", id: $0, bytes: .max) }
        let digest = digest([nonsense, .recorded("no-such-event")] + huge)
        #expect(digest.count == 5)
        #expect(digest.total[.purged].bytes == .max)
    }
}

extension StoredRecord {
    /// A record as the service writes it, about a file.
    static func recorded(
        _ event: String, id: Int? = nil, account: String = "alice", bytes: Int64? = nil, title: String = "a.pdf",
        rule: String? = nil, reason: String? = "older than 14d", by operatorName: String? = nil,
        at instant: Date = SampleReport.now
    ) -> StoredRecord {
        var fields = [
            ("EVENT", event), ("ACCOUNT", account), ("AUDIT_TIME", instant.formatted(AuditChain.timeStyle)),
        ]
        if let id { fields += [("ITEM_KIND", "file"), ("ITEM_ID", "\(id)"), ("ITEM_TITLE", title)] }
        for (name, value) in [
            ("ITEM_BYTES", bytes.map { "\($0)" }), ("RULE", rule), ("REASON", reason), ("OPERATOR", operatorName),
        ] {
            if let value { fields.append((name, value)) }
        }
        return StoredRecord(fields: fields.map { ("RETENTIOND_\($0.0)", Array($0.1.utf8)) })
    }
}
