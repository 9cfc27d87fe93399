import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Faults and hooks")
struct TroubleTests {
    let scene = Scene()

    @Test func nthAndCountChooseTheRequests() {
        scene.portal.fail(.status(503), when: RequestMatch(method: "GET", path: "@trash", nth: 2, count: 2))
        #expect((0..<5).map { _ in scene.api.get("files/@trash").status } == [200, 503, 503, 200, 200])
        #expect(scene.api.get("keys/@self").status == 200)
    }

    @Test func aStatusKeepsTheRequestFromBeingCarriedOut() {
        let item = scene.trash()
        scene.portal.fail(.status(429, retryAfterSeconds: 7), when: RequestMatch(path: "fileops/delete"))
        let reply = scene.api.delete([item])
        #expect(reply.status == 429)
        #expect(reply.header("retry-after") == "7")
        #expect(scene.portal.exists(item))
    }

    @Test func aLostReplyCarriesItOut() {
        let item = scene.trash()
        scene.portal.fail(.resetAfterHandling, when: RequestMatch(path: "fileops/delete"))
        #expect(scene.api.delete([item]).transport.isReset)
        #expect(scene.isDestroyed(item))
        #expect(scene.portal.ledger.requests.last?.status == nil)
        scene.portal.fail(.resetBeforeAnswer, when: RequestMatch(path: "fileops/delete"))
        let other = scene.trash()
        #expect(scene.api.delete([other]).transport.isReset)
        #expect(scene.portal.exists(other))
    }

    @Test func pagesCanLie() throws {
        let items = (1...5).map { scene.trash(days: Double($0)) }
        scene.portal.fail(.lyingTotal(99), when: RequestMatch(path: "@trash"))
        #expect(try scene.api.response("files/@trash")["total"] == 99)
        scene.portal.fail(.omittedEntries(2), when: RequestMatch(path: "@trash"))
        #expect(try scene.api.trashPage() == Array(items.prefix(3)))
        scene.portal.fail(.duplicatedEntries(1), when: RequestMatch(path: "@trash"))
        #expect(try scene.api.trashPage() == items + [items[4]])
    }

    @Test func bodiesCanBreak() {
        let match = RequestMatch(path: "@trash")
        for effect in [FaultEffect.truncatedJSON(keepBytes: 40), .invalidJSON, .html(status: 200), .body("")] {
            scene.portal.fail(effect, when: match)
            let reply = scene.api.get("files/@trash")
            #expect(reply.status == 200)
            #expect(reply.json == nil)
        }
    }

    @Test func aKeyCanBeRevokedFromARequestOn() {
        scene.portal.fail(.revokesKey, when: RequestMatch(nth: 3))
        #expect((0..<4).map { _ in scene.api.get("keys/@self").status } == [200, 200, 401, 401])
    }

    @Test func theDateHeaderFollowsThePortalsClockUnlessToldOtherwise() {
        scene.clock.set(to: Date(timeIntervalSince1970: 784_111_777))
        #expect(scene.api.get("keys/@self").transport.date == "Sun, 06 Nov 1994 08:49:37 GMT")
        scene.portal.settings.dateHeader = .skewed(.seconds(3600))
        #expect(scene.api.get("keys/@self").transport.date == "Sun, 06 Nov 1994 09:49:37 GMT")
        scene.portal.fail(.dateHeader(.missing), when: RequestMatch.any)
        #expect(scene.api.get("keys/@self").transport.date == nil)
    }

    @Test func aPersonRestoresBetweenListingAndPurge() {
        let item = scene.trash()
        scene.portal.on(.before, RequestMatch(path: "fileops/delete"), do: .restore(item, by: scene.alice.id))
        scene.api.delete([item])
        // `immediately: false` merely trashes it again, with a new date.
        #expect(scene.portal.trash(of: scene.alice) == [item])
        #expect(scene.portal.file(item.id)?.updated == scene.clock.now)
    }

    @Test func aHookAfterAListingSeesItDone() throws {
        let item = scene.trash()
        scene.portal.on(.after, RequestMatch(path: "@trash"), do: .destroy(item, by: scene.alice.id))
        #expect(try scene.api.trashPage() == [item])
        #expect(scene.api.delete([item]).status == 404)
        #expect(scene.portal.ledger.destroyed.map(\.cause) == [.person(scene.alice.id)])
    }

    @Test func customHooksReachEverything() throws {
        let item = scene.trash()
        let alice = scene.alice.id
        scene.portal.on(
            .before, RequestMatch(path: "@trash", nth: 2),
            do: .custom { $0.edit(file: item.id) { $0.editors = [alice] } })
        _ = try scene.api.trashPage()
        #expect(scene.portal.file(item.id)?.editors.isEmpty == true)
        _ = try scene.api.trashPage()
        #expect(scene.portal.file(item.id)?.editors == [alice])
    }

    @Test func aLateSaveMakesATrashedFolderLookYounger() throws {
        let folder = scene.portal.trashFolder(title: "f", files: ["x"], trashedAt: scene.ago(days: 9), by: scene.alice)
        let inside = try #require(scene.portal.folder(folder)?.fileIDs.first)
        scene.portal.perform(.save(.file(inside), by: scene.alice.id))
        #expect(scene.portal.folder(folder)?.updated == scene.clock.now)
        #expect(scene.portal.file(inside)?.version == 2)
    }

    @Test func theLogRecordsEveryRequest() throws {
        _ = scene.api.get("files/@trash?count=7")
        scene.api.delete([.file(999)])
        let log = scene.portal.ledger.requests
        #expect(log.map(\.status) == [200, 404])
        #expect(log.map(\.query) == ["count=7", ""])
        #expect(log[1].body.contains("999"))
        #expect(log.allSatisfy { $0.user == scene.alice.id })
        #expect(scene.portal.ledger.requestCounts["GET /api/2.0/files/@trash"] == 1)
    }
}
