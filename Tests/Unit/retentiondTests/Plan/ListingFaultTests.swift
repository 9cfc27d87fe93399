import DocSpaceSimulator
import TestSupport
import Testing

@Suite("Listings that fail", .timeLimit(.minutes(10)))
struct ListingFaultTests {
    /// A fault of one answer.
    struct Trouble: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let effect: FaultEffect

        init(_ description: String, _ effect: FaultEffect) {
            (testDescription, self.effect) = (description, effect)
        }
    }

    static let passing = [
        Trouble("429 with Retry-After", .status(429, retryAfterSeconds: 1)), Trouble("429 without", .status(429)),
        Trouble("500", .status(500)), Trouble("503 with Retry-After", .status(503, retryAfterSeconds: 1)),
        Trouble("HTML with 200", .html(status: 200)), Trouble("HTML with 502", .html(status: 502)),
        Trouble("cut JSON", .truncatedJSON(keepBytes: 300)), Trouble("no JSON", .invalidJSON),
        Trouble("an empty body", .body("")), Trouble("an empty object", .body("{}")),
        Trouble("a failure under 200", .body(#"{"response": {"files": [], "folders": []}, "status": 1}"#)),
        Trouble("a null response", .body(#"{"response": null, "status": 0}"#)),
        Trouble("a page without lists", .body(#"{"response": {"total": 0}, "status": 0}"#)),
        Trouble("a reset", .resetBeforeAnswer), Trouble("a reset after it was handled", .resetAfterHandling),
        Trouble("a body that breaks off", .cutBody(afterBytes: 500)),
        Trouble("a body in drips", .drip(bytes: 2_000, pause: .milliseconds(5))),
    ]

    @Test(arguments: passing) func `once is overcome`(_ trouble: Trouble) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(130)
            let young = fixture.trash("young.txt", days: 1)
            // In each of the snapshot's pages, and in the listing that verifies.
            for nth in [1, 3, 10] {
                fixture.portal.fail(trouble.effect, when: RequestMatch(method: "GET", path: "files/@trash", nth: nth))
            }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.trashed == [young])
            try fixture.expectAuditIsTrue()
        }
    }

    static let lasting: [(Trouble, Int32)] = [
        (Trouble("429 without Retry-After", .status(429)), 75),
        (Trouble("429 for an hour", .status(429, retryAfterSeconds: 3600)), 75),
        (Trouble("500", .status(500)), 69), (Trouble("HTML with 200", .html(status: 200)), 69),
        (Trouble("cut JSON", .truncatedJSON(keepBytes: 300)), 69), (Trouble("resets", .resetBeforeAnswer), 69),
        (Trouble("402", .status(402)), 69), (Trouble("403", .status(403)), 69), (Trouble("404", .status(404)), 69),
        (Trouble("a redirect", .status(302)), 69),
        (Trouble("an empty list in the wrong shape", .body(#"{"response": []}"#)), 69),
    ]

    /// On the first page, and only once a part of the trash is known.
    @Test(arguments: lasting, [1, 2]) func `lasting changes nothing`(
        _ expected: (trouble: Trouble, status: Int32), from page: Int
    ) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(130)
            _ = fixture.trash("contract.pdf", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.fail(
                expected.trouble.effect, when: RequestMatch(method: "GET", path: "files/@trash", nth: page, count: nil))
            let result = try await fixture.sweep()
            #expect(result.status == expected.status, "\(result)")
            #expect(fixture.writes.isEmpty)
            #expect(Set(due).isSubset(of: fixture.trashed))
            fixture.expectNothingChanged()
            // Retries take time, but must not be a busy loop.
            #expect(fixture.portal.ledger.requests.count <= 8)
            #expect(try fixture.audit.map(\.event) == ["sweep-started", "sweep-failed"])
        }
    }

    /// The answer would come, but not within the read timeout.
    @Test func `a portal that hangs is called once more`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            fixture.portal.fail(.delay(.seconds(60)), when: RequestMatch(method: "GET", path: "files/@trash"))
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            try fixture.expectAuditIsTrue()
        }
    }

    /// Too large a total looks the same as a page that left something out.
    @Test func `a total beyond what is listed purges nothing and is reported`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(130)
            let wanted = fixture.trash("contract.pdf", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.fail(.lyingTotal(100_000), when: RequestMatch(path: "files/@trash", count: nil))
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(try result.error().contains("the listing is incomplete"))
            #expect(fixture.trashed == Set(due))
            #expect(fixture.restored == [wanted])
            #expect(try fixture.audit.last?.reason?.contains("100000 entries") == true)
            #expect(try await fixture.retentiond("plan").stdout.contains("the listing is incomplete"))
            fixture.portal.clearTrouble()
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == Set(due))
        }
    }

    @Test(arguments: [0, 1, 90]) func `a lying total is not believed`(_ total: Int) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(130)
            let young = (1...5).map { fixture.trash("young \($0).txt", days: 1) }
            fixture.portal.fail(.lyingTotal(total), when: RequestMatch(path: "files/@trash", count: nil))
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.trashed == Set(young))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `an unstable order costs patience only`() async throws {
        try await withFixture { fixture in
            // One second for all, so that no two pages agree on their order.
            let due = (1...420).map { fixture.trash("old \($0).txt", days: 20) }
            let held = (1...30).map { fixture.trash("audit \($0).txt", days: 20) }
            try fixture.install { $0.rules = [PolicyText.hold("audit*")] }
            for _ in 1...12 where !fixture.trashed.isSubset(of: held) {
                let result = try await fixture.sweep()
                #expect(result.status == 0, "\(result)")
                #expect(Set(try fixture.audit.items("purged")) == Set(fixture.destroyed.map(\.description)))
            }
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.trashed == Set(held))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `omitted entries are neither gone nor done`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(20)
            fixture.portal.fail(
                .omittedEntries(4), when: RequestMatch(path: "files/@trash", count: nil, queryContains: "startIndex=0"))
            let result = try await fixture.sweep()
            #expect(fixture.destroyed.isSubset(of: due))
            #expect(Set(try fixture.audit.items("purged")) == Set(fixture.destroyed.map(\.description)), "\(result)")
            fixture.portal.clearTrouble()
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == Set(due))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `duplicated entries are one item each`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(20)
            fixture.portal.fail(.duplicatedEntries(7), when: RequestMatch(path: "files/@trash", count: nil))
            try fixture.install { $0.limits = #"{ "maxPurgeItems": 20 }"# }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `a listing without end ends`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(5)
            let page = try fixture.listing { $0 }
            fixture.portal.fail(.body(page), when: RequestMatch(path: "files/@trash", count: nil))
            let result = try await fixture.sweep()
            #expect(result.status == 69, "\(result)")
            #expect(fixture.trashed == Set(due))
            #expect(fixture.writes.isEmpty)
            #expect(fixture.portal.ledger.requests.count < 80)
        }
    }
}
