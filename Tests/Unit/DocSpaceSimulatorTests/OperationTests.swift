import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Operations and their list (api.md §7)")
struct OperationTests {
    let fixture = PortalFixture(pace: .onClock(.seconds(1)))

    private func id(_ reply: PortalReply) throws -> String { try #require(reply.json?["response"]?.ids.first) }

    @Test func `answers before the work and counts one`() throws {
        let reply = fixture.api.delete([fixture.trash(), fixture.trash()])
        let operation = try #require(reply.json?["response"]?[0])
        #expect(operation["Operation"] == 2)
        #expect(operation["operation"] == nil)
        #expect(operation["processed"] == "0")
        #expect(operation["progress"] == 0)
        #expect(operation["finished"] == false)
        #expect(operation["status"] == 0)
        #expect(reply.json?["count"] == 1)
        #expect(reply.json?["total"] == nil)
    }

    @Test func `the envelope counts one however long the list is`() {
        #expect(fixture.api.get("files/fileops").json?["count"] == 1)
        fixture.api.delete([fixture.trash()])
        fixture.api.delete([fixture.trash()])
        let reply = fixture.api.get("files/fileops")
        #expect(reply.json?["response"]?.elements?.count == 2)
        #expect(reply.json?["count"] == 1)
    }

    @Test func `works in steps of the clock`() throws {
        let items = (0..<4).map { _ in fixture.trash() }
        let id = try id(fixture.api.delete(items))
        fixture.clock.advance(by: .milliseconds(3200))
        let operation = try #require(try fixture.api.response("files/fileops?id=\(id)")[0])
        let done = fixture.portal.ledger.destroyed.count
        #expect((1...3).contains(done))
        #expect(operation["processed"] == .string("\(done)"))
        #expect(operation["status"] == 1)
        fixture.clock.advance(by: .seconds(10))
        #expect(try fixture.api.response("files/fileops?id=\(id)")[0]?["progress"] == 100)
        #expect(fixture.portal.ledger.destroyed.count == 4)
    }

    @Test func `reading consumes what is over`() throws {
        let id = try id(fixture.api.delete([fixture.trash()]))
        fixture.clock.advance(by: .seconds(5))
        #expect(try fixture.api.response("files/fileops").ids == [id])
        #expect(try fixture.api.response("files/fileops").ids.isEmpty)
    }

    @Test func `reading with an id spares the others`() throws {
        let first = try id(fixture.api.delete([fixture.trash()]))
        let second = try id(fixture.api.delete([fixture.trash()]))
        fixture.clock.advance(by: .seconds(5))
        #expect(try fixture.api.response("files/fileops/delete?id=\(first)").ids == [first])
        #expect(try fixture.api.response("files/fileops?id=\(first)").ids.isEmpty)
        #expect(try fixture.api.response("files/fileops").ids == [second])
    }

    @Test func `asking for moves does not touch deletes`() throws {
        let id = try id(fixture.api.delete([fixture.trash()]))
        fixture.clock.advance(by: .seconds(5))
        #expect(try fixture.api.response("files/fileops/0").ids.isEmpty)
        // Copies share the manager of moves: asking for them consumes finished moves unseen.
        let item = fixture.trash()
        fixture.api.move([item], to: fixture.alice.myDocumentsID ?? 0)
        fixture.clock.advance(by: .seconds(5))
        #expect(try fixture.api.response("files/fileops/copy").ids.isEmpty)
        #expect(try fixture.api.response("files/fileops").ids == [id])
        #expect(fixture.api.get("files/fileops/nonsense").status == 400)
    }

    @Test func `delete after never shows the end`() throws {
        let id = try id(fixture.api.delete([fixture.trash()], deleteAfter: true))
        #expect(try fixture.api.response("files/fileops?id=\(id)").ids == [id])
        fixture.clock.advance(by: .seconds(5))
        #expect(try fixture.api.response("files/fileops?id=\(id)").ids.isEmpty)
    }

    @Test func `without single a put consumes others of its kind`() throws {
        let first = try id(fixture.api.delete([fixture.trash()]))
        fixture.clock.advance(by: .seconds(5))
        let both = try #require(fixture.api.delete([fixture.trash()], single: false).json?["response"]?.ids)
        #expect(both.count == 2)
        #expect(both.contains(first))
        #expect(try fixture.api.response("files/fileops?id=\(first)").ids.isEmpty)
    }

    @Test func `an entry disappears a minute after its last change`() throws {
        let id = try id(fixture.api.delete([fixture.trash()]))
        fixture.clock.advance(by: .seconds(50))
        #expect(fixture.portal.operations.map(\.id) == [id])
        fixture.clock.advance(by: .seconds(25))
        #expect(fixture.portal.operations.isEmpty)
    }

    @Test func `the sweep silently cancels a stuck job`() throws {
        fixture.portal.fail(.operation(.neverProgresses), when: RequestMatch(path: "fileops/delete"))
        let item = fixture.trash()
        let id = try id(fixture.api.delete([item]))
        fixture.clock.advance(by: .seconds(30))
        #expect(try fixture.api.response("files/fileops?id=\(id)")[0]?["finished"] == false)
        fixture.clock.advance(by: .seconds(45))
        #expect(try fixture.api.response("files/fileops?id=\(id)").ids.isEmpty)
        #expect(fixture.portal.exists(item))
    }

    @Test func `a restart loses the work and keeps the entry for a minute`() throws {
        let items = [fixture.trash(), fixture.trash()]
        let id = try id(fixture.api.delete(items))
        fixture.portal.perform(.restartWorker)
        fixture.clock.advance(by: .seconds(30))
        let operation = try fixture.api.response("files/fileops?id=\(id)")[0]
        #expect(operation?["finished"] == false)
        fixture.clock.advance(by: .seconds(45))
        #expect(fixture.portal.operations.isEmpty)
        #expect(fixture.portal.ledger.destroyed.isEmpty)
    }

    @Test func `a delete can overtake an earlier move`() throws {
        let item = fixture.trash()
        fixture.portal.fail(.operation(.starts(after: .seconds(20))), when: RequestMatch(path: "fileops/move"))
        fixture.api.move([item], to: fixture.alice.myDocumentsID ?? 0)
        fixture.api.delete([item])
        fixture.clock.advance(by: .seconds(40))
        #expect(fixture.isDestroyed(item))
    }

    @Test func `no more than ten jobs of a kind work at once`() {
        for _ in 0..<14 { fixture.api.delete([fixture.trash()]) }
        #expect(fixture.portal.operations.count { $0.status == .running } == 10)
        #expect(fixture.portal.operations.count { $0.status == .created } == 4)
        fixture.clock.advance(by: .seconds(10))
        #expect(fixture.portal.ledger.destroyed.count == 14)
    }

    @Test func `terminate without an id cancels all`() throws {
        let items = (0..<6).map { _ in fixture.trash() }
        fixture.api.delete(Array(items[..<3]))
        fixture.api.delete(Array(items[3...]))
        fixture.clock.advance(by: .milliseconds(1600))
        let done = fixture.portal.ledger.destroyed.count
        #expect(fixture.api.put("files/fileops/terminate").json?["response"]?.elements?.count == 2)
        fixture.clock.advance(by: .seconds(30))
        #expect(fixture.portal.ledger.destroyed.count == done)
        #expect(fixture.portal.operations.isEmpty)
    }

    @Test func `terminate with an id spares the others`() throws {
        let (first, second) = (fixture.trash(), fixture.trash())
        let id = try id(fixture.api.delete([first]))
        fixture.api.delete([second])
        _ = fixture.api.put("files/fileops/terminate/\(id)")
        fixture.clock.advance(by: .seconds(5))
        #expect(fixture.portal.ledger.destroyedTrash == [second])
    }

    @Test func `faults of operations`() throws {
        let items = (0..<4).map { _ in fixture.trash() }
        fixture.portal.fail(
            .operation(.failsPartly(afterItems: 2, error: "boom")), when: RequestMatch(path: "fileops/delete"))
        let partly = try id(fixture.api.delete(items))
        fixture.clock.advance(by: .seconds(10))
        let first = try fixture.api.response("files/fileops?id=\(partly)")[0]
        #expect(first?["error"] == "boom")
        #expect(first?["finished"] == true)
        #expect(fixture.portal.ledger.destroyed.count == 2)
        fixture.portal.fail(.operation(.diesEarly(afterItems: 1)), when: RequestMatch(path: "fileops/delete"))
        let dead = try id(fixture.api.delete(Array(items[2...])))
        fixture.clock.advance(by: .seconds(10))
        let second = try fixture.api.response("files/fileops?id=\(dead)")[0]
        #expect(second?["finished"] == false)
        #expect(second?["status"] == 4)
        fixture.portal.fail(.operation(.vanishes), when: RequestMatch(path: "fileops/delete"))
        let gone = try id(fixture.api.delete([items[3]]))
        #expect(try fixture.api.response("files/fileops?id=\(gone)").ids.isEmpty)
        fixture.clock.advance(by: .seconds(10))
        #expect(fixture.portal.ledger.destroyed.count == 4)
    }

    @Test func `work follows real time even when the clock is stopped`() async throws {
        let fixture = PortalFixture(pace: .perItem(.microseconds(100)))
        let item = fixture.trash()
        fixture.api.delete([item])
        let deadline = ContinuousClock.now + .seconds(10)
        while fixture.portal.exists(item), ContinuousClock.now < deadline { await Task.yield() }
        #expect(fixture.isDestroyed(item))
    }
}
