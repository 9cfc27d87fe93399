import DocSpaceSimulator
import Testing

@Suite("People on the wire (api.md §3)")
struct PeopleTests {
    let fixture = PortalFixture()

    private func author(of id: Int) throws -> JSONValue {
        try #require(try fixture.api.response("files/file/\(id)")["createdBy"])
    }

    /// A file of Bob's in Alice's trash.
    private func fileOf(_ name: String) -> (id: Int, author: SimulatedUser) {
        let author = fixture.portal.addUser(name: name)
        return (fixture.portal.trashFile(title: "a & b.txt", by: fixture.alice, author: author), author)
    }

    @Test(arguments: [
        ("Alice O'Neil", "Alice O&#39;Neil"), ("Jürgen Müller", "J&#252;rgen M&#252;ller"),
        ("<b>\"R&D\"</b>", "&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;"), ("a\u{A0}b", "a&#160;b"),
        ("Ā 山田 Č", "Ā 山田 Č"), ("😀", "&#128512;"),
    ])
    func `names are HTML encoded where persons are`(name: String, encoded: String) throws {
        let (id, bob) = fileOf(name)
        #expect(try author(of: id)["displayName"] == .string(encoded))
        let own = API(portal: fixture.portal, key: bob.apiKey)
        #expect(try own.response("people/@self")["displayName"] == .string(encoded))
        #expect(try own.response("keys/@self")["createBy"]?["displayName"] == .string(encoded))
    }

    @Test func `titles are never encoded`() throws {
        let room = fixture.portal.addRoom(title: "R&D 'Süd'", owner: fixture.alice)
        let id = fixture.portal.trashFile(title: "a & b'.txt", by: fixture.alice, from: room)
        let entry = try fixture.api.response("files/file/\(id)")
        #expect(entry["title"] == "a & b'.txt")
        #expect(entry["originTitle"] == "R&D 'Süd'")
        #expect(entry["originRoomTitle"] == "R&D 'Süd'")
    }

    @Test func `a removed person is replaced by the lost user`() throws {
        fixture.portal.settings.lostUserName = "Profil gelöscht"
        let (id, bob) = fileOf("Bob")
        fixture.portal.perform(.removePerson(bob.id))
        #expect(try author(of: id)["id"] == "4a515a15-d4d6-4b8e-828e-e0586f18f3a3")
        #expect(try author(of: id)["displayName"] == "Profil gel&#246;scht")
        #expect(API(portal: fixture.portal, key: bob.apiKey).get("files/@trash").status == 401)
    }

    @Test func `a profile that can't be loaded is shown the same and comes back`() throws {
        let (id, bob) = fileOf("Bob")
        fixture.portal.edit(user: bob) { $0.isProfileLost = true }
        #expect(try author(of: id)["id"] == .string(UserID.lostUser.description))
        fixture.portal.edit(user: bob) { $0.isProfileLost = false }
        #expect(try author(of: id)["id"] == .string(bob.id.description))
    }

    @Test func `elsewhere nobody replaces them`() throws {
        let (id, bob) = fileOf("Bob")
        fixture.portal.perform(.removePerson(bob.id, isBlank: true))
        #expect(try author(of: id)["id"] == "00000000-0000-0000-0000-000000000000")
        #expect(try author(of: id)["displayName"] == "")
    }

    @Test func `reassigning rewrites the author in the trash too`() throws {
        let (id, bob) = fileOf("Bob")
        let carol = fixture.portal.addUser(name: "Carol")
        fixture.portal.perform(.removePerson(bob.id, reassigningTo: carol.id))
        #expect(try author(of: id)["displayName"] == "Carol")
    }

    @Test func `each user has a trash of their own that entries name`() throws {
        let bob = fixture.portal.addUser(name: "Bob")
        let mine = fixture.trash()
        let his = fixture.portal.trashFile(title: "his.txt", by: bob)
        let folder = fixture.portal.trashFolder(title: "f", by: bob)
        let api = API(portal: fixture.portal, key: bob.apiKey)
        let page = try api.response("files/@trash")
        #expect(page["current"]?["id"]?.integer == bob.trashID)
        #expect(page["current"]?["rootFolderType"] == 3)
        #expect(page["files"]?[0]?["id"]?.integer == his)
        #expect(page["files"]?[0]?["folderId"]?.integer == bob.trashID)
        #expect(page["files"]?[0]?["rootFolderId"]?.integer == bob.trashID)
        #expect(page["folders"]?[0]?["parentId"]?.integer == bob.trashID)
        #expect(page["folders"]?[0]?["id"]?.integer == folder)
        #expect(bob.trashID != fixture.alice.trashID)
        #expect(try api.response("people/@self")["id"] == .string(bob.id.description))
        #expect(api.get("files/file/\(mine.id)").status == 403)
        #expect(api.delete([mine]).status == 403)
    }
}
