import DocSpaceSimulator
import TestSupport
import Testing

@Suite("Readings that fail", .timeLimit(.minutes(10)))
struct ListingFaultTests {
    /// A way for one answer to go wrong.
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

    @Test(arguments: passing) func onceIsOvercome(_ trouble: Trouble) async throws {
        try await withScene { scene in
            let due = scene.trashDue(130)
            let young = scene.trash("young.txt", days: 1)
            // In each of the survey's pages, and in the listing that verifies.
            for nth in [1, 3, 10] {
                scene.portal.fail(trouble.effect, when: RequestMatch(method: "GET", path: "files/@trash", nth: nth))
            }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(scene.trashed == [young])
            try scene.expectAuditIsTrue()
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
    @Test(arguments: lasting, [1, 2]) func lastingChangesNothing(
        _ expected: (trouble: Trouble, status: Int32), from page: Int
    ) async throws {
        try await withScene { scene in
            let due = scene.trashDue(130)
            _ = scene.trash("contract.pdf", days: 20)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.fail(
                expected.trouble.effect, when: RequestMatch(method: "GET", path: "files/@trash", nth: page, count: nil))
            let result = try await scene.sweep()
            #expect(result.status == expected.status, "\(result)")
            #expect(scene.writes.isEmpty)
            #expect(Set(due).isSubset(of: scene.trashed))
            scene.expectNothingChanged()
            // Costs time, but isn't a busy loop.
            #expect(scene.portal.ledger.requests.count <= 8)
            #expect(try scene.audit.map(\.event) == ["sweep-started", "sweep-failed"])
        }
    }

    /// The answer would come, but not within the time of a reading.
    @Test func aPortalThatHangsIsAskedOnceMore() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            scene.portal.fail(.delay(.seconds(60)), when: RequestMatch(method: "GET", path: "files/@trash"))
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            try scene.expectAuditIsTrue()
        }
    }

    /// Too large a total looks the same as a page that left something out.
    @Test func aTotalBeyondWhatIsListedPurgesNothingAndIsReported() async throws {
        try await withScene { scene in
            let due = scene.trashDue(130)
            let wanted = scene.trash("contract.pdf", days: 20)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.fail(.lyingTotal(100_000), when: RequestMatch(path: "files/@trash", count: nil))
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(try result.error().contains("the listing is incomplete"))
            #expect(scene.trashed == Set(due))
            #expect(scene.restored == [wanted])
            #expect(try scene.audit.last?.reason?.contains("100000 entries") == true)
            #expect(try await scene.retentiond("plan").stdout.contains("the listing is incomplete"))
            scene.portal.clearTrouble()
            #expect(try await scene.sweep().status == 0)
            #expect(scene.destroyed == Set(due))
        }
    }

    @Test(arguments: [0, 1, 90]) func aLyingTotalIsNotBelieved(_ total: Int) async throws {
        try await withScene { scene in
            let due = scene.trashDue(130)
            let young = (1...5).map { scene.trash("young \($0).txt", days: 1) }
            scene.portal.fail(.lyingTotal(total), when: RequestMatch(path: "files/@trash", count: nil))
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(scene.trashed == Set(young))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func anUnstableOrderCostsPatienceOnly() async throws {
        try await withScene { scene in
            // One second for all, so that no two pages agree on their order.
            let due = (1...420).map { scene.trash("old \($0).txt", days: 20) }
            let held = (1...30).map { scene.trash("audit \($0).txt", days: 20) }
            try scene.install { $0.rules = [PolicyText.hold("audit*")] }
            for _ in 1...12 where !scene.trashed.isSubset(of: held) {
                let result = try await scene.sweep()
                #expect(result.status == 0, "\(result)")
                #expect(Set(try scene.audit.items("purged")) == Set(scene.destroyed.map(\.description)))
            }
            #expect(scene.destroyed == Set(due))
            #expect(scene.trashed == Set(held))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func omittedEntriesAreNeitherGoneNorDone() async throws {
        try await withScene { scene in
            let due = scene.trashDue(20)
            scene.portal.fail(
                .omittedEntries(4), when: RequestMatch(path: "files/@trash", count: nil, queryContains: "startIndex=0"))
            let result = try await scene.sweep()
            #expect(scene.destroyed.isSubset(of: due))
            #expect(Set(try scene.audit.items("purged")) == Set(scene.destroyed.map(\.description)), "\(result)")
            scene.portal.clearTrouble()
            #expect(try await scene.sweep().status == 0)
            #expect(scene.destroyed == Set(due))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func duplicatedEntriesAreOneItemEach() async throws {
        try await withScene { scene in
            let due = scene.trashDue(20)
            scene.portal.fail(.duplicatedEntries(7), when: RequestMatch(path: "files/@trash", count: nil))
            try scene.install { $0.limits = #"{ "maxPurgeItems": 20 }"# }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func aListingWithoutEndEnds() async throws {
        try await withScene { scene in
            let due = scene.trashDue(5)
            let page = try scene.listing { $0 }
            scene.portal.fail(.body(page), when: RequestMatch(path: "files/@trash", count: nil))
            let result = try await scene.sweep()
            #expect(result.status == 69, "\(result)")
            #expect(scene.trashed == Set(due))
            #expect(scene.writes.isEmpty)
            #expect(scene.portal.ledger.requests.count < 80)
        }
    }
}
