import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("A portal or key that changes its mind midway", .timeLimit(.minutes(10)))
struct PortalStateTests {
    private static let delete = RequestMatch(method: "PUT", path: "fileops/delete")
    private static let secondDelete = RequestMatch(method: "PUT", path: "fileops/delete", nth: 2)
    private static let move = RequestMatch(method: "PUT", path: "fileops/move")

    @Test func `a key revoked midway ends the sweep and leaves nothing false`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(250)
            fixture.portal.fail(.revokesKey, when: Self.secondDelete)
            let result = try await fixture.sweep()
            #expect(result.status == 77, "\(result)")
            #expect(fixture.destroyed.count == 50, "those of the last page, which goes first")
            #expect(fixture.writes.count == 2)
            #expect(Set(try fixture.audit.items("purged")).isSubset(of: fixture.destroyed.map(\.description)))

            // With the key working again, every change gets its record, once.
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.isActive = true }
            try fixture.ageRequests()
            let next = try await fixture.sweep()
            #expect(next.status == 0, "\(next)")
            #expect(fixture.destroyed == Set(due))
            #expect(try fixture.audit.items("purged").sorted() == due.map(\.description).sorted())
        }
    }

    @Test func `a portal suspended mid purge is not read as an empty one`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(250)
            fixture.portal.fail(.condition(.suspended), when: Self.secondDelete)
            let result = try await fixture.sweep()
            #expect(result.status == 69, "\(result)")
            #expect(fixture.destroyed.count == 50, "those of the last page, which goes first")
            #expect(fixture.trashed == Set(due).subtracting(fixture.destroyed))
            #expect(Set(try fixture.audit.items("purged")).isSubset(of: fixture.destroyed.map(\.description)))
            #expect(fixture.writes.count < 40, "a suspended portal got \(fixture.writes.count) requests")
            #expect(fixture.audit(saysGone: fixture.trashed) == [])

            fixture.portal.perform(.setCondition(.active))
            try fixture.ageRequests()
            let next = try await fixture.sweep()
            #expect(next.status == 0, "\(next)")
            #expect(try fixture.audit.items("purged").sorted() == due.map(\.description).sorted())
        }
    }

    @Test func `a portal suspended before a restore is not read as gone`() async throws {
        try await withFixture { fixture in
            let wanted = (1...3).map { fixture.trash("contract \($0).pdf", days: 20) }
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.fail(.condition(.suspended), when: Self.move)
            let result = try await fixture.sweep(purgeNow: false)
            #expect(result.status != 0, "\(result)")
            #expect(fixture.trashed == Set(wanted))
            #expect(fixture.audit(saysGone: fixture.trashed) == [])
            fixture.expectNothingChanged()
        }
    }

    @Test func `a portal suspended after a restore is not read as gone`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.on(.after, Self.move, do: .setCondition(.suspended))
            let result = try await fixture.sweep(purgeNow: false)
            #expect(result.status != 0, "\(result)")
            #expect(fixture.portal.exists(wanted))
            #expect(fixture.audit(saysGone: [wanted]) == [])
            #expect(fixture.destroyed.isEmpty)
        }
    }

    @Test func `a portal suspended while catching up is not read as purged`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            fixture.portal.fail(.status(500), when: Self.delete)
            #expect(try await fixture.sweep().status == 1)
            try fixture.ageRequests()
            fixture.portal.perform(.restore(due[0], by: fixture.alice.id))
            fixture.portal.fail(.condition(.suspended), when: RequestMatch(path: "files/file/\(due[0].id)"))
            let result = try await fixture.sweep()
            #expect(result.status != 0, "\(result)")
            #expect(fixture.portal.exists(due[0]))
            #expect(!(try fixture.audit.items("purged").contains("\(due[0])")), "a live file was reported purged")
            #expect(fixture.destroyed.isEmpty)
        }
    }

    @Test(arguments: [PortalCondition.restoringBackup, .unpaid, .maintenance, .addressDenied])
    func `any state that serves nothing stops the purge`(_ condition: PortalCondition) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(250)
            fixture.portal.fail(.condition(condition), when: Self.secondDelete)
            let result = try await fixture.sweep()
            #expect([69, 77].contains(result.status), "\(result)")
            #expect(fixture.destroyed.count == 50, "those of the last page, which goes first")
            #expect(fixture.trashed == Set(due).subtracting(fixture.destroyed))
            #expect(Set(try fixture.audit.items("purged")).isSubset(of: fixture.destroyed.map(\.description)))
            #expect(fixture.writes.count < 40, "the portal got \(fixture.writes.count) requests")
        }
    }

    @Test(arguments: [361.0, -361, 86_400]) func `a clock that disagrees stops the purge`(_ skewSeconds: Double)
        async throws
    {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            let wanted = fixture.trash("contract.pdf", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.settings.dateHeader = .skewed(.seconds(skewSeconds))
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(try result.error().contains("clock"))
            #expect(fixture.destroyed.isEmpty)
            #expect(fixture.restored == [wanted])
            #expect(fixture.trashed == Set(due))

            // Nobody has to confirm this limit.
            fixture.portal.settings.dateHeader = .honest
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == Set(due))
        }
    }

    @Test func `a clock that goes wrong between the listings stops the purge`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            fixture.portal.fail(
                .dateHeader(.skewed(.seconds(400))), when: RequestMatch(path: "files/@trash", nth: 3, count: nil))
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == Set(due))
            fixture.expectNothingChanged()
        }
    }

    @Test(arguments: [DateHeader.missing, .skewed(.seconds(240)), .skewed(.seconds(-240))])
    func `a small or unknown clock difference does not stop a purge`(_ header: DateHeader) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            fixture.portal.settings.dateHeader = header
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
        }
    }
}

extension CLIFixture {
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
