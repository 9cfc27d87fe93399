import Foundation
import Testing

@testable import DocSpaceSimulator

/// The oracle's findings for actions that today's runs may not show: these tests check that it notices them.
@Suite struct OracleTests {
    private let portal: SimulatedPortal
    private let alice: SimulatedUser
    private let variant: Variant

    init() {
        portal = SimulatedPortal(
            clock: .manual(), settings: PortalSettings(pace: .onClock(.milliseconds(10))))
        alice = portal.addUser(name: "Alice")
        var variant = Variant()
        variant.retentionDays = 1
        self.variant = variant
    }

    private func request(_ path: String, _ items: [ItemKey], to folder: Int? = nil) -> PortalRequest {
        let ids = { (kind: ItemKind) in JSONValue.array(items.filter { $0.kind == kind }.map { .int($0.id) }) }
        let body = JSONValue.leavingOutNil([
            "fileIds": ids(.file), "folderIds": ids(.folder), "returnSingleOperation": true,
            "destFolderId": folder.map(JSONValue.int),
        ])
        return PortalRequest(
            "PUT", "/api/2.0/files/fileops/\(path)", authorization: "Bearer \(alice.apiKey)", body: body.bytes)
    }

    /// Makes the portal carry out a call whose answer the service got.
    private func send(_ path: String, _ items: [ItemKey], _ oracle: inout Oracle, waits: Duration? = nil) {
        if let waits { portal.fail(.operation(.waits(for: waits)), when: RequestMatch(path: path)) }
        let known = Set(portal.operations.map(\.id))
        _ = portal.respond(to: request(path, items))
        for operation in portal.operations where !known.contains(operation.id) {
            oracle.calls[operation.id] = Oracle.Call(
                kind: path == "move" ? .move : .delete, items: Set(items), isDoubled: false, isHeard: true)
        }
        portal.clock.advance(by: .seconds(90))
        portal.update { _ in }
    }

    private func take(_ oracle: inout Oracle) -> [String] {
        let state = portal.update { $0 }
        return oracle.take(state, at: .zero)
    }

    @Test func `an item that our call trashed again is never destroyed`() {
        var oracle = Oracle(variant: variant)
        let item = ItemKey.file(portal.trashFile(title: "a.tmp", by: alice))
        portal.perform(.restore(item, by: alice.id))
        send("delete", [item], &oracle)
        #expect(take(&oracle).isEmpty)
        #expect(Set(oracle.mistakes.keys) == [item])
        #expect(oracle.judgeEnd().count == 1)
        send("delete", [item], &oracle)
        #expect(take(&oracle).count == 1)
    }

    @Test func `putting it back needs no rule and ends the mistake`() {
        var oracle = Oracle(variant: variant)
        oracle.sweep.hasPurged = true
        let item = ItemKey.file(portal.trashFile(title: "a.tmp", by: alice))
        portal.perform(.restore(item, by: alice.id))
        send("delete", [item], &oracle)
        _ = take(&oracle)
        let mine = alice.myDocumentsID ?? 0
        let putBack = portal.update { $0.database.putBack(by: request("move", [item], to: mine), [item]) }
        #expect(putBack == [item])
        #expect(oracle.judgeMove([item], putBack: putBack, at: .seconds(60), now: portal.clock.now).isEmpty)
        #expect(!oracle.judgeMove([item], putBack: [], at: .seconds(60), now: portal.clock.now).isEmpty)
        portal.perform(.restore(item, by: alice.id))
        _ = take(&oracle)
        #expect(oracle.mistakes.isEmpty)
    }

    @Test func `an item that a person trashed afterwards is not our mistake`() {
        var oracle = Oracle(variant: variant)
        let item = ItemKey.file(portal.trashFile(title: "a.tmp", by: alice))
        portal.perform(.restore(item, by: alice.id))
        send("delete", [item], &oracle)
        portal.perform(.restore(item, by: alice.id))
        portal.perform(.trash(item, by: alice.id))
        _ = take(&oracle)
        #expect(oracle.mistakes.isEmpty)
    }

    @Test func `requesting again what an unseen operation may still do is wrong`() {
        var oracle = Oracle(variant: variant)
        let (item, other) = (
            ItemKey.file(portal.trashFile(title: "a.tmp", by: alice)),
            ItemKey.file(portal.trashFile(title: "b.tmp", by: alice))
        )
        send("delete", [item], &oracle, waits: .seconds(3_600))
        let state = portal.update { $0 }
        #expect(oracle.unseenProblems(of: [item], in: state).count == 1)
        #expect(oracle.unseenProblems(of: [other], in: state).isEmpty)
        portal.clock.advance(by: .seconds(3_600))
        let later = portal.update { $0 }
        #expect(!portal.exists(item))
        #expect(oracle.unseenProblems(of: [item], in: later).isEmpty)
    }

    /// Contract §5, promise 8.
    @Test func `naming what was not seen just before is wrong`() throws {
        var oracle = Oracle(variant: variant)
        let old = portal.clock.now.addingTimeInterval(-2 * 86_400)
        let item = ItemKey.file(portal.trashFile(title: "a.tmp", trashedAt: old, by: alice))
        let truths = portal.update { $0.database.truths(of: alice.id, finance: [], author: alice.id) }
        func problems(_ seconds: Int) -> Int {
            oracle.staleProblems(of: [item], isPurge: true, at: .seconds(seconds), now: portal.clock.now).count
        }
        #expect(problems(100) == 1)
        oracle.shown[item] = (.seconds(100), try #require(truths[item]))
        #expect(problems(110) == 0)
        #expect(problems(111) == 1)
    }

    @Test func `a room whose files expire soon is not a restore target`() {
        let room = portal.addRoom(title: "Short", owner: alice, lifetime: RoomLifetime(7))
        let inside = portal.addFolder(title: "inside", in: room, by: alice)
        let ago = { (days: Double) in portal.clock.now.addingTimeInterval(-days * 86_400) }
        let young = ItemKey.file(portal.trashFile(title: "young.tmp", trashedAt: ago(1), by: alice))
        let old = ItemKey.file(portal.trashFile(title: "old.tmp", trashedAt: ago(6.5), by: alice))
        let folder = ItemKey.folder(portal.trashFolder(title: "f", trashedAt: ago(1), by: alice))
        func problems(_ items: ItemKey..., at destination: Int) -> [String] {
            portal.update {
                $0.database.lifetimeProblems(
                    of: request("move", items, to: destination), Set(items), isClockRight: true, at: $0.time.instant)
            }
        }
        #expect(problems(young, at: inside).isEmpty)
        #expect(problems(old, at: inside).count == 1)
        #expect(problems(young, old, folder, at: room).count == 2)
        #expect(problems(old, folder, at: alice.myDocumentsID ?? 0).isEmpty)
    }
}
