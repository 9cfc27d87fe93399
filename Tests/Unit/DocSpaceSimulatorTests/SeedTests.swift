import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Seeds")
struct SeedTests {
    @Test func `traps mislead a client that trusts the listing`() throws {
        let portal = SimulatedPortal(clock: .manual(), settings: PortalSettings(pace: .instant))
        let alice = try #require(Seed.traps.plant(in: portal).first)
        let page = try API(portal: portal, key: alice.apiKey).response("files/@trash")
        let files = try #require(page["files"]?.elements)
        func file(_ title: String) throws -> JSONValue { try #require(files.first { $0["title"]?.text == title }) }
        #expect(try file("by O'Neil.docx")["createdBy"]?["displayName"] == "Zo&#235; O&#39;Neil")
        #expect(
            try file("by a removed person.docx")["createdBy"]?["id"] == .string(UserID.lostUser.description))
        #expect(try file("from Finance.xlsx")["originTitle"] == "Q3")
        #expect(try file("from Finance.xlsx")["originRoomId"] == nil)
        #expect(try file("from Seven days.docx")["originRoomTitle"] == "Seven days")
        let folders = try #require(page["folders"]?.elements)
        #expect(folders.first { $0["title"] == "Deep" }?["filesCount"] == 1)
        #expect(folders.contains { $0["title"] == "Tag eater" })
    }

    private func plant(_ seed: Seed) -> (SimulatedPortal, SimulatedUser, PortalFixture) {
        let fixture = PortalFixture()
        fixture.portal.reset()
        let users = seed.plant(in: fixture.portal, apiKey: "sk-main")
        return (fixture.portal, users[0], fixture)
    }

    @Test func `demo is the same every time`() throws {
        let titles = try (0..<2).map { _ in
            let (portal, _, _) = plant(.demo)
            let page = try API(portal: portal, key: "sk-main").response("files/@trash?filterType=1")
            return page["files"]?.elements?.compactMap { $0["title"]?.text } ?? []
        }
        #expect(titles[0] == titles[1])
        #expect(titles[0].count == 100)
    }

    @Test func `demo has what a demonstration needs`() {
        let (portal, alice, fixture) = plant(.demo)
        let items = portal.trash(of: alice)
        #expect((280...320).contains(items.count))
        let files = items.filter { $0.kind == .file }.compactMap { portal.file($0.id) }
        let ages = files.compactMap { $0.updated.map { fixture.clock.now.timeIntervalSince($0) / 86_400 } }
        #expect(ages.allSatisfy { (0..<29.5).contains($0) })
        #expect(files.contains { $0.bytes == 0 })
        #expect(files.contains { $0.bytes > 1 << 30 })
        #expect(files.contains { $0.lockedBy != nil })
        #expect(files.contains { $0.originID.map { portal.folder($0) == nil } ?? false })
        #expect(Set(files.map(\.createdBy)).count == 3)
        #expect(files.contains { !$0.title.allSatisfy(\.isASCII) })
        let folders = items.filter { $0.kind == .folder }.compactMap { portal.folder($0.id) }
        #expect(folders.contains { $0.fileIDs.isEmpty })
        #expect(folders.contains { !$0.fileIDs.isEmpty })
        #expect(portal.ledger.moved.isEmpty && portal.ledger.destroyed.isEmpty)
    }

    @Test func `random trash has the requested number of items`() {
        let (portal, alice, _) = plant(.random(items: 57, seed: 4))
        #expect(portal.trash(of: alice).count == 57)
    }

    @Test func `files hold no folder`() {
        let (portal, alice, _) = plant(.files(items: 57, seed: 4))
        let items = portal.trash(of: alice)
        #expect(items.count == 57 && items.allSatisfy { $0.kind == .file })
        #expect(Set(items.map { portal.file($0.id)?.updated }).count < 20)
    }

    @Test(arguments: [
        "", "none", "demo:", "demo:3", "random", "random:", "random:-1", "random:x", "files", "files:1:2",
    ])
    func `what names no seed`(text: String) {
        #expect(Seed(text, randomSeed: 1) == nil)
    }

    @Test func `names of seeds`() {
        #expect(Seed("traps", randomSeed: 5) == .traps)
        #expect(Seed("random:7", randomSeed: 5) == .random(items: 7, seed: 5))
        #expect(Seed("files:7", randomSeed: 5) == .files(items: 7, seed: 5))
    }
}
