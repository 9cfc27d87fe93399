import DocSpaceSimulator
import Testing

@Suite("Lanes, and jobs that run unseen (api.md §7)")
struct LaneTests {
    let fixture = PortalFixture(pace: .onClock(.seconds(1)))

    private func id(_ reply: PortalReply) throws -> String { try #require(reply.json?["response"]?.ids.first) }

    private func shown(_ id: String) throws -> JSONValue? { try fixture.api.response("files/fileops?id=\(id)")[0] }

    @Test func `jobs are dealt to lanes in turn and each lane works in order`() throws {
        fixture.portal.settings.lanes = 2
        let long = (0..<20).map { _ in fixture.trash() }
        let (second, third, fourth) = (fixture.trash(), fixture.trash(), fixture.trash())
        fixture.api.delete(long)
        fixture.api.delete([second])
        // The third waits behind the long one although the other lane is free; the fourth overtakes it.
        fixture.api.delete([third])
        fixture.api.delete([fourth])
        fixture.clock.advance(by: .seconds(6))
        #expect(fixture.isDestroyed(second))
        #expect(fixture.isDestroyed(fourth))
        #expect(!fixture.isDestroyed(third))
        fixture.clock.advance(by: .seconds(40))
        #expect(fixture.isDestroyed(third))
    }

    @Test func `other kinds have lanes of their own`() {
        fixture.portal.settings.lanes = 1
        fixture.portal.perform(.occupyLanes(.delete, for: .seconds(600)))
        let (moved, deleted) = (fixture.trash(), fixture.trash())
        fixture.api.move([moved], to: fixture.alice.myDocumentsID ?? 0)
        fixture.api.delete([deleted])
        fixture.clock.advance(by: .seconds(10))
        #expect(fixture.portal.location(of: moved) == fixture.alice.myDocumentsID)
        #expect(fixture.portal.exists(deleted))
    }

    @Test(arguments: [true, false])
    func `what leaves the list while it waits runs later and unseen`(byFault: Bool) throws {
        if byFault {
            fixture.portal.fail(.operation(.waits(for: .seconds(1_800))), when: RequestMatch(path: "fileops/delete"))
        } else {
            fixture.portal.perform(.occupyLanes(.delete, for: .seconds(1_800)))
        }
        let item = fixture.trash()
        let id = try id(fixture.api.delete([item]))
        fixture.clock.advance(by: .seconds(55))
        #expect(try shown(id)?["progress"] == 0)
        #expect(try shown(id)?["status"] == 0)
        fixture.clock.advance(by: .seconds(20))
        #expect(try shown(id) == nil)
        #expect(try fixture.api.response("files/fileops").ids.isEmpty)
        #expect(fixture.portal.jobs.map(\.id) == [id])
        // Its cancellation finds nothing to cancel.
        _ = fixture.api.put("files/fileops/terminate/\(id)")
        _ = fixture.api.put("files/fileops/terminate")
        fixture.clock.advance(by: .seconds(1_700))
        #expect(fixture.portal.exists(item))
        fixture.clock.advance(by: .milliseconds(26_200))
        #expect(try fixture.api.response("files/fileops").ids.isEmpty)
        fixture.clock.advance(by: .seconds(10))
        #expect(fixture.isDestroyed(item))
        #expect(fixture.portal.jobs.isEmpty)
        #expect(try fixture.api.response("files/fileops").ids.isEmpty)
    }

    @Test func `a restart loses what waits unseen`() throws {
        fixture.portal.perform(.occupyLanes(.delete, for: .seconds(1_800)))
        let item = fixture.trash()
        fixture.api.delete([item])
        fixture.clock.advance(by: .seconds(100))
        fixture.portal.perform(.restartWorker)
        fixture.clock.advance(by: .seconds(7_200))
        #expect(fixture.portal.exists(item))
    }

    @Test func `one occupied lane keeps every tenth job waiting`() {
        fixture.portal.perform(.occupyLanes(.delete, for: .seconds(600), lanes: 1))
        let items = (0..<12).map { _ in fixture.trash() }
        for item in items { fixture.api.delete([item]) }
        fixture.clock.advance(by: .seconds(30))
        #expect(items.filter { fixture.portal.exists($0) } == [items[0], items[10]])
    }

    @Test func `the end shows a moment before the status says so`() throws {
        fixture.portal.settings.endMoment = .seconds(4)
        let id = try id(fixture.api.delete([fixture.trash()]))
        fixture.clock.advance(by: .seconds(3))
        for _ in 0..<2 {
            let operation = try #require(try shown(id))
            #expect(operation["finished"] == true)
            #expect(operation["progress"] == 100)
            #expect(operation["status"] == 1)
        }
        fixture.clock.advance(by: .seconds(4))
        #expect(try shown(id)?["status"] == 2)
        #expect(try shown(id) == nil)
    }

    @Test func `the moment can be one operations own`() throws {
        fixture.portal.fail(.operation(.showsEnd(before: .seconds(4))), when: RequestMatch(path: "fileops/delete"))
        let first = try id(fixture.api.delete([fixture.trash()]))
        let second = try id(fixture.api.delete([fixture.trash()]))
        fixture.clock.advance(by: .seconds(3))
        #expect(try shown(first)?["status"] == 1)
        #expect(try shown(second)?["status"] == 2)
    }
}
