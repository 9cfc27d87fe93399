import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Restoring into rooms with rules of their own", .timeLimit(.minutes(10)))
struct RestoreIntoRoomTests {
    /// A room of Bob's, in which Alice may write.
    private func room(
        _ scene: Scene, _ lifetime: RoomLifetime? = nil, type: FolderType = .collaborationRoom
    ) -> Int {
        scene.portal.addRoom(
            title: "Inbox", owner: scene.bob, members: [scene.alice.id: .editor], type: type, lifetime: lifetime)
    }

    private static let lifetimes: [(RoomLifetime, days: Double, staysThere: Bool)] = [
        (RoomLifetime(7), 20, false), (RoomLifetime(7), 6.5, false), (RoomLifetime(7), 5, true),
        (RoomLifetime(7, deletesPermanently: true), 27, false), (RoomLifetime(1, .months), 27.5, false),
        (RoomLifetime(1, .years), 27, true), (RoomLifetime(7, isEnabled: false), 20, true),
    ]

    @Test(arguments: lifetimes.indices) func aFileIsNotPutWhereItsRoomDeletesIt(_ index: Int) async throws {
        let (lifetime, days, staysThere) = Self.lifetimes[index]
        try await withScene { scene in
            let folder = scene.portal.addFolder(title: "Deep", in: room(scene, lifetime), by: scene.bob)
            let item = scene.trash("contract.pdf", days: days, from: folder)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.portal.location(of: item) == (staysThere ? folder : scene.rescue))
            let record = try #require(try scene.audit.first { $0.event == "restored" })
            #expect(record["TARGET_ID"] == "\(staysThere ? folder : scene.rescue)")
            #expect(record["TARGET_TITLE"] == (staysThere ? "Deep" : "Rescued"))
            #expect(record["REASON"]?.contains("not to folder \(folder): its room deletes files after") == !staysThere)
            #expect(try scene.audit.first { $0.event == "restore-requested" }?["TARGET_ID"] == record["TARGET_ID"])
            try scene.expectAuditIsTrue()
        }
    }

    @Test func aFolderIsNeverPutIntoSuchARoom() async throws {
        try await withScene { scene in
            let item = scene.trashFolder(
                "contracts", days: 0.1, files: ["a.pdf"], from: room(scene, RoomLifetime(9, .years)))
            try scene.install { $0.rules = [PolicyText.restore("contract*", fallback: scene.rescue)] }
            #expect(try await scene.sweep().status == 0)
            #expect(scene.portal.location(of: item) == scene.rescue)
        }
    }

    @Test func aFixedTargetThatWouldDeleteTheFileIsRefusedAndNamed() async throws {
        try await withScene { scene in
            let target = room(scene, RoomLifetime(7))
            let item = scene.trash("contract.pdf", days: 20)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", to: target)] }
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(result.stderr.contains("folder \(target): its room deletes files after 7 days"))
            #expect(scene.trashed == [item])
            #expect(scene.writes("move").isEmpty)
        }
    }

    @Test func checkWarnsOfFixedTargetsInSuchRooms() async throws {
        try await withScene { scene in
            let deleting = scene.portal.addFolder(title: "Deep", in: room(scene, RoomLifetime(7)), by: scene.bob)
            let forms = room(scene, type: .formRoom)
            try scene.install {
                $0.rules = [
                    PolicyText.restore("a*", to: deleting, name: "a"), PolicyText.restore("b*", to: forms, name: "b"),
                ]
            }
            let result = try await scene.retentiond("check", "--online")
            #expect(result.status == 0, "\(result)")
            #expect(
                result.stdout.contains("warning: folder \(deleting) lies in a room that deletes files after 7 days"))
            #expect(result.stdout.contains("warning: folder \(forms) lies in a form-filling room"))
        }
    }

    @Test func aPortalThatDeniesEverythingIsNotReadAsAClosedDestination() async throws {
        try await withScene { scene in
            let folder = scene.portal.addFolder(title: "Drafts", by: scene.alice)
            let item = scene.trash("contract.pdf", days: 20, from: folder)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.fail(
                .condition(.restoringBackup), when: RequestMatch(method: "GET", path: "files/folder/\(folder)"))
            let result = try await scene.sweep()
            #expect(result.status == 69, "\(result)")
            #expect(try scene.audit.items("restore-failed") == [])
            #expect(try scene.audit.items("quarantined") == [])

            scene.portal.perform(.setCondition(.active))
            #expect(try await scene.sweep().status == 0)
            #expect(scene.portal.location(of: item) == folder)
        }
    }
}
