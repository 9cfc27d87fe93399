import Foundation
import TestSupport
import Testing
import Time

@testable import Retention

/// Whole plans, word for word. `Golden/NAME.json` holds policy, items and instant, `Golden/NAME.txt` the plan.
///
/// To record again after an intended change, run with `RETENTIOND_RECORD_GOLDEN=1`, and review the difference as code.
@Suite struct GoldenPlanTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")

    @Test(arguments: ["worked-example", "unknown-attributes", "dates", "folders", "several-purge-rules"])
    func `plans are exactly as recorded`(name: String) throws {
        let file = try GoldenCase(contentsOf: Self.folder.appending(path: "\(name).json"))
        let text = plan(items: file.items, policy: file.policy, now: file.now).goldenText
        let recorded = Self.folder.appending(path: "\(name).txt")
        if ProcessInfo.processInfo.environment["RETENTIOND_RECORD_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: recorded)
        }
        let difference = try firstDifference(text, String(contentsOf: recorded, encoding: .utf8))
        #expect(difference == nil)
    }
}

/// The input of a golden plan.
struct GoldenCase {
    let policy: Policy
    let now: Date
    let items: [TrashedItem]

    private struct ParseError: Error, CustomStringConvertible {
        let description: String
    }

    init(contentsOf url: URL) throws {
        let root = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] ?? [:]
        var document = root["policy"] as? [String: Any] ?? [:]
        document["version"] = 1
        document["accounts"] = [
            ["name": "alice", "portal": "https://acme.example.com", "apiKey": ["credential": "alice-api-key"]]
        ]
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: document, options: .sortedKeys))
        let context = PolicyContext(localZone: .utc, zone: { _ in nil })
        policy = try PolicyDocument.parse(bytes, file: url.lastPathComponent, context: context).get().policy
        guard let now = Self.date(root["now"]), let items = root["items"] as? [[String: Any]] else {
            throw ParseError(description: "now or items are missing in \(url.lastPathComponent)")
        }
        self.now = now
        self.items = try items.map(Self.item)
    }

    private static func date(_ value: Any?) -> Date? {
        (value as? String).flatMap { try? Date($0, strategy: .iso8601) }
    }

    private static func item(_ fields: [String: Any]) throws -> TrashedItem {
        guard let name = fields["key"] as? String, let key = ItemKey(name), let title = fields["title"] as? String
        else {
            throw ParseError(description: "an item without key or title: \(fields)")
        }
        var item = TrashedItem(key: key, title: title)
        item.trashedAt = date(fields["trashedAt"])
        item.created = date(fields["created"])
        item.bytes = fields["bytes"] as? Int64
        item.childCount = fields["childCount"] as? Int
        item.fileExtension = fields["extension"] as? String
        item.type = (fields["type"] as? String).flatMap(FileType.init)
        item.originFolder = (fields["originFolder"] as? String).map { FolderReference(id: nil, title: $0) }
        item.originLocation = (fields["originLocation"] as? String).flatMap(OriginLocation.init) ?? .unknown
        item.notInTrashBefore = date(fields["notInTrashBefore"])
        item.originRoom = (fields["originRoom"] as? String).map { FolderReference(id: nil, title: $0) }
        item.createdBy = (fields["createdBy"] as? String).map { Person(id: nil, displayName: $0) }
        return item
    }
}

extension Plan {
    fileprivate var goldenText: String {
        items.map { planned in
            var lines = ["\(planned.item.key) \"\(planned.item.title)\": \(planned.decision.rawValue)"]
            lines.append("    rule: \(planned.rule ?? "-"); due: \(planned.dueAt?.formatted(.iso8601) ?? "-")")
            lines.append("    \(planned.reason)")
            if let restore = planned.restore {
                lines.append("    \(restore.isRescue ? "rescue" : "restore") to: \(restore.target.goldenText)")
            }
            lines += planned.warnings.map { "    warning: \($0)" }
            return lines.joined(separator: "\n") + "\n"
        }.joined()
    }
}

extension RestoreTarget {
    fileprivate var goldenText: String {
        switch self {
        case .origin(let fallback): "origin, else \(RestoreTarget.fixed(fallback).goldenText)"
        case .fixed(.folder(let id)): "folder \(id)"
        case .fixed(.myDocuments): "My documents"
        }
    }
}
