import DocSpace
import Foundation
import Platform
import RetentionAdapters
import Synchronization
import Testing

@testable import DocSpaceSimulator
@testable import Retention
@testable import RetentionEngine

/// A purge of more than a day allows, by the engine and the client together.
@Suite struct UsedUpDayTests {
    private final class Trail: AuditTrail {
        let records = Mutex<[AuditRecord]>([])

        func check() {}
        func append(_ records: [AuditRecord]) -> Int {
            self.records.withLock {
                $0 += records
                return $0.count
            }
        }
        func recent(account: String, after number: Int) -> [RecordedEvent] { [] }

        func count(_ event: AuditEvent) -> Int { records.withLock { $0.count { $0.event == event } } }
    }

    /// Makes 350 files due, of which a day allows two calls.
    @Test func `requests beyond the day's limit are reported and sent the next day`() async throws {
        let directory = "\(NSTemporaryDirectory())/retentiond-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let start = Date(timeIntervalSince1970: 1_790_208_000)
        let elapsed = Mutex(Duration.zero)
        let epoch = ContinuousClock.now
        let portal = SimulatedPortal(clock: .virtual(start), settings: PortalSettings(pace: .instant))
        portal.settings.rateLimits = nil
        let alice = portal.addUser(name: "Alice", apiKey: "sk-" + String(repeating: "a", count: 64))
        for number in 1...350 {
            _ = portal.trashFile(
                title: "\(number).txt", trashedAt: start.addingTimeInterval(-10 * 86_400 - Double(number)), by: alice,
                from: nil)
        }
        let pacer = RequestPacer(
            writes: WriteBudget(restoring: 3, destroying: 2),
            wall: { start.addingTimeInterval(elapsed.withLock { $0.seconds }) },
            now: { epoch + elapsed.withLock { $0 } })
        let connection = PortalConnection(transport: Wire(portal: portal, key: alice.apiKey), pacer: pacer)
        let reader = PortalReader(connection)
        let trail = Trail()
        let sweeper = Sweeper(
            account: "alice", portal: "https://portal.example", reader: DocSpaceTrashReader(reader),
            writer: DocSpaceTrashWriter(PortalWriter(connection), follower: OperationFollower(reader: reader)),
            audit: trail, store: StateStore(directory: directory),
            now: { start.addingTimeInterval(elapsed.withLock { $0.seconds }) }, progress: { _ in })
        var variant = Variant()
        variant.retentionDays = 3
        variant.restoresContracts = false
        variant.graceHours = 0
        let policy = variant.active(ZoneInfoDirectory())

        let first = await sweeper.sweep(SweepRequest(purgeNow: true), under: policy)
        // The last page holds 50 items, the one before it 100.
        #expect(portal.trash(of: alice).count == 200)
        #expect(first.counts.purged == 150)
        #expect(first.problem?.description.contains("changes continue in about") == true)
        #expect(trail.count(.purged) == 150)
        #expect(trail.count(.purgeRequested) == 250 && trail.count(.purgeFailed) == 100)
        let calls = { portal.ledger.requestCounts["PUT /api/2.0/files/fileops/delete"] }
        #expect(calls() == 2)

        let second = await sweeper.sweep(SweepRequest(purgeNow: true), under: policy)
        #expect(second.counts.purged == 0 && second.problem != nil)
        #expect(calls() == 2, "nothing is sent before the day is over")

        elapsed.withLock { $0 = .seconds(25 * 3_600) }
        portal.clock.advance(by: .seconds(25 * 3_600))
        let third = await sweeper.sweep(SweepRequest(purgeNow: true), under: policy)
        #expect(portal.trash(of: alice).isEmpty)
        #expect(third.problem == nil)
        #expect(trail.count(.purged) == 350)
    }
}
