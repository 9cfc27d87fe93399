import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("What an entry shows (api.md §2, §3, §10)")
struct EntryTests {
    let fixture = PortalFixture()

    private func onlyFile() throws -> JSONValue {
        try #require(try fixture.api.response("files/@trash")["files"]?[0])
    }

    @Test func `leaves out what is null false or zero`() throws {
        _ = fixture.portal.trashFile(title: "empty", bytes: 0, by: fixture.alice)
        let entry = try onlyFile()
        for name in [
            "pureContentLength", "locked", "lockedBy", "encrypted", "isFavorite", "providerItem", "originRoomId",
        ] {
            #expect(entry[name] == nil, "\(name)")
        }
        #expect(entry["contentLength"] == "0 bytes")
    }

    @Test func `deletion time is updated and never before creation`() throws {
        let created = fixture.ago(days: 2)
        _ = fixture.portal.trashFile(
            title: "a.txt", trashedAt: fixture.ago(days: 5), by: fixture.alice, created: created)
        #expect(try onlyFile()["updated"] == .string(PortalDate.roundTrip(created, offsetSeconds: 10_800)))
    }

    @Test func `a date never set prints as year one`() throws {
        _ = fixture.portal.seed { $0.addTrashedFile(title: "a.txt", trashedAt: nil, by: fixture.alice.id) }
        #expect(try onlyFile()["updated"]?.text?.hasPrefix("0001-01-01T00:00:00.0000000") == true)
    }

    @Test func `shows where it came from while that exists`() throws {
        let room = fixture.portal.addRoom(title: "Finance 2026", owner: fixture.alice)
        let folder = fixture.portal.addFolder(title: "Drafts", in: room, by: fixture.alice)
        _ = fixture.portal.trashFile(title: "a.txt", by: fixture.alice, from: folder)
        let entry = try onlyFile()
        #expect(entry["originId"]?.integer == folder)
        #expect(entry["originTitle"] == "Drafts")
        #expect(entry["originRoomId"]?.integer == room)
        #expect(entry["originRoomTitle"] == "Finance 2026")
        fixture.portal.perform(.trash(.folder(folder), by: fixture.alice.id))
        let later = try onlyFile()
        #expect(later["originId"]?.integer == folder)
        #expect(later["originRoomId"] == nil)
        #expect(try fixture.api.response("files/folder/\(folder)")["rootFolderType"] == 3)
        fixture.portal.perform(.destroy(.folder(folder), by: fixture.alice.id))
        #expect(try onlyFile()["originId"] == nil)
        #expect(try onlyFile()["originTitle"] == nil)
    }

    @Test func `loses its room with any folder above its origin`() throws {
        let room = fixture.portal.addRoom(title: "Finance 2026", owner: fixture.alice)
        let quarter = fixture.portal.addFolder(title: "Q3", in: room, by: fixture.alice)
        let bills = fixture.portal.addFolder(title: "Bills", in: quarter, by: fixture.alice)
        _ = fixture.portal.trashFile(title: "a.txt", by: fixture.alice, from: bills)
        #expect(try onlyFile()["originRoomId"]?.integer == room)
        fixture.portal.perform(.restore(.folder(quarter), to: fixture.alice.myDocumentsID, by: fixture.alice.id))
        #expect(try onlyFile()["originId"]?.integer == bills)
        #expect(try onlyFile()["originRoomId"] == nil)
        fixture.portal.perform(.restore(.folder(quarter), to: room, by: fixture.alice.id))
        #expect(try onlyFile()["originRoomTitle"] == "Finance 2026")
        fixture.portal.perform(.trash(.folder(quarter), by: fixture.alice.id))
        #expect(try onlyFile()["originTitle"] == "Bills")
        #expect(try onlyFile()["originRoomId"] == nil)
        #expect(try onlyFile()["originRoomTitle"] == nil)
    }

    @Test func `counters of a folder are those of its whole subtree`() throws {
        let folder = fixture.portal.trashFolder(title: "f", files: ["1.txt", "2.txt"], by: fixture.alice)
        let deep = fixture.portal.addFolder(title: "deep", in: folder, by: fixture.alice)
        let deeper = fixture.portal.addFolder(title: "deeper", in: deep, by: fixture.alice)
        _ = fixture.portal.addFile(title: "3.txt", in: deeper, by: fixture.alice)
        let entry = try #require(try fixture.api.response("files/@trash")["folders"]?[0])
        #expect(entry["filesCount"] == 3)
        #expect(entry["foldersCount"] == 2)
    }

    @Test func `rights in the trash are read delete move only`() throws {
        _ = fixture.trash()
        guard case .object(let rights)? = try onlyFile()["security"] else { throw Missing() }
        #expect(Set(rights.filter { $0.value == true }.map(\.name)) == ["Read", "Delete", "Move"])
    }

    @Test func `the forecast follows a setting nobody obeys`() throws {
        _ = fixture.trash(days: 1)
        let day = { (days: Double) in
            JSONValue.string(PortalDate.roundTrip(fixture.ago(days: 1 - days), offsetSeconds: 10_800))
        }
        #expect(try onlyFile()["autoDelete"] == day(30))
        _ = fixture.api.put("files/settings/autocleanup", ["set": true, "gap": 6])
        #expect(try onlyFile()["autoDelete"] == day(90))
        _ = fixture.api.put("files/settings/autocleanup", ["set": false, "gap": 6])
        #expect(try onlyFile()["autoDelete"] == nil)
    }

    @Test func `file and folder ids are separate sequences`() {
        let file = fixture.portal.addFile(title: "a.txt", by: fixture.alice)
        let folder = fixture.portal.addFolder(title: "f", by: fixture.alice)
        #expect(file == 1)
        #expect(folder > 4)
        let ids = (0..<folder).map { _ in fixture.portal.addFile(title: "b.txt", by: fixture.alice) }
        #expect(ids.contains(folder))
    }

    @Test(arguments: HostileTitles.all)
    func `hostile titles survive the wire`(title: String) throws {
        _ = fixture.portal.trashFile(title: title, by: fixture.alice)
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
    func `seven digits then zone of the portal`(seconds: Double, offset: Int, expected: String) {
        #expect(PortalDate.roundTrip(Date(timeIntervalSince1970: seconds), offsetSeconds: offset) == expected)
    }

    @Test func `header date`() {
        #expect(PortalDate.httpHeader(Date(timeIntervalSince1970: 784_111_777)) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test func `query names ignore case and brackets`() {
        let portal = SimulatedPortal()
        let alice = portal.addUser(name: "Alice")
        let api = API(portal: portal, key: alice.apiKey)
        #expect(api.get("files/@trash?COUNT=101").status == 400)
        #expect(api.get("files/@trash?fields%5B%5D=id&Count=100").status == 200)
    }

    @Test func `JSON round trip`() {
        let value: JSONValue = ["a": [1, true, "x\u{1}\"\\\u{2028}😀"], "b": .null, "c": .double(1.5)]
        #expect(JSONValue(parsing: value.bytes)?["a"] == value["a"])
        #expect(JSONValue(parsing: value.bytes)?["c"] == value["c"])
    }
}
