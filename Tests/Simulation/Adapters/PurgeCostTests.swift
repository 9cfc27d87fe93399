import DocSpace
import Foundation
import Platform
import RetentionAdapters
import Synchronization
import Testing

@testable import DocSpaceSimulator
@testable import Retention
@testable import RetentionEngine

/// The cost of a purge for the portal: at most 10 requests per 100 items of the trash, at any size (design of the
/// sweep, property 3). Engine and client together, requests counted by the portal.
@Suite(.timeLimit(.minutes(10))) struct PurgeCostTests {
    private struct Trail: AuditTrail {
        func check() {}
        func append(_ records: [AuditRecord]) -> Int { 0 }
        func recent(account: String, after number: Int) -> [RecordedEvent] { [] }
    }

    /// - Parameters:
    ///   - count: items of the trash.
    ///   - perSecond: how many of them were trashed in the same second: the portal orders these again for each page.
    ///   - isDue: which of them, from 1, are due.
    /// - Returns: the number of requests in a sweep, and of the items left.
    private func sweep(
        _ count: Int, perSecond: Int = 1, isDue: (Int) -> Bool = { _ in true }
    ) async throws -> (requests: Int, left: Int) {
        let directory = "\(NSTemporaryDirectory())/retentiond-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let start = Date(timeIntervalSince1970: 1_790_208_000)
        let portal = SimulatedPortal(clock: .virtual(start), settings: PortalSettings(pace: .instant))
        portal.settings.rateLimits = nil
        let alice = portal.addUser(name: "Alice", apiKey: "sk-" + String(repeating: "a", count: 64))
        for number in 1...count {
            let age = (isDue(number) ? 10.0 : 1) * 86_400 + Double(number / perSecond)
            _ = portal.trashFile(
                title: "\(number).txt", trashedAt: start.addingTimeInterval(-age), by: alice, from: nil)
        }
        let connection = PortalConnection(
            transport: Wire(portal: portal, key: alice.apiKey),
            pacer: RequestPacer(perMinute: 0, writes: .perDay(0)), sleep: { _ in })
        let reader = PortalReader(connection)
        let sweeper = Sweeper(
            account: "alice", portal: "https://portal.example", reader: DocSpaceTrashReader(reader),
            writer: DocSpaceTrashWriter(
                PortalWriter(connection), follower: OperationFollower(reader: reader, sleep: { _ in })),
            audit: Trail(), store: StateStore(directory: directory), now: { start }, progress: { _ in })
        var variant = Variant()
        variant.retentionDays = 3
        variant.restoresContracts = false
        variant.graceHours = 0
        var active = variant.active(ZoneInfoDirectory())
        var policy = active.policy
        policy.limits.maxPurgeItems = .max
        active = ActivePolicy(
            policy: policy, digest: active.digest, rulesText: active.rulesText, parse: active.parse)
        let outcome = await sweeper.sweep(SweepRequest(purgeNow: true), under: active)
        #expect(outcome.problem == nil)
        return (portal.ledger.requests.count, portal.trash(of: alice).count)
    }

    @Test(arguments: [2_000, 20_000]) func `a purge of everything is linear`(count: Int) async throws {
        let (requests, left) = try await sweep(count)
        #expect(left == 0)
        #expect(requests * 100 <= 10 * count, "\(requests) requests")
    }

    /// A bulk deletion stamps one second on many items, which then change places between pages.
    @Test(arguments: [10, 40]) func `a purge of items of the same second is linear`(perSecond: Int) async throws {
        let (requests, left) = try await sweep(10_000, perSecond: perSecond)
        #expect(left == 0)
        #expect(requests <= 1_000, "\(requests) requests")
    }

    /// Every page holds a due item.
    @Test func `a purge of some of each page is linear`() async throws {
        let (requests, left) = try await sweep(2_000) { $0 % 10 == 0 }
        #expect(left == 1_800)
        #expect(requests <= 200, "\(requests) requests")
    }
}
