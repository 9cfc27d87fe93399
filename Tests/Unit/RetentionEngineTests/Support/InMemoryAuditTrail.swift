import Synchronization

@testable import Retention
@testable import RetentionEngine

/// Keeps records in memory, and can run full.
final class InMemoryAuditTrail: AuditTrail {
    struct Full: Error, CustomStringConvertible {
        let description = "the disk is full"
    }

    private let stored = Mutex<[AuditRecord]>([])
    private let refusal = Mutex<@Sendable (AuditEvent) -> Bool> { _ in false }
    private let onAppend = Mutex<@Sendable ([AuditRecord]) -> Void> { _ in }
    private let refusesCheck = Mutex(false)
    private let proof = Mutex((count: 0, failsFrom: Int.max))
    /// The number of records at the last proof.
    private let seen = Mutex(0)

    var records: [AuditRecord] { stored.withLock { $0 } }
    var events: [AuditEvent] { records.map(\.event) }

    func of(_ event: AuditEvent) -> [AuditRecord] { records.filter { $0.event == event } }
    func keys(_ event: AuditEvent) -> [ItemKey] { of(event).compactMap(\.item?.key) }

    /// Drops all but the first records, as a crash before the others would have.
    func cut(to count: Int) { stored.withLock { $0 = Array($0.prefix(count)) } }

    /// From now on, records of these events can't be kept.
    func refuse(_ events: AuditEvent...) { refusal.withLock { $0 = { events.contains($0) } } }
    /// Calls back when records are about to be kept.
    func beforeAppending(_ body: @escaping @Sendable ([AuditRecord]) -> Void) { onAppend.withLock { $0 = body } }
    func failChecks() { refusesCheck.withLock { $0 = true } }
    /// How often it had to prove that it keeps records.
    var proofs: Int { proof.withLock { $0.count } }
    /// The number of proofs that succeed.
    func failProofs(after count: Int = 0) { proof.withLock { $0.failsFrom = $0.count + count } }

    func prove() throws {
        try check()
        let fails = proof.withLock { proof in
            proof.count += 1
            return proof.count > proof.failsFrom
        }
        if fails { throw Full() }
        seen.withLock { $0 = records.count }
    }

    func hasUnseenRecords() throws -> Bool { seen.withLock { $0 } < records.count }

    func recover() {
        proof.withLock { $0.failsFrom = .max }
        refusal.withLock { $0 = { _ in false } }
        refusesCheck.withLock { $0 = false }
    }

    func check() throws { if refusesCheck.withLock({ $0 }) { throw Full() } }

    func append(_ records: [AuditRecord]) throws -> Int {
        let refuses = refusal.withLock { $0 }
        if records.contains(where: { refuses($0.event) }) { throw Full() }
        onAppend.withLock(\.self)(records)
        return stored.withLock { stored in
            stored += records
            return stored.count
        }
    }

    func recent(account: String, after number: Int) throws -> [RecordedEvent] {
        records.dropFirst(number).filter { $0.account == account }.map {
            RecordedEvent(
                event: $0.event, sweepID: $0.sweepID, item: $0.item, rule: $0.rule, reason: $0.reason,
                at: SweepHarness.start)
        }
    }
}
