import DocSpaceSimulator
import Foundation
import Testing

/// The oracle's truth where the API shows less.
@Suite struct TruthTests {
    private let portal = SimulatedPortal(clock: .manual(), settings: PortalSettings(pace: .instant))
    private let alice: SimulatedUser
    private let zoe: SimulatedUser
    private let finance: Int
    private let books: Int

    init() {
        alice = portal.addUser(name: "Alice")
        zoe = portal.addUser(name: Variant.author)
        finance = portal.addRoom(title: "Finance EU", owner: alice)
        books = portal.addFolder(title: "Books", in: finance, by: alice)
    }

    private func truth(of id: Int) throws -> Truth {
        let all = portal.update { $0.database.truths(of: alice.id, finance: [finance, books], author: zoe.id) }
        return try #require(all[.file(id)])
    }

    @Test func `a trashed origin hides the room and changes nothing about where it came from`() throws {
        let file = portal.trashFile(title: "a.tmp", by: alice, from: books)
        #expect(try truth(of: file).isRoomKnown)
        portal.perform(.trash(.folder(books), by: alice.id))
        #expect(try !truth(of: file).isRoomKnown)
        #expect(try truth(of: file).isFinance)
        portal.perform(.destroy(.folder(books), by: alice.id))
        #expect(try !truth(of: file).isRoomKnown)
        #expect(try truth(of: file).isFinance)
    }

    @Test func `my documents are known to be no room`() throws {
        let file = portal.trashFile(title: "a.tmp", by: alice)
        #expect(try truth(of: file).isRoomKnown)
        #expect(try !truth(of: file).isFinance)
    }

    @Test func `a removed author is still the author`() throws {
        let file = portal.trashFile(title: "a.tmp", by: alice, author: zoe)
        #expect(try truth(of: file).isAuthorKnown)
        portal.perform(.removePerson(zoe.id))
        #expect(try !truth(of: file).isAuthorKnown)
        #expect(try truth(of: file).isNamedAuthors)
    }

    @Test func `nothing of unknown room or author has to go`() throws {
        var variant = Variant()
        (variant.retentionDays, variant.holdsFinance, variant.holdsAuthor) = (1, true, true)
        let later = portal.clock.now.addingTimeInterval(9 * 86_400)
        let (lost, plain) = (
            portal.trashFile(title: "a.tmp", by: alice, from: books), portal.trashFile(title: "b.tmp", by: alice)
        )
        let max = portal.addUser(name: "Max")
        let works = portal.trashFile(title: "c.tmp", by: alice, author: max)
        portal.perform(.trash(.folder(books), by: alice.id))
        portal.perform(.removePerson(max.id))
        #expect(try variant.protects(truth(of: lost)))
        #expect(try !variant.mustDestroy(truth(of: works), at: later))
        #expect(try variant.mustDestroy(truth(of: plain), at: later))
    }
}
