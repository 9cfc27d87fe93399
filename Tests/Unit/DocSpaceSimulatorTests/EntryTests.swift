import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("What an entry shows (api.md §2, §3, §10)")
struct EntryTests {
    let scene = Scene()

    private func onlyFile() throws -> JSONValue {
        try #require(try scene.api.response("files/@trash")["files"]?[0])
    }

    @Test func leavesOutWhatIsNullFalseOrZero() throws {
        _ = scene.portal.trashFile(title: "empty", bytes: 0, by: scene.alice)
        let entry = try onlyFile()
        for name in [
            "pureContentLength", "locked", "lockedBy", "encrypted", "isFavorite", "providerItem", "originRoomId",
        ] {
            #expect(entry[name] == nil, "\(name)")
        }
        #expect(entry["contentLength"] == "0 bytes")
    }

    @Test func deletionTimeIsUpdatedAndNeverBeforeCreation() throws {
        let created = scene.ago(days: 2)
        _ = scene.portal.trashFile(title: "a.txt", trashedAt: scene.ago(days: 5), by: scene.alice, created: created)
        #expect(try onlyFile()["updated"] == .string(PortalDate.roundTrip(created, offsetSeconds: 10_800)))
    }

    @Test func aDateNeverSetPrintsAsYearOne() throws {
        _ = scene.portal.update { $0.addTrashedFile(title: "a.txt", trashedAt: nil, by: scene.alice.id) }
        #expect(try onlyFile()["updated"]?.text?.hasPrefix("0001-01-01T00:00:00.0000000") == true)
    }

    @Test func showsWhereItCameFromWhileThatExists() throws {
        let room = scene.portal.addRoom(title: "Finance 2026", owner: scene.alice)
        let folder = scene.portal.addFolder(title: "Drafts", in: room, by: scene.alice)
        _ = scene.portal.trashFile(title: "a.txt", by: scene.alice, from: folder)
        let entry = try onlyFile()
        #expect(entry["originId"]?.integer == folder)
        #expect(entry["originTitle"] == "Drafts")
        #expect(entry["originRoomId"]?.integer == room)
        #expect(entry["originRoomTitle"] == "Finance 2026")
        scene.portal.perform(.trash(.folder(folder), by: scene.alice.id))
        let later = try onlyFile()
        #expect(later["originId"]?.integer == folder)
        #expect(later["originRoomId"] == nil)
        #expect(try scene.api.response("files/folder/\(folder)")["rootFolderType"] == 3)
        scene.portal.perform(.destroy(.folder(folder), by: scene.alice.id))
        #expect(try onlyFile()["originId"] == nil)
        #expect(try onlyFile()["originTitle"] == nil)
    }

    @Test func losesItsRoomWithAnyFolderAboveItsOrigin() throws {
        let room = scene.portal.addRoom(title: "Finance 2026", owner: scene.alice)
        let quarter = scene.portal.addFolder(title: "Q3", in: room, by: scene.alice)
        let bills = scene.portal.addFolder(title: "Bills", in: quarter, by: scene.alice)
        _ = scene.portal.trashFile(title: "a.txt", by: scene.alice, from: bills)
        #expect(try onlyFile()["originRoomId"]?.integer == room)
        scene.portal.perform(.restore(.folder(quarter), to: scene.alice.myDocumentsID, by: scene.alice.id))
        #expect(try onlyFile()["originId"]?.integer == bills)
        #expect(try onlyFile()["originRoomId"] == nil)
        scene.portal.perform(.restore(.folder(quarter), to: room, by: scene.alice.id))
        #expect(try onlyFile()["originRoomTitle"] == "Finance 2026")
        scene.portal.perform(.trash(.folder(quarter), by: scene.alice.id))
        #expect(try onlyFile()["originTitle"] == "Bills")
        #expect(try onlyFile()["originRoomId"] == nil)
        #expect(try onlyFile()["originRoomTitle"] == nil)
    }

    @Test func countersOfAFolderAreThoseOfItsWholeSubtree() throws {
        let folder = scene.portal.trashFolder(title: "f", files: ["1.txt", "2.txt"], by: scene.alice)
        let deep = scene.portal.addFolder(title: "deep", in: folder, by: scene.alice)
        let deeper = scene.portal.addFolder(title: "deeper", in: deep, by: scene.alice)
        _ = scene.portal.addFile(title: "3.txt", in: deeper, by: scene.alice)
        let entry = try #require(try scene.api.response("files/@trash")["folders"]?[0])
        #expect(entry["filesCount"] == 3)
        #expect(entry["foldersCount"] == 2)
    }

    @Test func rightsInTheTrashAreReadDeleteMoveOnly() throws {
        _ = scene.trash()
        guard case .object(let rights)? = try onlyFile()["security"] else { throw Missing() }
        #expect(Set(rights.filter { $0.value == true }.map(\.name)) == ["Read", "Delete", "Move"])
    }

    @Test func theForecastFollowsASettingNobodyObeys() throws {
        _ = scene.trash(days: 1)
        let day = { (days: Double) in
            JSONValue.string(PortalDate.roundTrip(scene.ago(days: 1 - days), offsetSeconds: 10_800))
        }
        #expect(try onlyFile()["autoDelete"] == day(30))
        _ = scene.api.put("files/settings/autocleanup", ["set": true, "gap": 6])
        #expect(try onlyFile()["autoDelete"] == day(90))
        _ = scene.api.put("files/settings/autocleanup", ["set": false, "gap": 6])
        #expect(try onlyFile()["autoDelete"] == nil)
    }

    @Test func fileAndFolderIdsAreSeparateSequences() {
        let file = scene.portal.addFile(title: "a.txt", by: scene.alice)
        let folder = scene.portal.addFolder(title: "f", by: scene.alice)
        #expect(file == 1)
        #expect(folder > 4)
        let ids = (0..<folder).map { _ in scene.portal.addFile(title: "b.txt", by: scene.alice) }
        #expect(ids.contains(folder))
    }

    @Test(arguments: HostileTitles.all)
    func hostileTitlesSurviveTheWire(title: String) throws {
        _ = scene.portal.trashFile(title: title, by: scene.alice)
        #expect(try onlyFile()["title"] == .string(title))
    }

    private struct Missing: Error {}
}

@Suite("Dates and numbers on the wire (api.md §2)")
struct WireFormatTests {
    @Test(arguments: [
        (1_772_608_500.0, 10_800, "2026-03-04T10:15:00.0000000+03:00"),
        (1_772_608_500.25, 0, "2026-03-04T07:15:00.2500000Z"),
        (0.0, -12_600, "1969-12-31T20:30:00.0000000-03:30"),
        (951_782_400.0, 0, "2000-02-29T00:00:00.0000000Z"),
    ])
    func sevenDigitsThenZoneOfThePortal(seconds: Double, offset: Int, expected: String) {
        #expect(PortalDate.roundTrip(Date(timeIntervalSince1970: seconds), offsetSeconds: offset) == expected)
    }

    @Test func headerDate() {
        #expect(PortalDate.httpHeader(Date(timeIntervalSince1970: 784_111_777)) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test func queryNamesIgnoreCaseAndBrackets() {
        let portal = SimulatedPortal()
        let alice = portal.addUser(name: "Alice")
        let api = API(portal: portal, key: alice.apiKey)
        #expect(api.get("files/@trash?COUNT=101").status == 400)
        #expect(api.get("files/@trash?fields%5B%5D=id&Count=100").status == 200)
    }

    @Test func jsonRoundTrip() {
        let value: JSONValue = ["a": [1, true, "x\u{1}\"\\\u{2028}😀"], "b": .null, "c": .double(1.5)]
        #expect(JSONValue(parsing: value.bytes)?["a"] == value["a"])
        #expect(JSONValue(parsing: value.bytes)?["c"] == value["c"])
    }
}
