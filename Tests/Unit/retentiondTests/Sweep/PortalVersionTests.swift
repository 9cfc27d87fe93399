import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Versions of the portal", .timeLimit(.minutes(10)))
struct PortalVersionTests {
    private static let build = RequestMatch(path: "settings/version/build", count: nil)

    private func prepare(_ fixture: CLIFixture) throws -> (due: [ItemKey], wanted: ItemKey) {
        let due = fixture.trashDue(3)
        let wanted = fixture.trash("contract.pdf", days: 20)
        try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
        return (due, wanted)
    }

    private func expectUntouched(_ fixture: CLIFixture) {
        fixture.expectNothingChanged()
        #expect(fixture.writes.isEmpty)
    }

    @Test(arguments: [
        (PortalVersion.v3_1_0, Installation.image, "3.1.0"), (.v3_1_1, .image, "3.1.1"), (.v3_2_1, .package, "3.1.0"),
        (.v3_6_1, .image, "3.6.1"),
    ])
    func `an older portal is not changed and the plan warns`(
        version: PortalVersion, installation: Installation, reported: String
    ) async throws {
        try await withFixture { fixture in
            _ = try prepare(fixture)
            fixture.portal.settings.version = version
            fixture.portal.settings.installation = installation
            let result = try await fixture.sweep()
            #expect(result.status == 69, "\(result)")
            let error = try result.error()
            #expect(error.contains("DocSpace \(reported)") && error.contains("3.7.1"), "\(error)")
            #expect(result.stderr.contains("hint: update DocSpace to 3.7.1 or later"))
            expectUntouched(fixture)
            #expect(try fixture.audit.map(\.event) == ["sweep-started", "sweep-failed"])
        }
    }

    @Test func `the plan of an older portal works with a warning`() async throws {
        try await withFixture { fixture in
            _ = try prepare(fixture)
            fixture.portal.settings.version = .v3_6_1
            let plan = try await fixture.retentiond("plan")
            #expect(plan.status == 0, "\(plan)")
            #expect(plan.stdout.contains("a sweep would change nothing: the portal is DocSpace 3.6.1"))
            #expect(plan.stdout.contains("3 to purge"))
        }
    }

    /// Answers instead of a version, from a gateway or from a server that is not a portal.
    @Test(arguments: [
        FaultEffect.html(status: 200), .status(404), .body("{}"), .invalidJSON,
        .body(#"{"response":{"docSpace":"latest"},"status":0,"statusCode":200}"#),
        .body(#"{"response":{"docSpace":372},"status":0,"statusCode":200}"#),
    ])
    func `an unreadable version changes nothing`(_ effect: FaultEffect) async throws {
        try await withFixture { fixture in
            _ = try prepare(fixture)
            fixture.portal.fail(effect, when: Self.build)
            let result = try await fixture.sweep()
            #expect(result.status == 69, "\(result)")
            #expect(try result.error().contains("version is unknown"), "\(result)")
            expectUntouched(fixture)
            let plan = try await fixture.retentiond("plan")
            #expect(plan.status == 0 && plan.stdout.contains("version is unknown"), "\(plan)")
            fixture.portal.clearTrouble()
            #expect(try await fixture.sweep().status == 0, "it is no block that somebody would have to lift")
        }
    }

    @Test func `a newer portal is swept with one warning`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            fixture.portal.settings.reportedVersion = "3.9.1.77"
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(result.complaints.count { $0.contains("3.9.1") } == 1)
            #expect(try await fixture.sweep().stderr == "")
        }
    }

    @Test func `the version is requested without the key`() async throws {
        try await withFixture { fixture in
            _ = try await fixture.sweep()
            let requests = fixture.portal.ledger.requests.filter { $0.path.hasSuffix("settings/version/build") }
            #expect(requests.count == 1)
            #expect(requests.allSatisfy { $0.user == nil })
        }
    }

    @Test func `the service keeps checking and says why`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(1)
            try fixture.install { policy in
                policy.check = #"{ "every": "1min", "jitter": "0s" }"#
                policy.purge = #"{ "schedule": "*:*:0/2" }"#
            }
            fixture.portal.settings.version = .v3_6_1
            try await fixture.withService { service in
                try await wait(until: "the service tells of the version") {
                    fixture.text("\(fixture.stateDirectory)/status.json")?.contains("DocSpace 3.6.1") == true
                }
                fixture.expectNothingChanged()
                let status = try await fixture.retentiond("status", "--format", "json")
                #expect(status.status == 0 && status.stdout.contains("3.6.1"), "\(status)")
                fixture.portal.settings.version = .v3_7_2
                // After a failure the account waits for its next try, regardless of its purge times.
                try await wait(until: "the updated portal is swept", within: .seconds(120)) {
                    fixture.destroyed == Set(due)
                }
                try await service.stop()
            }
        }
    }

    @Test func `check online and status show the version and whose trash it is`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            let check = try await fixture.retentiond("check", "--online")
            #expect(check.status == 0, "\(check)")
            #expect(check.stdout.contains("alice: the portal is DocSpace 3.7.2"))
            #expect(check.stdout.contains("alice: it is the trash of Alice Example (trash \(fixture.alice.trashID))"))
            #expect(try await fixture.sweep().status == 0)
            for format in ["table", "json", "csv"] {
                let status = try await fixture.retentiond("status", "--format", format)
                #expect(status.stdout.contains("3.7.2") && status.stdout.contains("Alice Example"), "\(status)")
            }
            fixture.portal.settings.version = .v3_6_1
            let older = try await fixture.retentiond("check", "--online")
            #expect(older.status == 69, "\(older)")
            #expect(try older.error().contains("DocSpace 3.6.1"))
        }
    }
}
