import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Versions and what tells them apart (api.md §1, §11)")
struct VersionTests {
    let fixture = PortalFixture()

    private func be(_ version: PortalVersion, _ installation: Installation = .cloud) {
        fixture.portal.settings.version = version
        fixture.portal.settings.installation = installation
    }

    private func key(_ permissions: [String]) -> API {
        API(portal: fixture.portal, key: fixture.portal.addKey(for: fixture.alice, permissions: permissions))
    }

    private var anonymous: API { API(portal: fixture.portal, key: "") }

    @Test(arguments: [
        (PortalVersion.v3_1_0, Installation.image, "3.1.0.1234"), (.v3_1_1, .image, "3.1.1.1234"),
        (.v3_1_0, .package, "3.1.0"), (.v3_1_1, .package, "3.1.0"), (.v3_2_1, .package, "3.1.0"),
        (.v3_6_1, .package, "3.6.1.1234"), (.v3_7_2, .package, "3.7.2.1234"), (.v3_7_2, .cloud, "3.7.2.1234"),
    ])
    func `returns its version as its installation does`(
        version: PortalVersion, installation: Installation, expected: String
    )
        throws
    {
        be(version, installation)
        #expect(try anonymous.response("settings/version/build")["docSpace"] == .string(expected))
        #expect(try anonymous.response("settings")["version"] == .string(expected))
    }

    @Test func `a key for files alone may not ask for the version since 3.7`() {
        let files = key(["files:write"])
        #expect(files.get("settings/version/build").status == 403)
        #expect(key(["*:read"]).get("settings/version/build").status == 200)
        #expect(fixture.api.get("settings/version/build").status == 200)
        #expect(API(portal: fixture.portal, key: "sk-unknown").get("settings/version/build").status == 403)
        be(.v3_6_1)
        #expect(files.get("settings/version/build").status == 200)
    }

    @Test(arguments: [
        (PortalCondition.suspended, 404, 200), (.unpaid, 200, 200), (.restoringBackup, 200, 200),
        (.addressDenied, 403, 403), (.maintenance, 502, 502),
    ])
    func `returns it in some conditions`(condition: PortalCondition, build: Int, settings: Int) {
        fixture.portal.perform(.setCondition(condition))
        #expect(anonymous.get("settings/version/build").status == build)
        #expect(anonymous.get("settings").status == settings)
    }

    @Test func `a test may decide what it says`() throws {
        fixture.portal.settings.reportedVersion = "three"
        #expect(try anonymous.response("settings/version/build")["docSpace"] == "three")
    }

    @Test(arguments: [PortalVersion.v3_1_0, .v3_1_1])
    func `trashed files are not stamped in 3.1`(version: PortalVersion) throws {
        be(version)
        let live = fixture.portal.addFile(title: "a.txt", by: fixture.alice)
        let folder = fixture.portal.addFolder(title: "f", by: fixture.alice)
        let edited = fixture.clock.now
        let bob = fixture.portal.addUser(name: "Bob")
        fixture.portal.edit(file: live) { $0.updatedBy = bob.id }
        fixture.clock.advance(by: .seconds(20 * 86_400))
        fixture.api.delete([.file(live), .folder(folder)])
        let shown = { (date: Date) in JSONValue.string(PortalDate.roundTrip(date, offsetSeconds: 10_800)) }
        let entry = try fixture.api.response("files/file/\(live)")
        #expect(entry["updated"] == shown(edited))
        #expect(entry["updatedBy"]?["displayName"] == "Bob")
        #expect(try fixture.api.response("files/folder/\(folder)")["updated"] == shown(fixture.clock.now))
        #expect(fixture.portal.file(live)?.trashedAt == fixture.clock.now)
        // The portal's own cleaner is misled likewise.
        fixture.clock.advance(by: .seconds(11 * 86_400))
        #expect(fixture.isDestroyed(.file(live)))
        #expect(!fixture.isDestroyed(.folder(folder)))
    }

    @Test(arguments: [
        (PortalVersion.v3_1_0, [200, 403, 403, 404]), (.v3_1_1, [200, 403, 403, 403]), (.v3_2_1, [200, 200, 200, 200]),
        (.v3_7_2, [200, 200, 200, 200]),
    ])
    func `before 3.2 all scopes are wanted`(version: PortalVersion, writeOnly: [Int]) {
        be(version)
        let both = key(["files:read", "files:write"])
        #expect(both.get("files/@trash").status == 200)
        #expect(both.put("files/fileops/emptytrash").status == 200)
        #expect(key(["files:read"]).put("files/fileops/emptytrash").status == 403)
        let write = key(["files:write"])
        let answers = [
            both.get("files/@trash").status, write.get("files/@trash").status,
            write.put("files/fileops/emptytrash").status, write.get("keys/@self").status,
        ]
        #expect(answers == writeOnly)
    }

    @Test func `before 3.2 pages hold a thousand and more is clamped`() throws {
        be(.v3_1_1)
        for number in 0..<1_010 { _ = fixture.trash("\(number).txt") }
        #expect(try fixture.api.trashPage(count: 101).count == 101)
        #expect(try fixture.api.trashPage(count: 5_000).count == 1_000)
        be(.v3_2_1)
        #expect(fixture.api.get("files/@trash?count=101").status == 400)
        #expect(try fixture.api.trashPage(count: 100).count == 100)
    }

    @Test func `before 3.2 nothing selects operations`() throws {
        fixture.portal.settings.pace = .onClock(.seconds(1))
        be(.v3_1_1)
        let first = try #require(fixture.api.delete([fixture.trash()]).json?["response"]?.ids.first)
        let both = fixture.api.delete([fixture.trash()]).json?["response"]?.ids
        #expect(both?.count == 2)
        #expect(try fixture.api.response("files/fileops?id=\(first)").ids.count == 2)
    }

    @Test(arguments: [PortalVersion.v3_1_0, .v3_2_1, .v3_6_1])
    func `before 3.7 gone and forbidden are the same`(version: PortalVersion) {
        be(version)
        let bob = fixture.portal.addUser(name: "Bob")
        let his = fixture.portal.trashFile(title: "his.txt", by: bob)
        #expect(fixture.api.get("files/file/\(his)").status == 403)
        #expect(fixture.api.get("files/file/999").status == 403)
        #expect(fixture.api.get("files/folder/999").status == 403)
        #expect(fixture.api.get("files/999").status == 403)
        be(.v3_7_1)
        #expect(fixture.api.get("files/file/\(his)").status == 403)
        #expect(fixture.api.get("files/file/999").status == 404)
        #expect(fixture.api.get("files/folder/999").status == 404)
        #expect(fixture.api.get("files/999").status == 404)
    }

    @Test func `before 3.7 a bad id is an error of the operation and the rest goes`() throws {
        be(.v3_6_1)
        let item = fixture.trash()
        #expect(fixture.api.delete([.file(999), item]).status == 200)
        let operation = try #require(try fixture.api.response("files/fileops")[0])
        #expect(operation["error"]?.text?.isEmpty == false)
        #expect(operation["status"] == nil)
        #expect(operation["finished"] == true)
        #expect(fixture.isDestroyed(item))
    }

    @Test func `before 3.7 keys without the scope pass where anonymous do`() {
        be(.v3_6_1)
        #expect(key(["rooms:read"]).get("files/fileops").status == 200)
        #expect(API(portal: fixture.portal, key: "sk-unknown").get("files/fileops").json?["response"] == [])
        be(.v3_7_1)
        #expect(key(["rooms:read"]).get("files/fileops").status == 403)
        #expect(API(portal: fixture.portal, key: "sk-unknown").get("files/fileops").status == 403)
    }

    @Test(arguments: [(Installation.package, false), (.image, false), (.cloud, true)])
    func `only the cloud limits requests by itself`(installation: Installation, isLimited: Bool) {
        let settings = PortalSettings(version: .v3_7_2, installation: installation)
        #expect((settings.rateLimits != nil) == isLimited)
    }
}
