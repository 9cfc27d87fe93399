import DocSpaceSimulator
import Testing

@Suite("What stands between client and portal")
struct MiddlemenTests {
    let fixture = PortalFixture(pace: .onClock(.milliseconds(1)))

    @Test(arguments: [403, 404, 400, 413, 401, 302, 429])
    func `a gateway answers after the work was done`(status: Int) {
        let item = fixture.trash()
        fixture.portal.fail(
            .gateway(status, retryAfterSeconds: 9, location: "https://sso.example/"),
            when: RequestMatch(path: "fileops/delete"))
        let reply = fixture.api.delete([item])
        #expect(reply.status == status)
        #expect(reply.body.isEmpty)
        #expect(reply.header("Retry-After") == "9")
        #expect(reply.header("Location") == "https://sso.example/")
        fixture.clock.advance(by: .seconds(1))
        #expect(fixture.isDestroyed(item))
    }

    @Test func `a proxy keeps answers by URL`() throws {
        fixture.portal.settings.proxyCache = ProxyCache(lifetime: .seconds(5))
        let item = fixture.trash()
        let first = fixture.api.get("files/@trash?count=100")
        fixture.api.delete([item])
        fixture.clock.advance(by: .seconds(2))
        #expect(fixture.isDestroyed(item))
        let kept = fixture.api.get("files/@trash?count=100")
        #expect(kept.body == first.body)
        #expect(kept.transport.date == first.transport.date)
        #expect(kept.header("Age") == "2")
        #expect(first.header("Age") == nil)
        // Another URL asks the portal; so does the same one later.
        #expect(try fixture.api.response("files/@trash?count=100&_=1")["total"] == 0)
        fixture.clock.advance(by: .seconds(4))
        #expect(try fixture.api.response("files/@trash?count=100")["total"] == 0)
    }

    @Test func `a proxy may be silent about it`() {
        fixture.portal.settings.proxyCache = ProxyCache(lifetime: .seconds(5), sendsAge: false)
        _ = fixture.api.get("files/@trash")
        fixture.clock.advance(by: .seconds(2))
        #expect(fixture.api.get("files/@trash").header("Age") == nil)
    }

    @Test func `a replica lags behind its portal`() throws {
        fixture.portal.settings.readLag = .seconds(10)
        let item = fixture.trash()
        fixture.clock.advance(by: .seconds(20))
        fixture.api.delete([item])
        fixture.clock.advance(by: .seconds(5))
        #expect(fixture.isDestroyed(item))
        #expect(try fixture.api.trashPage() == [item])
        #expect(fixture.api.get("files/file/\(item.id)").status == 200)
        // Jobs are not in the database.
        #expect(try fixture.api.response("files/fileops")[0]?["finished"] == true)
        fixture.clock.advance(by: .seconds(6))
        #expect(try fixture.api.trashPage().isEmpty)
        #expect(fixture.api.get("files/file/\(item.id)").status == 404)
    }

    @Test func `a replica is behind by so much after a long silence too`() throws {
        fixture.portal.settings.readLag = .seconds(10)
        let items = [fixture.trash(), fixture.trash()]
        fixture.clock.advance(by: .seconds(20))
        fixture.portal.perform(.restore(items[0], by: fixture.alice.id))
        fixture.clock.advance(by: .seconds(86_400))
        #expect(try fixture.api.trashPage() == [items[1]])
    }
}
