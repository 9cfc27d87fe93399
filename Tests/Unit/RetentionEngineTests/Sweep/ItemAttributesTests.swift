import Foundation
import RetentionEngine
import TestSupport
import Testing

@testable import Retention

/// A new attribute of `TrashedItem` fails here until it is everywhere that it must be.
@Suite("Attributes of an item")
struct ItemAttributesTests {
    /// Another value for each stored property, by its name.
    private static let changes: [String: @Sendable (inout TrashedItem) -> Void] = [
        "key": { $0.key = ItemKey(.file, 2) },
        "title": { $0.title = "b.pdf" },
        "account": { $0.account = "bob" },
        "bytes": { $0.bytes = 2 },
        "trashedAt": { $0.trashedAt = Date(timeIntervalSince1970: 2) },
        "notInTrashBefore": { $0.notInTrashBefore = Date(timeIntervalSince1970: 1) },
        "created": { $0.created = Date(timeIntervalSince1970: 3) },
        "createdBy": { $0.createdBy = Person(id: "u-2", displayName: "Bob") },
        "trashedBy": { $0.trashedBy = Person(id: "u-2", displayName: "Bob") },
        "originFolder": { $0.originFolder = FolderReference(id: 9, title: "Other") },
        "originRoom": { $0.originRoom = FolderReference(id: 9, title: "Other") },
        "originLocation": { $0.originLocation = .myDocuments },
        "fileExtension": { $0.fileExtension = "docx" },
        "type": { $0.type = .document },
        "childCount": { $0.childCount = 4 },
    ]
    /// Attributes that the portal does not send with the item: a saved plan covers only those sent.
    private static let notInFingerprint: Set = ["account", "notInTrashBefore", "originLocation"]

    private let item = TrashedItem(key: ItemKey(.file, 1), title: "a.pdf")

    @Test func `all are known here`() {
        let names = Mirror(reflecting: item).children.compactMap(\.label)
        #expect(Set(names) == Set(Self.changes.keys))
    }

    @Test(arguments: changes.keys.sorted()) func `each makes another item`(_ name: String) throws {
        var changed = item
        let change = try #require(Self.changes[name])
        change(&changed)
        #expect(changed != item)
        #expect(firstDifference(ItemList([changed]), [changed]) == nil, "it is lost when items are packed")
        #expect((changed.fingerprint == item.fingerprint) == Self.notInFingerprint.contains(name))
    }
}
