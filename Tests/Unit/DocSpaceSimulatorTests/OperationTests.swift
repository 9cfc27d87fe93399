import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Operations and their list (api.md §7)")
struct OperationTests {
    let scene = Scene(pace: .onClock(.seconds(1)))

    private func id(_ reply: PortalReply) throws -> String { try #require(reply.json?["response"]?.ids.first) }

    @Test func answersBeforeTheWorkAndCountsOne() throws {
        let reply = scene.api.delete([scene.trash(), scene.trash()])
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

    @Test func theEnvelopeCountsOneHoweverLongTheListIs() {
        #expect(scene.api.get("files/fileops").json?["count"] == 1)
        scene.api.delete([scene.trash()])
        scene.api.delete([scene.trash()])
        let reply = scene.api.get("files/fileops")
        #expect(reply.json?["response"]?.elements?.count == 2)
        #expect(reply.json?["count"] == 1)
    }

    @Test func worksInStepsOfTheClock() throws {
        let items = (0..<4).map { _ in scene.trash() }
        let id = try id(scene.api.delete(items))
        scene.clock.advance(by: .milliseconds(3200))
        let operation = try #require(try scene.api.response("files/fileops?id=\(id)")[0])
        let done = scene.portal.ledger.destroyed.count
        #expect((1...3).contains(done))
        #expect(operation["processed"] == .string("\(done)"))
        #expect(operation["status"] == 1)
        scene.clock.advance(by: .seconds(10))
        #expect(try scene.api.response("files/fileops?id=\(id)")[0]?["progress"] == 100)
        #expect(scene.portal.ledger.destroyed.count == 4)
    }

    @Test func readingConsumesWhatIsOver() throws {
        let id = try id(scene.api.delete([scene.trash()]))
        scene.clock.advance(by: .seconds(5))
        #expect(try scene.api.response("files/fileops").ids == [id])
        #expect(try scene.api.response("files/fileops").ids.isEmpty)
    }

    @Test func readingWithAnIdSparesTheOthers() throws {
        let first = try id(scene.api.delete([scene.trash()]))
        let second = try id(scene.api.delete([scene.trash()]))
        scene.clock.advance(by: .seconds(5))
        #expect(try scene.api.response("files/fileops/delete?id=\(first)").ids == [first])
        #expect(try scene.api.response("files/fileops?id=\(first)").ids.isEmpty)
        #expect(try scene.api.response("files/fileops").ids == [second])
    }

    @Test func askingForMovesDoesNotTouchDeletes() throws {
        let id = try id(scene.api.delete([scene.trash()]))
        scene.clock.advance(by: .seconds(5))
        #expect(try scene.api.response("files/fileops/0").ids.isEmpty)
        // Copies share the manager of moves: asking for them consumes finished moves unseen.
        let item = scene.trash()
        scene.api.move([item], to: scene.alice.myDocumentsID ?? 0)
        scene.clock.advance(by: .seconds(5))
        #expect(try scene.api.response("files/fileops/copy").ids.isEmpty)
        #expect(try scene.api.response("files/fileops").ids == [id])
        #expect(scene.api.get("files/fileops/nonsense").status == 400)
    }

    @Test func deleteAfterNeverShowsTheEnd() throws {
        let id = try id(scene.api.delete([scene.trash()], deleteAfter: true))
        #expect(try scene.api.response("files/fileops?id=\(id)").ids == [id])
        scene.clock.advance(by: .seconds(5))
        #expect(try scene.api.response("files/fileops?id=\(id)").ids.isEmpty)
    }

    @Test func withoutSingleAPutConsumesOthersOfItsKind() throws {
        let first = try id(scene.api.delete([scene.trash()]))
        scene.clock.advance(by: .seconds(5))
        let both = try #require(scene.api.delete([scene.trash()], single: false).json?["response"]?.ids)
        #expect(both.count == 2)
        #expect(both.contains(first))
        #expect(try scene.api.response("files/fileops?id=\(first)").ids.isEmpty)
    }

    @Test func anEntryDisappearsAMinuteAfterItsLastChange() throws {
        let id = try id(scene.api.delete([scene.trash()]))
        scene.clock.advance(by: .seconds(50))
        #expect(scene.portal.operations.map(\.id) == [id])
        scene.clock.advance(by: .seconds(25))
        #expect(scene.portal.operations.isEmpty)
    }

    @Test func theSweepSilentlyCancelsAStuckJob() throws {
        scene.portal.fail(.operation(.neverProgresses), when: RequestMatch(path: "fileops/delete"))
        let item = scene.trash()
        let id = try id(scene.api.delete([item]))
        scene.clock.advance(by: .seconds(30))
        #expect(try scene.api.response("files/fileops?id=\(id)")[0]?["finished"] == false)
        scene.clock.advance(by: .seconds(45))
        #expect(try scene.api.response("files/fileops?id=\(id)").ids.isEmpty)
        #expect(scene.portal.exists(item))
    }

    @Test func aRestartLosesTheWorkAndKeepsTheEntryForAMinute() throws {
        let items = [scene.trash(), scene.trash()]
        let id = try id(scene.api.delete(items))
        scene.portal.perform(.restartWorker)
        scene.clock.advance(by: .seconds(30))
        let operation = try scene.api.response("files/fileops?id=\(id)")[0]
        #expect(operation?["finished"] == false)
        scene.clock.advance(by: .seconds(45))
        #expect(scene.portal.operations.isEmpty)
        #expect(scene.portal.ledger.destroyed.isEmpty)
    }

    @Test func aDeleteCanOvertakeAnEarlierMove() throws {
        let item = scene.trash()
        scene.portal.fail(.operation(.starts(after: .seconds(20))), when: RequestMatch(path: "fileops/move"))
        scene.api.move([item], to: scene.alice.myDocumentsID ?? 0)
        scene.api.delete([item])
        scene.clock.advance(by: .seconds(40))
        #expect(scene.isDestroyed(item))
    }

    @Test func noMoreThanTenJobsOfAKindWorkAtOnce() {
        for _ in 0..<14 { scene.api.delete([scene.trash()]) }
        #expect(scene.portal.operations.count { $0.status == .running } == 10)
        #expect(scene.portal.operations.count { $0.status == .created } == 4)
        scene.clock.advance(by: .seconds(10))
        #expect(scene.portal.ledger.destroyed.count == 14)
    }

    @Test func terminateWithoutAnIdCancelsAll() throws {
        let items = (0..<6).map { _ in scene.trash() }
        scene.api.delete(Array(items[..<3]))
        scene.api.delete(Array(items[3...]))
        scene.clock.advance(by: .milliseconds(1600))
        let done = scene.portal.ledger.destroyed.count
        #expect(scene.api.put("files/fileops/terminate").json?["response"]?.elements?.count == 2)
        scene.clock.advance(by: .seconds(30))
        #expect(scene.portal.ledger.destroyed.count == done)
        #expect(scene.portal.operations.isEmpty)
    }

    @Test func terminateWithAnIdSparesTheOthers() throws {
        let (first, second) = (scene.trash(), scene.trash())
        let id = try id(scene.api.delete([first]))
        scene.api.delete([second])
        _ = scene.api.put("files/fileops/terminate/\(id)")
        scene.clock.advance(by: .seconds(5))
        #expect(scene.portal.ledger.destroyedTrash == [second])
    }

    @Test func faultsOfOperations() throws {
        let items = (0..<4).map { _ in scene.trash() }
        scene.portal.fail(
            .operation(.failsPartly(afterItems: 2, error: "boom")), when: RequestMatch(path: "fileops/delete"))
        let partly = try id(scene.api.delete(items))
        scene.clock.advance(by: .seconds(10))
        let first = try scene.api.response("files/fileops?id=\(partly)")[0]
        #expect(first?["error"] == "boom")
        #expect(first?["finished"] == true)
        #expect(scene.portal.ledger.destroyed.count == 2)
        scene.portal.fail(.operation(.diesEarly(afterItems: 1)), when: RequestMatch(path: "fileops/delete"))
        let dead = try id(scene.api.delete(Array(items[2...])))
        scene.clock.advance(by: .seconds(10))
        let second = try scene.api.response("files/fileops?id=\(dead)")[0]
        #expect(second?["finished"] == false)
        #expect(second?["status"] == 4)
        scene.portal.fail(.operation(.vanishes), when: RequestMatch(path: "fileops/delete"))
        let gone = try id(scene.api.delete([items[3]]))
        #expect(try scene.api.response("files/fileops?id=\(gone)").ids.isEmpty)
        scene.clock.advance(by: .seconds(10))
        #expect(scene.portal.ledger.destroyed.count == 4)
    }

    @Test func workFollowsRealTimeEvenWhenTheClockStands() async throws {
        let scene = Scene(pace: .perItem(.microseconds(100)))
        let item = scene.trash()
        scene.api.delete([item])
        let deadline = ContinuousClock.now + .seconds(10)
        while scene.portal.exists(item), ContinuousClock.now < deadline { await Task.yield() }
        #expect(scene.isDestroyed(item))
    }
}
