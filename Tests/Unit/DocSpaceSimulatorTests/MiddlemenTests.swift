import DocSpaceSimulator
import Testing

@Suite("What stands between client and portal")
struct MiddlemenTests {
    let scene = Scene(pace: .onClock(.milliseconds(1)))

    @Test(arguments: [403, 404, 400, 413, 401, 302, 429])
    func aGatewayAnswersAfterTheWorkWasDone(status: Int) {
        let item = scene.trash()
        scene.portal.fail(
            .gateway(status, retryAfterSeconds: 9, location: "https://sso.example/"),
            when: RequestMatch(path: "fileops/delete"))
        let reply = scene.api.delete([item])
        #expect(reply.status == status)
        #expect(reply.body.isEmpty)
        #expect(reply.header("Retry-After") == "9")
        #expect(reply.header("Location") == "https://sso.example/")
        scene.clock.advance(by: .seconds(1))
        #expect(scene.isDestroyed(item))
    }

    @Test func aProxyKeepsAnswersByURL() throws {
        scene.portal.settings.proxyCache = ProxyCache(lifetime: .seconds(5))
        let item = scene.trash()
        let first = scene.api.get("files/@trash?count=100")
        scene.api.delete([item])
        scene.clock.advance(by: .seconds(2))
        #expect(scene.isDestroyed(item))
        let kept = scene.api.get("files/@trash?count=100")
        #expect(kept.body == first.body)
        #expect(kept.transport.date == first.transport.date)
        #expect(kept.header("Age") == "2")
        #expect(first.header("Age") == nil)
        // Another URL asks the portal; so does the same one later.
        #expect(try scene.api.response("files/@trash?count=100&_=1")["total"] == 0)
        scene.clock.advance(by: .seconds(4))
        #expect(try scene.api.response("files/@trash?count=100")["total"] == 0)
    }

    @Test func aProxyMayBeSilentAboutIt() {
        scene.portal.settings.proxyCache = ProxyCache(lifetime: .seconds(5), sendsAge: false)
        _ = scene.api.get("files/@trash")
        scene.clock.advance(by: .seconds(2))
        #expect(scene.api.get("files/@trash").header("Age") == nil)
    }

    @Test func aReplicaLagsBehindItsPortal() throws {
        scene.portal.settings.readLag = .seconds(10)
        let item = scene.trash()
        scene.clock.advance(by: .seconds(20))
        scene.api.delete([item])
        scene.clock.advance(by: .seconds(5))
        #expect(scene.isDestroyed(item))
        #expect(try scene.api.trashPage() == [item])
        #expect(scene.api.get("files/file/\(item.id)").status == 200)
        // Jobs are not in the database.
        #expect(try scene.api.response("files/fileops")[0]?["finished"] == true)
        scene.clock.advance(by: .seconds(6))
        #expect(try scene.api.trashPage().isEmpty)
        #expect(scene.api.get("files/file/\(item.id)").status == 404)
    }

    @Test func aReplicaIsBehindBySoMuchAfterALongSilenceToo() throws {
        scene.portal.settings.readLag = .seconds(10)
        let items = [scene.trash(), scene.trash()]
        scene.clock.advance(by: .seconds(20))
        scene.portal.perform(.restore(items[0], by: scene.alice.id))
        scene.clock.advance(by: .seconds(86_400))
        #expect(try scene.api.trashPage() == [items[1]])
    }
}
