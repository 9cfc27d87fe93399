import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

/// No more requests than needed (docs/internals/performance.md, "What is gentle about it").
@Suite("The number of requests", .timeLimit(.minutes(10)))
struct RequestCountTests {
    /// The version, the key, three pages, and the empty one that proves the end.
    private static let ofOneListing = 6

    /// 250 items: half of them held, none due. No two were trashed in the same second: those change their order between pages, and
    /// make more than one pass necessary.
    private func withQuietTrash(_ body: (CLIFixture) async throws -> Void) async throws {
        try await withFixture { fixture in
            for number in 0..<250 {
                _ = fixture.trash(number % 2 == 0 ? "contract \(number)" : "memo", days: 3 + Double(number) / 1_000)
            }
            try fixture.install { $0.rules = [PolicyText.hold("contract*")] }
            try await body(fixture)
        }
    }

    @Test func `a plan takes its pages and three`() async throws {
        try await withQuietTrash { fixture in
            let result = try await fixture.retentiond("plan")
            #expect(result.status == 0, "\(result)")
            #expect(fixture.portal.ledger.requests.count == Self.ofOneListing)
        }
    }

    @Test func `a sweep of an unchanged trash takes one listing`() async throws {
        try await withQuietTrash { fixture in
            for _ in 0..<3 {
                let before = fixture.portal.ledger.requests.count
                let result = try await fixture.sweep()
                #expect(result.status == 0, "\(result)")
                #expect(fixture.portal.ledger.requests.count - before == Self.ofOneListing)
            }
            fixture.expectNothingChanged()
        }
    }

    @Test func `files are purged a hundred at a time`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(250)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.writes("delete").count == 3)
            #expect(fixture.destroyed.count == 250)
        }
    }

    /// Two listings before and two after, three calls, and the polls of their operations.
    @Test func `a clean purge of 250 items takes fewer than 60 requests`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(5))) { fixture in
            let due = fixture.trashDue(250)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.portal.ledger.requests.count < 60, "\(fixture.portal.ledger.requests.map(\.path))")
        }
    }

    /// The portal's 10,000 writes a day belong to its user, for all processes.
    @Test func `writes of earlier processes count`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(3)
            #expect(try await fixture.sweep().status == 0)
            let path = "\(fixture.stateDirectory)/accounts/alice.writes"
            let kept = try #require(fixture.text(path))
            #expect(kept.contains(#""count":1"#), "\(kept)")
            let many = kept.replacingOccurrences(of: #""count":1"#, with: #""count":8000"#)
            try fixture.directory.write(many, to: "state/accounts/alice.writes")
            let young = fixture.trashDue(2)
            let result = try await fixture.sweep()
            #expect(result.status == 75, "\(result)")
            #expect(try result.error().contains("changes continue in about"), "\(result)")
            #expect(fixture.writes("delete").count == 1)
            #expect(young.allSatisfy { fixture.portal.exists($0) })
        }
    }
}
