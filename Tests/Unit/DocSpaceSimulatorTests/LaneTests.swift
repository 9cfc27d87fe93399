import DocSpaceSimulator
import Testing

@Suite("Lanes, and jobs that run unseen (api.md §7)")
struct LaneTests {
    let scene = Scene(pace: .onClock(.seconds(1)))

    private func id(_ reply: PortalReply) throws -> String { try #require(reply.json?["response"]?.ids.first) }

    private func shown(_ id: String) throws -> JSONValue? { try scene.api.response("files/fileops?id=\(id)")[0] }

    @Test func jobsAreDealtToLanesInTurnAndEachLaneWorksInOrder() throws {
        scene.portal.settings.lanes = 2
        let long = (0..<20).map { _ in scene.trash() }
        let (second, third, fourth) = (scene.trash(), scene.trash(), scene.trash())
        scene.api.delete(long)
        scene.api.delete([second])
        // The third waits behind the long one although the other lane is free; the fourth overtakes it.
        scene.api.delete([third])
        scene.api.delete([fourth])
        scene.clock.advance(by: .seconds(6))
        #expect(scene.isDestroyed(second))
        #expect(scene.isDestroyed(fourth))
        #expect(!scene.isDestroyed(third))
        scene.clock.advance(by: .seconds(40))
        #expect(scene.isDestroyed(third))
    }

    @Test func otherKindsHaveLanesOfTheirOwn() {
        scene.portal.settings.lanes = 1
        scene.portal.perform(.occupyLanes(.delete, for: .seconds(600)))
        let (moved, deleted) = (scene.trash(), scene.trash())
        scene.api.move([moved], to: scene.alice.myDocumentsID ?? 0)
        scene.api.delete([deleted])
        scene.clock.advance(by: .seconds(10))
        #expect(scene.portal.location(of: moved) == scene.alice.myDocumentsID)
        #expect(scene.portal.exists(deleted))
    }

    @Test(arguments: [true, false])
    func whatLeavesTheListWhileItWaitsRunsLaterAndUnseen(byFault: Bool) throws {
        if byFault {
            scene.portal.fail(.operation(.waits(for: .seconds(1_800))), when: RequestMatch(path: "fileops/delete"))
        } else {
            scene.portal.perform(.occupyLanes(.delete, for: .seconds(1_800)))
        }
        let item = scene.trash()
        let id = try id(scene.api.delete([item]))
        scene.clock.advance(by: .seconds(55))
        #expect(try shown(id)?["progress"] == 0)
        #expect(try shown(id)?["status"] == 0)
        scene.clock.advance(by: .seconds(20))
        #expect(try shown(id) == nil)
        #expect(try scene.api.response("files/fileops").ids.isEmpty)
        #expect(scene.portal.jobs.map(\.id) == [id])
        // Its cancellation finds nothing to cancel.
        _ = scene.api.put("files/fileops/terminate/\(id)")
        _ = scene.api.put("files/fileops/terminate")
        scene.clock.advance(by: .seconds(1_700))
        #expect(scene.portal.exists(item))
        scene.clock.advance(by: .milliseconds(26_200))
        #expect(try scene.api.response("files/fileops").ids.isEmpty)
        scene.clock.advance(by: .seconds(10))
        #expect(scene.isDestroyed(item))
        #expect(scene.portal.jobs.isEmpty)
        #expect(try scene.api.response("files/fileops").ids.isEmpty)
    }

    @Test func aRestartLosesWhatWaitsUnseen() throws {
        scene.portal.perform(.occupyLanes(.delete, for: .seconds(1_800)))
        let item = scene.trash()
        scene.api.delete([item])
        scene.clock.advance(by: .seconds(100))
        scene.portal.perform(.restartWorker)
        scene.clock.advance(by: .seconds(7_200))
        #expect(scene.portal.exists(item))
    }

    @Test func oneOccupiedLaneKeepsEveryTenthJobWaiting() {
        scene.portal.perform(.occupyLanes(.delete, for: .seconds(600), lanes: 1))
        let items = (0..<12).map { _ in scene.trash() }
        for item in items { scene.api.delete([item]) }
        scene.clock.advance(by: .seconds(30))
        #expect(items.filter { scene.portal.exists($0) } == [items[0], items[10]])
    }

    @Test func theEndShowsAMomentBeforeTheStatusSaysSo() throws {
        scene.portal.settings.endMoment = .seconds(4)
        let id = try id(scene.api.delete([scene.trash()]))
        scene.clock.advance(by: .seconds(3))
        for _ in 0..<2 {
            let operation = try #require(try shown(id))
            #expect(operation["finished"] == true)
            #expect(operation["progress"] == 100)
            #expect(operation["status"] == 1)
        }
        scene.clock.advance(by: .seconds(4))
        #expect(try shown(id)?["status"] == 2)
        #expect(try shown(id) == nil)
    }

    @Test func theMomentCanBeOneOperationsOwn() throws {
        scene.portal.fail(.operation(.showsEnd(before: .seconds(4))), when: RequestMatch(path: "fileops/delete"))
        let first = try id(scene.api.delete([scene.trash()]))
        let second = try id(scene.api.delete([scene.trash()]))
        scene.clock.advance(by: .seconds(3))
        #expect(try shown(first)?["status"] == 1)
        #expect(try shown(second)?["status"] == 2)
    }
}
