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

    @Test(arguments: carriedOut) func aPurgeCarriedOutIsFoundOutByLooking(_ trouble: Trouble) async throws {
        try await withScene { scene in
            let due = scene.trashDue(5)
            scene.portal.fail(trouble.effect, when: Self.delete)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(scene.writes.count == 1, "the write was repeated blindly")
            try scene.expectAuditIsTrue()
        }
    }

    @Test(arguments: carriedOut) func aRestoreCarriedOutIsFoundOutByLooking(_ trouble: Trouble) async throws {
        try await withScene { scene in
            let wanted = (1...3).map { scene.trash("contract \($0).pdf", days: 20) }
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.fail(trouble.effect, when: Self.move)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.restored == Set(wanted))
            #expect(scene.writes.count == 1, "the write was repeated blindly")
            try scene.expectAuditIsTrue()
        }
    }

    /// The portal did nothing, but that can't be known.
    static let notCarriedOut = [
        Trouble("a reset", .resetBeforeAnswer), Trouble("500", .status(500)), Trouble("503", .status(503)),
        Trouble("HTML with 200", .html(status: 200)), Trouble("HTML with 502", .html(status: 502)),
    ]

    @Test(arguments: notCarriedOut) func aPurgeOfUnknownOutcomeIsNotReportedDone(_ trouble: Trouble) async throws {
        try await withScene { scene in
            let due = scene.trashDue(5)
            scene.portal.fail(trouble.effect, when: Self.delete)
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == Set(due))
            #expect(scene.writes.count == 1, "the write was repeated blindly")
            let audit = try scene.audit
            #expect(audit.items("purged").isEmpty)
            #expect(Set(audit.items("outcome-unknown")) == Set(due.map(\.description)))

            // The next sweep does it, and records it once.
            let next = try await scene.sweep()
            #expect(next.status == 0, "\(next)")
            #expect(scene.destroyed == Set(due))
            #expect(try scene.audit.items("purged").sorted() == due.map(\.description).sorted())
        }
    }

    /// A refusal which claims that nothing was done.
    static let refused = [
        Trouble("429 with Retry-After", .status(429, retryAfterSeconds: 1)), Trouble("429 without", .status(429)),
    ]

    @Test(arguments: refused) func aThrottledWriteIsTriedAgainLater(_ trouble: Trouble) async throws {
        try await withScene { scene in
            let due = scene.trashDue(5)
            let wanted = scene.trash("contract.pdf", days: 20)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.fail(trouble.effect, when: Self.delete)
            scene.portal.fail(trouble.effect, when: Self.move)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(scene.restored == [wanted])
            try scene.expectAuditIsTrue()
        }
    }

    @Test func aPortalThatThrottlesWritesForGoodIsLeftAlone() async throws {
        try await withScene { scene in
            let due = scene.trashDue(350)
            scene.portal.fail(
                .status(429, retryAfterSeconds: 7_200),
                when: RequestMatch(method: "PUT", path: "fileops/delete", nth: 2, count: nil))
            let result = try await scene.sweep()
            #expect(result.status == 75, "\(result)")
            #expect(scene.writes.count == 2)
            #expect(scene.destroyed.count == 50, "those of the last page, which goes first")
            #expect(scene.trashed == Set(due).subtracting(scene.destroyed))
            #expect(Set(try scene.audit.items("purged")) == Set(scene.destroyed.map(\.description)))
        }
    }

    @Test func aPortalThatLosesEveryAnswerIsNotHammered() async throws {
        try await withScene { scene in
            let due = scene.trashDue(900)
            scene.portal.fail(.resetBeforeAnswer, when: RequestMatch(method: "PUT", path: "fileops/delete", count: nil))
            let result = try await scene.sweep()
            #expect(result.status != 0, "\(result)")
            #expect(scene.writes.count <= 4)
            #expect(scene.trashed == Set(due))
            #expect(try scene.audit.items("purged").isEmpty)
        }
    }

    /// The answer about the operation gets lost, not the write's.
    @Test(arguments: [
        Trouble("503", .status(503)), Trouble("a reset", .resetAfterHandling), Trouble("HTML", .html(status: 200)),
        Trouble("429", .status(429)), Trouble("an empty list", .body(#"{"response": [], "status": 0}"#)),
    ]) func losingSightOfTheOperationIsNoLoss(_ trouble: Trouble) async throws {
        try await withScene(pace: .perItem(.milliseconds(10))) { scene in
            let due = scene.trashDue(5)
            scene.portal.fail(trouble.effect, when: RequestMatch(method: "GET", path: "/fileops"))
            let result = try await scene.sweep()
            try await wait(until: "the portal has done it") { scene.destroyed == Set(due) }
            #expect(scene.writes.count == 1)
            let told = try scene.audit
            #expect(
                Set(told.items("purged") + told.items("outcome-unknown")) == Set(due.map(\.description)), "\(result)")
            #expect(Set(told.items("purged")).isSubset(of: scene.destroyed.map(\.description)))
        }
    }
}
