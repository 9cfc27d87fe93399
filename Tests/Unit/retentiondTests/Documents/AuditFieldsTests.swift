import Foundation
import TestSupport
import Testing

@testable import Retention
@testable import RetentionEngine
@testable import retentiond

/// A new field of the records fails here until `audit` prints it, and the page and the manual have it.
@Suite("Fields of audit records") struct AuditFieldsTests {
    private static let page = "docs/reference/audit.md"
    private static let manual = "deploy/man/retentiond.8"
    private static let date = Date(timeIntervalSince1970: 1_795_424_400)

    /// An item with every attribute.
    private static let item: TrashedItem = {
        var item = TrashedItem(key: ItemKey(.file, 4711), title: "a title")
        item.account = "alice"
        item.bytes = 8_127
        item.trashedAt = date
        item.notInTrashBefore = date
        item.created = date
        item.createdBy = Person(id: "u-1", displayName: "Bob")
        item.trashedBy = Person(id: "u-1", displayName: "Bob")
        item.originFolder = FolderReference(id: 5, title: "Docs")
        item.originRoom = FolderReference(id: 6, title: "Room")
        item.fileExtension = "pdf"
        item.type = .pdf
        item.childCount = 1
        return item
    }()

    /// A record with every part.
    private static let record: AuditRecord = {
        var record = AuditRecord(
            .restoreFailed, account: "an account", sweepID: "a sweep", policyDigest: "a digest", item: item,
            target: RecordedTarget(id: 9_002, title: "a target"), rule: "a rule", reason: "a reason",
            operationID: "an operation")
        record.portalUser = "a portal user"
        record.operatorName = "an operator"
        return record
    }()

    private static let fields: [String: String] = {
        let first = record.sealed(chain: "a chain", after: nil, now: date)
        return record.sealed(chain: "a chain", after: first, now: date.addingTimeInterval(1)).resent.fields
    }()

    /// Ensures that `fields` also has the fields that a record without a value omits.
    @Test func `no part is missing in the record of this test`() {
        for part in [Mirror(reflecting: Self.record), Mirror(reflecting: Self.item)].flatMap(\.children) {
            let value = Mirror(reflecting: part.value)
            #expect(value.displayStyle != .optional || !value.children.isEmpty, "\(part.label ?? "") is nil")
        }
    }

    /// Each row of the table: fields, and the names that `audit` prints for them, in the same order.
    private static func rows() throws -> [(fields: [String], names: [String])] {
        try Repository.tableRows(in: page, section: "Fields").filter { $0.count == 3 && $0[0].hasPrefix("`") }.map {
            row in
            let cells = row[..<2].map { $0.matches(of: /`(\w+)`/).map { String($0.1) } }
            return (cells[0], cells[1])
        }
    }

    @Test func `page and manual have every field`() throws {
        let names = Self.fields.keys.filter { $0 != "SYSLOG_IDENTIFIER" }
        let documented = try Self.rows().flatMap(\.fields)
        #expect(differences(documented, in: Self.page, from: names) == [])
        let listed = try Repository.text(Self.manual).matches(of: #/\n\.It (RETENTIOND_\w+) Ta /#).map { String($0.1) }
        // The text above the list has the event.
        let own = names.filter { $0.hasPrefix("RETENTIOND_") && $0 != "RETENTIOND_EVENT" }
        #expect(differences(listed, in: Self.manual, from: own) == [])
    }

    @Test func `audit prints every field under the name of the page`() throws {
        let entry = AuditEntry(StoredRecord(fields: Self.fields.map { ($0.key, Array($0.value.utf8)) }))
        let json = try #require(JSONSerialization.jsonObject(with: Data(entry.json.utf8)) as? [String: Any])
        let rows = CSV.rows("\(AuditEntry.csvHeader)\n\(entry.csv)\n")
        let csv = Dictionary(zip(rows[0], rows[1])) { first, _ in first }
        let documented = try Self.rows()
        for row in documented where !row.names.isEmpty {
            #expect(row.fields.count == row.names.count, "\(row.fields)")
            for (field, name) in zip(row.fields, row.names) {
                #expect(json[name].map { "\($0)" } == Self.fields[field], "JSON, \(field)")
                #expect(csv[name] == Self.fields[field], "CSV, \(field)")
            }
        }
        #expect(differences(json.keys, in: "JSON", from: documented.flatMap(\.names)) == [])
        #expect(differences(csv.keys, in: "CSV", from: documented.flatMap(\.names)) == [])
        // Fields that only the chain needs, and one that follows from the event.
        #expect(
            Set(documented.filter(\.names.isEmpty).flatMap(\.fields)) == [
                "RETENTIOND_AUDIT_PREVIOUS_TIME", "RETENTIOND_AUDIT_RESENT", "MESSAGE_ID",
            ])
    }
}
