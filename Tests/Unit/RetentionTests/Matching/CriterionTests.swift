import Foundation
import Testing

@testable import Retention

/// Each field of a match at its boundaries, and its answer if the portal didn't send the attribute.
@Suite struct CriterionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let criterion: Criterion
        let item: TrashedItem
        let answer: TernaryResult

        init(_ name: String, _ criterion: Criterion, _ item: TrashedItem, _ answer: TernaryResult) {
            (testDescription, self.criterion, self.item, self.answer) = (name, criterion, item, answer)
        }
    }

    private static func size(_ bytes: Int64?) -> TrashedItem { .file { $0.bytes = bytes } }
    private static func created(_ date: Date?) -> TrashedItem { .file { $0.created = date } }
    private static func aged(_ date: Date?) -> TrashedItem { .file(trashed: date) }

    static let attributes = [
        Case("size at its lower end", .size(min: 10, max: nil), size(10), .yes),
        Case("size below its lower end", .size(min: 10, max: nil), size(9), .no),
        Case("size at its upper end", .size(min: nil, max: 10), size(10), .yes),
        Case("size above its upper end", .size(min: nil, max: 10), size(11), .no),
        Case("an empty file has a size", .size(min: nil, max: 10), size(0), .yes),
        Case("size not sent", .size(min: nil, max: 10), size(nil), .unknown),
        Case("size of a folder", .size(min: 0, max: nil), .folder(), .unknown),
        Case("age at its lower end", .age(min: days(2), max: nil), aged(ago(2)), .yes),
        Case("age a second too young", .age(min: days(2), max: nil), aged(ago(2, -1)), .no),
        Case("age at its upper end", .age(min: nil, max: days(2)), aged(ago(2)), .yes),
        Case("age a second too old", .age(min: nil, max: days(2)), aged(ago(2, 1)), .no),
        Case("age zero", .age(min: nil, max: days(2)), aged(now), .yes),
        Case("age from the future", .age(min: nil, max: days(2)), aged(ago(0, -1)), .unknown),
        Case("age without a date", .age(min: days(1), max: nil), aged(nil), .unknown),
        Case("created at the start", .created(after: ago(5), before: nil), created(ago(5)), .yes),
        Case("created before the start", .created(after: ago(5), before: nil), created(ago(5, 1)), .no),
        Case("created at the end", .created(after: nil, before: ago(5)), created(ago(5)), .no),
        Case("created just before the end", .created(after: nil, before: ago(5)), created(ago(5, 1)), .yes),
        Case("created not sent", .created(after: nil, before: ago(5)), created(nil), .unknown),
        Case(
            "age since the listing that did not show it", .age(min: days(2), max: nil),
            .file(trashed: ago(20)) { $0.notInTrashBefore = ago(1) }, .no),
        Case(
            "a listing before the portal's date changes no age", .age(min: days(2), max: nil),
            .file(trashed: ago(2)) { $0.notInTrashBefore = ago(3) }, .yes),
        Case(
            "a listing alone is no date", .age(min: days(2), max: nil),
            .file(trashed: nil) { $0.notInTrashBefore = ago(3) }, .unknown),
        Case("extension in the list", .fileExtension(["tmp", "pdf"]), .file(), .yes),
        Case("extension not in the list", .fileExtension(["tmp"]), .file(), .no),
        Case("no extension is known", .fileExtension(["tmp"]), .file(1, "README"), .no),
        Case("extension not sent", .fileExtension(["tmp"]), .file { $0.fileExtension = nil }, .unknown),
        Case("extension of a folder", .fileExtension(["tmp"]), .folder(1, "x.tmp"), .no),
        Case("type in the list", .type([.image, .pdf]), .file(), .yes),
        Case("type unknown to us", .type([.pdf]), .file { $0.type = nil }, .unknown),
        Case("type of a folder", .type([.pdf]), .folder(), .no),
        Case("kind", .kind(.folder), .folder(), .yes),
        Case("regular expression", .titleRegex([regex("x"), regex(#"a\.\w+"#)]), .file(1, "A.pdf"), .yes),
        Case("no regular expression", .titleRegex([regex("x"), regex("a")]), .file(1, "A.pdf"), .no),
        Case("exact regular expression", .titleRegex([regex(#"a\.\w+"#, .respected)]), .file(1, "A.pdf"), .no),
        Case("exact title", .title([glob("a*", .respected)]), .file(1, "A.pdf"), .no),
        Case("other kind", .kind(.folder), .file(), .no),
    ]

    private static let finance = [FolderPattern.title(glob("Finance *")), .id(77)]
    private static func room(
        _ room: FolderReference?, folder: FolderReference? = FolderReference(id: 50, title: "x"),
        in location: OriginLocation = .unknown
    ) -> TrashedItem {
        .file {
            $0.originRoom = room
            $0.originFolder = folder
            $0.originLocation = location
        }
    }
    private static func by(_ person: Person?) -> TrashedItem { .file { $0.createdBy = person } }
    private static let alice = [try? PersonPattern("alice *"), try? PersonPattern("U-9")].compactMap(\.self)

    private static let exact = [
        try? PersonPattern("Alice *", letterCase: .respected), try? PersonPattern("U-9", letterCase: .respected),
    ].compactMap(\.self)
    private static let financeRoom = room(FolderReference(id: 1, title: "Finance"))

    static let folderCases = [
        Case("room by title", .originRoom(finance), room(FolderReference(id: 1, title: "Finance EU")), .yes),
        Case("room by id", .originRoom(finance), room(FolderReference(id: 77, title: "x")), .yes),
        Case("room by id, title not sent", .originRoom(finance), room(FolderReference(id: 77, title: nil)), .yes),
        Case("other room", .originRoom(finance), room(FolderReference(id: 1, title: "x")), .no),
        Case("other id, title not sent", .originRoom(finance), room(FolderReference(id: 1, title: nil)), .unknown),
        Case("other title, id not sent", .originRoom(finance), room(FolderReference(id: nil, title: "x")), .unknown),
        Case("an origin in My documents is in no room", .originRoom(finance), room(nil, in: .myDocuments), .no),
        Case("an origin that lost its room", .originRoom(finance), room(nil), .unknown),
        Case(
            "an origin elsewhere, in no room that is named", .originRoom(finance), room(nil, in: .elsewhere), .unknown),
        Case(
            "an unreadable room of a folder in My documents", .originRoom(finance),
            room(FolderReference(id: nil, title: nil), in: .myDocuments), .unknown),
        Case(
            "a folder that is gone can't lie anywhere", .originRoom(finance),
            room(nil, folder: nil, in: .myDocuments), .unknown),
        Case("a folder in My documents", .originFolder([.myDocuments]), room(nil, in: .myDocuments), .yes),
        Case("a folder elsewhere", .originFolder([.myDocuments]), room(nil, in: .elsewhere), .no),
        Case("a folder that nobody inspected", .originFolder([.myDocuments]), room(nil), .unknown),
        Case("a folder in a room", .originFolder([.myDocuments]), room(FolderReference(id: 1, title: "x")), .no),
        Case(
            "a folder in a room that can't be read", .originFolder([.myDocuments]),
            room(FolderReference(id: nil, title: nil), in: .myDocuments), .unknown),
        Case(
            "a folder that is gone was perhaps there", .originFolder([.myDocuments]),
            room(nil, folder: nil, in: .myDocuments), .unknown),
        Case(
            "one of several folders fits", .originFolder([.myDocuments] + finance),
            room(nil, folder: FolderReference(id: 77, title: "x")), .yes),
        Case(
            "none of several folders fits", .originFolder([.myDocuments] + finance), room(nil, in: .elsewhere), .no),
        Case("no origin at all", .originRoom(finance), room(nil, folder: nil), .unknown),
        Case(
            "a room but no folder", .originRoom(finance), room(FolderReference(id: 77, title: "x"), folder: nil), .yes),
        Case("folder not named", .originFolder(finance), room(nil, folder: nil), .unknown),
        Case(
            "folder by title", .originFolder(finance), room(nil, folder: FolderReference(id: 2, title: "finance 1")),
            .yes),
        Case("author by name", .createdBy(alice), by(Person(id: "u-1", displayName: "Alice Roe")), .yes),
        Case("author by id in another case", .createdBy(alice), by(Person(id: "u-9", displayName: "Bob")), .yes),
        Case("another author", .createdBy(alice), by(Person(id: "u-1", displayName: "Bob")), .no),
        Case("another id, name not sent", .createdBy(alice), by(Person(id: "u-1", displayName: nil)), .unknown),
        Case("another name, id not sent", .createdBy(alice), by(Person(id: nil, displayName: "Bob")), .unknown),
        Case("name fits, id not sent", .createdBy(alice), by(Person(id: nil, displayName: "Alice X")), .yes),
        Case("author not sent", .createdBy(alice), by(nil), .unknown),
        Case("exact author in another case", .createdBy(exact), by(Person(id: "u-1", displayName: "alice roe")), .no),
        Case("exact author", .createdBy(exact), by(Person(id: "u-1", displayName: "Alice Roe")), .yes),
        Case("an id is never exact", .createdBy(exact), by(Person(id: "u-9", displayName: "Bob")), .yes),
        Case("exact room in another case", .originRoom([.title(glob("finance", .respected))]), financeRoom, .no),
        Case("exact room by id", .originRoom([.title(glob("finance", .respected)), .id(1)]), financeRoom, .yes),
    ]

    @Test(arguments: attributes + folderCases)
    func `answers at its boundaries`(_ example: Case) {
        #expect(example.criterion.evaluate(example.item, now: now) == example.answer)
        let naive = NaiveMatch(item: example.item, now: now).answer(.criterion(example.criterion))
        #expect(naive.map(TernaryResult.init) ?? .unknown == example.answer, "the oracle disagrees")
    }

    @Test func `names each unknown criterion once in the order of the policy`() {
        let condition = Condition.all([
            .criterion(.size(min: 1, max: nil)), .not(.criterion(.originRoom(Self.finance))), .title("x"),
            .any([.criterion(.size(min: nil, max: 5)), .criterion(.type([.pdf]))]),
        ])
        let item = TrashedItem(key: ItemKey(.file, 1), title: "a")
        #expect(condition.unknownCriteria(item, now: now) == ["size", "originRoom", "type"])
    }
}
