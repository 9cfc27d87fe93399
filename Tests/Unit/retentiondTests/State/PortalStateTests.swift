import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("A portal or key that changes its mind midway", .timeLimit(.minutes(10)))
struct PortalStateTests {
    private static let delete = RequestMatch(method: "PUT", path: "fileops/delete")
    private static let secondDelete = RequestMatch(method: "PUT", path: "fileops/delete", nth: 2)
    private static let move = RequestMatch(method: "PUT", path: "fileops/move")

    @Test func aKeyRevokedMidwayEndsTheSweepAndLeavesNothingFalse() async throws {
        try await withScene { scene in
            let due = scene.trashDue(250)
            scene.portal.fail(.revokesKey, when: Self.secondDelete)
            let result = try await scene.sweep()
            #expect(result.status == 77, "\(result)")
            #expect(scene.destroyed.count == 50, "those of the last page, which goes first")
            #expect(scene.writes.count == 2)
            #expect(Set(try scene.audit.items("purged")).isSubset(of: scene.destroyed.map(\.description)))

            // With the key working again, every change gets its record, once.
            scene.portal.edit(key: scene.alice.apiKey) { $0.isActive = true }
            try scene.ageRequests()
            let next = try await scene.sweep()
            #expect(next.status == 0, "\(next)")
            #expect(scene.destroyed == Set(due))
            #expect(try scene.audit.items("purged").sorted() == due.map(\.description).sorted())
        }
    }

    @Test func aPortalSuspendedMidPurgeIsNotReadAsAnEmptyOne() async throws {
        try await withScene { scene in
            let due = scene.trashDue(250)
            scene.portal.fail(.condition(.suspended), when: Self.secondDelete)
            let result = try await scene.sweep()
            #expect(result.status == 69, "\(result)")
            #expect(scene.destroyed.count == 50, "those of the last page, which goes first")
            #expect(scene.trashed == Set(due).subtracting(scene.destroyed))
            #expect(Set(try scene.audit.items("purged")).isSubset(of: scene.destroyed.map(\.description)))
            #expect(scene.writes.count < 40, "a suspended portal was asked \(scene.writes.count) times")
            #expect(scene.audit(saysGone: scene.trashed) == [])

            scene.portal.perform(.setCondition(.active))
            try scene.ageRequests()
            let next = try await scene.sweep()
            #expect(next.status == 0, "\(next)")
            #expect(try scene.audit.items("purged").sorted() == due.map(\.description).sorted())
        }
    }

    @Test func aPortalSuspendedBeforeARestoreIsNotReadAsGone() async throws {
        try await withScene { scene in
            let wanted = (1...3).map { scene.trash("contract \($0).pdf", days: 20) }
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.fail(.condition(.suspended), when: Self.move)
            let result = try await scene.sweep(purgeNow: false)
            #expect(result.status != 0, "\(result)")
            #expect(scene.trashed == Set(wanted))
            #expect(scene.audit(saysGone: scene.trashed) == [])
            scene.expectNothingChanged()
        }
    }

    @Test func aPortalSuspendedAfterARestoreIsNotReadAsGone() async throws {
        try await withScene { scene in
            let wanted = scene.trash("contract.pdf", days: 20)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.on(.after, Self.move, do: .setCondition(.suspended))
            let result = try await scene.sweep(purgeNow: false)
            #expect(result.status != 0, "\(result)")
            #expect(scene.portal.exists(wanted))
            #expect(scene.audit(saysGone: [wanted]) == [])
            #expect(scene.destroyed.isEmpty)
        }
    }

    @Test func aPortalSuspendedWhileCatchingUpIsNotReadAsPurged() async throws {
        try await withScene { scene in
            let due = scene.trashDue(2)
            scene.portal.fail(.status(500), when: Self.delete)
            #expect(try await scene.sweep().status == 1)
            try scene.ageRequests()
            scene.portal.perform(.restore(due[0], by: scene.alice.id))
            scene.portal.fail(.condition(.suspended), when: RequestMatch(path: "files/file/\(due[0].id)"))
            let result = try await scene.sweep()
            #expect(result.status != 0, "\(result)")
            #expect(scene.portal.exists(due[0]))
            #expect(!(try scene.audit.items("purged").contains("\(due[0])")), "a live file was reported purged")
            #expect(scene.destroyed.isEmpty)
        }
    }

    @Test(arguments: [PortalCondition.restoringBackup, .unpaid, .maintenance, .addressDenied])
    func anyStateThatServesNothingStopsThePurge(_ condition: PortalCondition) async throws {
        try await withScene { scene in
            let due = scene.trashDue(250)
            scene.portal.fail(.condition(condition), when: Self.secondDelete)
            let result = try await scene.sweep()
            #expect([69, 77].contains(result.status), "\(result)")
            #expect(scene.destroyed.count == 50, "those of the last page, which goes first")
            #expect(scene.trashed == Set(due).subtracting(scene.destroyed))
            #expect(Set(try scene.audit.items("purged")).isSubset(of: scene.destroyed.map(\.description)))
            #expect(scene.writes.count < 40, "the portal was asked \(scene.writes.count) times")
        }
    }

    @Test(arguments: [361.0, -361, 86_400]) func aClockThatDisagreesStopsThePurge(_ skewSeconds: Double) async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            let wanted = scene.trash("contract.pdf", days: 20)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.settings.dateHeader = .skewed(.seconds(skewSeconds))
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(try result.error().contains("clock"))
            #expect(scene.destroyed.isEmpty)
            #expect(scene.restored == [wanted])
            #expect(scene.trashed == Set(due))

            // Nobody has to confirm this limit.
            scene.portal.settings.dateHeader = .honest
            #expect(try await scene.sweep().status == 0)
            #expect(scene.destroyed == Set(due))
        }
    }

    @Test func aClockThatGoesWrongBetweenTheLooksStopsThePurge() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            scene.portal.fail(
                .dateHeader(.skewed(.seconds(400))), when: RequestMatch(path: "files/@trash", nth: 3, count: nil))
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == Set(due))
            scene.expectNothingChanged()
        }
    }

    @Test(arguments: [DateHeader.missing, .skewed(.seconds(240)), .skewed(.seconds(-240))])
    func aSmallOrUnknownDistanceOfClocksIsNone(_ header: DateHeader) async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            scene.portal.settings.dateHeader = header
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
        }
    }
}

extension Scene {
    /// Records that claim that these items no longer exist or were purged.
    func audit(saysGone items: Set<ItemKey>) -> [AuditLine] {
        let names = Set(items.map(\.description))
        return ((try? audit) ?? []).filter { line in
            guard line.item.map(names.contains) == true else { return false }
            return line.event == "purged" || line.reason?.contains("no longer exists") == true
        }
    }

    var requestsPath: String { "\(stateDirectory)/accounts/alice.requests" }

    /// Makes calls of unknown outcome old enough for the next sweep to inspect their items: it waits until the portal
    /// must be done.
    func ageRequests() throws {
        let before = try #require(text(requestsPath), "there is no open request")
        let old = Date().timeIntervalSince1970 - 300
        let aged = before.replacing(/("(?:at|endedAt|overAt)":)[0-9.]+/) { "\($0.output.1)\(old)" }
        #expect(aged != before, "there is no open request in \(before)")
        try directory.write(aged, to: "state/accounts/alice.requests")
    }
}
