import Foundation

@testable import Retention

/// Trashes full of boundary cases: ages to the second around retentions, attributes that are missing.
extension RandomChoices {
    private static let titles = [
        "a.pdf", "b.tmp", "Contract.pdf", "contract.tmp", "re\u{301}sume\u{301}.doc", "Résumé", "x", "",
    ]
    private static let folderTitles = ["Finance EU", "Drafts", "finance", "Case 1"]
    private static let people = [("u-1", "Alice Roe"), ("u-2", "Bob Doe"), ("u-3", "alice")]

    mutating func trash(_ count: Int) -> [TrashedItem] {
        (1...count).map { item(id: $0) }
    }

    mutating func item(id: Int) -> TrashedItem {
        let kind: ItemKind = chance(70) ? .file : .folder
        var item = TrashedItem(key: ItemKey(kind, id), title: one(of: Self.titles))
        item.account = maybe(missing: 10) { $0.one(of: ["hr-1", "Sales", "it"]) }
        item.trashedAt = maybe(missing: 8) { $0.moment() }
        item.created = maybe(missing: 20) { ago(Double(Int.random(in: 0...3, using: &$0)) * 100) }
        item.createdBy = maybe(missing: 20) { $0.person() }
        item.trashedBy = maybe(missing: 20) { $0.person() }
        item.originFolder = maybe(missing: 20) { $0.folderReference() }
        item.originRoom = maybe(missing: 40) { $0.folderReference() }
        item.originLocation = one(of: OriginLocation.allCases)
        item.notInTrashBefore = maybe(missing: 60) { $0.moment() }
        if kind == .file {
            item.bytes = maybe(missing: 10) { $0.one(of: [0, 999, 1_000, 1_001]) }
            item.fileExtension = maybe(missing: 20) { $0.one(of: ["pdf", "tmp", ""]) }
            item.type = maybe(missing: 20) { $0.one(of: [.pdf, .document, .image]) }
        } else {
            item.childCount = maybe(missing: 20) { $0.one(of: [0, 0, 3]) }
        }
        return item
    }

    /// At, just before or just after a retention's end; sometimes in the future.
    mutating func moment() -> Date {
        let days = one(of: [0, 1, 2, 5, 14, 20, 27, 30, 40, -1])
        return ago(Double(days), one(of: [-1, 0, 0, 1, 3_600]))
    }

    mutating func folderReference() -> FolderReference {
        FolderReference(
            id: maybe(missing: 15) { $0.one(of: [50, 51]) },
            title: maybe(missing: 15) { $0.one(of: Self.folderTitles) })
    }

    mutating func person() -> Person {
        let (id, name) = one(of: Self.people)
        return Person(id: maybe(missing: 15) { _ in id }, displayName: maybe(missing: 15) { _ in name })
    }
}
