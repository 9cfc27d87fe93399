import DocSpaceSimulator
import TestSupport
import Testing

@Suite("Writes whose answer is lost or wrong", .timeLimit(.minutes(10)))
struct WriteFaultTests {
    typealias Trouble = ListingFaultTests.Trouble

    private static let delete = RequestMatch(method: "PUT", path: "fileops/delete")
    private static let move = RequestMatch(method: "PUT", path: "fileops/move")

    /// The portal did it, but answered otherwise.
    static let carriedOut = [
        Trouble("a reset", .resetAfterHandling), Trouble("cut JSON", .truncatedJSON(keepBytes: 30)),
        Trouble("no JSON", .invalidJSON), Trouble("an empty body", .body("")),
        Trouble("a body that breaks off", .cutBody(afterBytes: 20)),
        Trouble("a list without an operation", .body(#"{"response": [], "status": 0}"#)),
        Trouble("somebody else's operations", .body(#"{"response": [{"id": "a"}, {"id": "b"}], "status": 0}"#)),
    ]

    @Test(arguments: carriedOut) func `a purge carried out is found out by listing`(_ trouble: Trouble) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(5)
            fixture.portal.fail(trouble.effect, when: Self.delete)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.writes.count == 1, "the write was repeated blindly")
            try fixture.expectAuditIsTrue()
        }
    }

    @Test(arguments: carriedOut) func `a restore carried out is found out by inspecting`(_ trouble: Trouble)
        async throws
    {
        try await withFixture { fixture in
            let wanted = (1...3).map { fixture.trash("contract \($0).pdf", days: 20) }
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.fail(trouble.effect, when: Self.move)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.restored == Set(wanted))
            #expect(fixture.writes.count == 1, "the write was repeated blindly")
            try fixture.expectAuditIsTrue()
        }
    }

    /// The portal did nothing, but that can't be known.
    static let notCarriedOut = [
        Trouble("a reset", .resetBeforeAnswer), Trouble("500", .status(500)), Trouble("503", .status(503)),
        Trouble("HTML with 200", .html(status: 200)), Trouble("HTML with 502", .html(status: 502)),
    ]

    @Test(arguments: notCarriedOut) func `a purge of unknown outcome is not reported done`(_ trouble: Trouble)
        async throws
    {
        try await withFixture { fixture in
            let due = fixture.trashDue(5)
            fixture.portal.fail(trouble.effect, when: Self.delete)
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == Set(due))
            #expect(fixture.writes.count == 1, "the write was repeated blindly")
            let audit = try fixture.audit
            #expect(audit.items("purged").isEmpty)
            #expect(Set(audit.items("outcome-unknown")) == Set(due.map(\.description)))

            // The next sweep does it, and records it once.
            let next = try await fixture.sweep()
            #expect(next.status == 0, "\(next)")
            #expect(fixture.destroyed == Set(due))
            #expect(try fixture.audit.items("purged").sorted() == due.map(\.description).sorted())
        }
    }

    /// A refusal which claims that nothing was done.
    static let refused = [
        Trouble("429 with Retry-After", .status(429, retryAfterSeconds: 1)), Trouble("429 without", .status(429)),
    ]

    @Test(arguments: refused) func `a throttled write is tried again later`(_ trouble: Trouble) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(5)
            let wanted = fixture.trash("contract.pdf", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.fail(trouble.effect, when: Self.delete)
            fixture.portal.fail(trouble.effect, when: Self.move)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.restored == [wanted])
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `a portal that throttles writes for good is left alone`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(350)
            fixture.portal.fail(
                .status(429, retryAfterSeconds: 7_200),
                when: RequestMatch(method: "PUT", path: "fileops/delete", nth: 2, count: nil))
            let result = try await fixture.sweep()
            #expect(result.status == 75, "\(result)")
            #expect(fixture.writes.count == 2)
            #expect(fixture.destroyed.count == 50, "those of the last page, which goes first")
            #expect(fixture.trashed == Set(due).subtracting(fixture.destroyed))
            #expect(Set(try fixture.audit.items("purged")) == Set(fixture.destroyed.map(\.description)))
        }
    }

    @Test func `a portal that loses every answer is not hammered`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(900)
            fixture.portal.fail(
                .resetBeforeAnswer, when: RequestMatch(method: "PUT", path: "fileops/delete", count: nil))
            let result = try await fixture.sweep()
            #expect(result.status != 0, "\(result)")
            #expect(fixture.writes.count <= 4)
            #expect(fixture.trashed == Set(due))
            #expect(try fixture.audit.items("purged").isEmpty)
        }
    }

    /// The answer about the operation gets lost, not the write's.
    @Test(arguments: [
        Trouble("503", .status(503)), Trouble("a reset", .resetAfterHandling), Trouble("HTML", .html(status: 200)),
        Trouble("429", .status(429)), Trouble("an empty list", .body(#"{"response": [], "status": 0}"#)),
    ]) func `failing to follow the operation loses no item`(_ trouble: Trouble) async throws {
        try await withFixture(pace: .perItem(.milliseconds(10))) { fixture in
            let due = fixture.trashDue(5)
            fixture.portal.fail(trouble.effect, when: RequestMatch(method: "GET", path: "/fileops"))
            let result = try await fixture.sweep()
            try await wait(until: "the portal has done it") { fixture.destroyed == Set(due) }
            #expect(fixture.writes.count == 1)
            let trail = try fixture.audit
            #expect(
                Set(trail.items("purged") + trail.items("outcome-unknown")) == Set(due.map(\.description)), "\(result)")
            #expect(Set(trail.items("purged")).isSubset(of: fixture.destroyed.map(\.description)))
        }
    }
}
