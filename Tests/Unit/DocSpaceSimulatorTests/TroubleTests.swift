import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Faults and hooks")
struct TroubleTests {
    let fixture = PortalFixture()

    @Test func `nth and count choose the requests`() {
        fixture.portal.fail(.status(503), when: RequestMatch(method: "GET", path: "@trash", nth: 2, count: 2))
        #expect((0..<5).map { _ in fixture.api.get("files/@trash").status } == [200, 503, 503, 200, 200])
        #expect(fixture.api.get("keys/@self").status == 200)
    }

    @Test func `a status keeps the request from being carried out`() {
        let item = fixture.trash()
        fixture.portal.fail(.status(429, retryAfterSeconds: 7), when: RequestMatch(path: "fileops/delete"))
        let reply = fixture.api.delete([item])
        #expect(reply.status == 429)
        #expect(reply.header("retry-after") == "7")
        #expect(fixture.portal.exists(item))
    }

    @Test func `a lost reply carries it out`() {
        let item = fixture.trash()
        fixture.portal.fail(.resetAfterHandling, when: RequestMatch(path: "fileops/delete"))
        #expect(fixture.api.delete([item]).transport.isReset)
        #expect(fixture.isDestroyed(item))
        #expect(fixture.portal.ledger.requests.last?.status == nil)
        fixture.portal.fail(.resetBeforeAnswer, when: RequestMatch(path: "fileops/delete"))
        let other = fixture.trash()
        #expect(fixture.api.delete([other]).transport.isReset)
        #expect(fixture.portal.exists(other))
    }

    @Test func `pages can lie`() throws {
        let items = (1...5).map { fixture.trash(days: Double($0)) }
        fixture.portal.fail(.lyingTotal(99), when: RequestMatch(path: "@trash"))
        #expect(try fixture.api.response("files/@trash")["total"] == 99)
        fixture.portal.fail(.omittedEntries(2), when: RequestMatch(path: "@trash"))
        #expect(try fixture.api.trashPage() == Array(items.prefix(3)))
        fixture.portal.fail(.duplicatedEntries(1), when: RequestMatch(path: "@trash"))
        #expect(try fixture.api.trashPage() == items + [items[4]])
    }

    @Test func `bodies can break`() {
        let match = RequestMatch(path: "@trash")
        for effect in [FaultEffect.truncatedJSON(keepBytes: 40), .invalidJSON, .html(status: 200), .body("")] {
            fixture.portal.fail(effect, when: match)
            let reply = fixture.api.get("files/@trash")
            #expect(reply.status == 200)
            #expect(reply.json == nil)
        }
    }

    @Test func `a key can be revoked from a request on`() {
        fixture.portal.fail(.revokesKey, when: RequestMatch(nth: 3))
        #expect((0..<4).map { _ in fixture.api.get("keys/@self").status } == [200, 200, 401, 401])
    }

    @Test func `the date header follows the portal's clock unless set`() {
        fixture.clock.set(to: Date(timeIntervalSince1970: 784_111_777))
        #expect(fixture.api.get("keys/@self").transport.date == "Sun, 06 Nov 1994 08:49:37 GMT")
        fixture.portal.settings.dateHeader = .skewed(.seconds(3600))
        #expect(fixture.api.get("keys/@self").transport.date == "Sun, 06 Nov 1994 09:49:37 GMT")
        fixture.portal.fail(.dateHeader(.missing), when: RequestMatch.any)
        #expect(fixture.api.get("keys/@self").transport.date == nil)
    }

    @Test func `a person restores between listing and purge`() {
        let item = fixture.trash()
        fixture.portal.on(.before, RequestMatch(path: "fileops/delete"), do: .restore(item, by: fixture.alice.id))
        fixture.api.delete([item])
        // `immediately: false` merely trashes it again, with a new date.
        #expect(fixture.portal.trash(of: fixture.alice) == [item])
        #expect(fixture.portal.file(item.id)?.updated == fixture.clock.now)
    }

    @Test func `a hook after a listing sees it done`() throws {
        let item = fixture.trash()
        fixture.portal.on(.after, RequestMatch(path: "@trash"), do: .destroy(item, by: fixture.alice.id))
        #expect(try fixture.api.trashPage() == [item])
        #expect(fixture.api.delete([item]).status == 404)
        #expect(fixture.portal.ledger.destroyed.map(\.cause) == [.person(fixture.alice.id)])
    }

    @Test func `custom hooks reach everything`() throws {
        let item = fixture.trash()
        let alice = fixture.alice.id
        fixture.portal.on(
            .before, RequestMatch(path: "@trash", nth: 2),
            do: .custom { $0.database.documents.edit(file: item.id) { $0.editors = [alice] } })
        _ = try fixture.api.trashPage()
        #expect(fixture.portal.file(item.id)?.editors.isEmpty == true)
        _ = try fixture.api.trashPage()
        #expect(fixture.portal.file(item.id)?.editors == [alice])
    }

    @Test func `a late save makes a trashed folder seem younger`() throws {
        let folder = fixture.portal.trashFolder(
            title: "f", files: ["x"], trashedAt: fixture.ago(days: 9), by: fixture.alice)
        let inside = try #require(fixture.portal.folder(folder)?.fileIDs.first)
        fixture.portal.perform(.save(.file(inside), by: fixture.alice.id))
        #expect(fixture.portal.folder(folder)?.updated == fixture.clock.now)
        #expect(fixture.portal.file(inside)?.version == 2)
    }

    @Test func `the log records every request`() throws {
        _ = fixture.api.get("files/@trash?count=7")
        fixture.api.delete([.file(999)])
        let log = fixture.portal.ledger.requests
        #expect(log.map(\.status) == [200, 404])
        #expect(log.map(\.query) == ["count=7", ""])
        #expect(log[1].body.contains("999"))
        #expect(log.allSatisfy { $0.user == fixture.alice.id })
        #expect(fixture.portal.ledger.requestCounts["GET /api/2.0/files/@trash"] == 1)
    }
}
