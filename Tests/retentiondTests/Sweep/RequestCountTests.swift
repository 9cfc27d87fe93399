import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

/// No more requests than needed (docs/internals/performance.md, "What is gentle about it").
@Suite("The number of requests", .timeLimit(.minutes(10)))
struct RequestCountTests {
    /// The version, the key, three pages, and the empty one that proves the end.
    private static let ofOneListing = 6

    /// 250 items: half of them held, none due. No two were trashed in the same second: those change places between pages, and
    /// make more than one pass necessary.
    private func withQuietTrash(_ body: (Scene) async throws -> Void) async throws {
        try await withScene { scene in
            for number in 0..<250 {
                _ = scene.trash(number % 2 == 0 ? "contract \(number)" : "memo", days: 3 + Double(number) / 1_000)
            }
            try scene.install { $0.rules = [PolicyText.hold("contract*")] }
            try await body(scene)
        }
    }

    @Test func aPlanTakesItsPagesAndThree() async throws {
        try await withQuietTrash { scene in
            let result = try await scene.retentiond("plan")
            #expect(result.status == 0, "\(result)")
            #expect(scene.portal.ledger.requests.count == Self.ofOneListing)
        }
    }

    @Test func aSweepOfAnUnchangedTrashTakesOneListing() async throws {
        try await withQuietTrash { scene in
            for _ in 0..<3 {
                let before = scene.portal.ledger.requests.count
                let result = try await scene.sweep()
                #expect(result.status == 0, "\(result)")
                #expect(scene.portal.ledger.requests.count - before == Self.ofOneListing)
            }
            scene.expectNothingChanged()
        }
    }

    @Test func filesArePurgedAHundredAtATime() async throws {
        try await withScene { scene in
            _ = scene.trashDue(250)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.writes("delete").count == 3)
            #expect(scene.destroyed.count == 250)
        }
    }

    /// Two listings before and two after, three calls, and the polls of their operations.
    @Test func aCleanPurgeOf250ItemsTakesFewerThan60Requests() async throws {
        try await withScene(pace: .perItem(.milliseconds(5))) { scene in
            let due = scene.trashDue(250)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(scene.portal.ledger.requests.count < 60, "\(scene.portal.ledger.requests.map(\.path))")
        }
    }

    /// The portal's 10,000 writes a day belong to its user, for all processes.
    @Test func writesOfEarlierProcessesCount() async throws {
        try await withScene { scene in
            _ = scene.trashDue(3)
            #expect(try await scene.sweep().status == 0)
            let path = "\(scene.stateDirectory)/accounts/alice.writes"
            let kept = try #require(scene.text(path))
            #expect(kept.contains(#""count":1"#), "\(kept)")
            let many = kept.replacingOccurrences(of: #""count":1"#, with: #""count":8000"#)
            try scene.directory.write(many, to: "state/accounts/alice.writes")
            let young = scene.trashDue(2)
            let result = try await scene.sweep()
            #expect(result.status == 75, "\(result)")
            #expect(try result.error().contains("changes continue in about"), "\(result)")
            #expect(scene.writes("delete").count == 1)
            #expect(young.allSatisfy { scene.portal.exists($0) })
        }
    }
}
