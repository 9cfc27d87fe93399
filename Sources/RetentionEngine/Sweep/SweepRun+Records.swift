import FoundationEssentials
import Retention

/// Writing audit records and the state file.
extension SweepRun {
    /// Other processes wait meanwhile.
    private static let recordsAtATime = 1_000
    private static let maxUnsavedOutcomes = 1_000
    /// In seconds, well below the time for which the trail keeps its newest records for a replay.
    private static let maxUnsavedTime: TimeInterval = 60

    func checkAudit() throws(SweepError) {
        do { try sweeper.audit.check() } catch { throw .noAudit("\(error)") }
    }

    /// Opens the trail as for a record, so that a sweep with nothing to record also finds out that it is damaged or can't be
    /// written, and hands over records that an earlier process could not.
    func openAudit() throws(SweepError) {
        try checkAudit()
        do { try sweeper.audit.append([]) } catch let error as StateError {
            throw SweepError(error)
        } catch {
            throw .noAudit("\(error)")
        }
    }

    /// Makes the trail prove that it keeps its records, before the first change and once in each round of a purge.
    mutating func proveAudit() throws(SweepError) {
        do {
            if isAuditProved { try sweeper.audit.check() } else { try sweeper.audit.prove() }
            isAuditProved = true
        } catch {
            gate.auditProblem = "\(error)"
        }
        if let objection = gate.objection([.auditTrail]) { throw objection.problem }
    }

    /// Makes the trail prove that the records of this sweep, or of an earlier process, have arrived.
    func proveRecords() throws(SweepError) {
        do {
            if try sweeper.audit.hasUnseenRecords() { try sweeper.audit.prove() }
        } catch {
            throw .noAudit("\(error)")
        }
    }

    mutating func record(_ event: AuditEvent, reason: String? = nil) throws(SweepError) {
        try append([auditRecord(event, reason: reason)])
    }

    /// Records the start of the sweep, once.
    mutating func recordStart() throws(SweepError) {
        guard !hasRecordedStart else { return }
        hasRecordedStart = true
        try record(.sweepStarted)
    }

    /// Appends records, after that of the start.
    mutating func append(_ records: [AuditRecord]) throws(SweepError) {
        guard !records.isEmpty else { return }
        try recordStart()
        var rest = records[...]
        var last = state.auditSequence
        while !rest.isEmpty {
            let next = Array(rest.prefix(Self.recordsAtATime))
            do { last = try sweeper.audit.append(next) } catch let error as StateError {
                hasLostRecords = true
                throw SweepError(error)
            } catch {
                hasLostRecords = true
                throw .noAudit("\(error)")
            }
            rest = rest.dropFirst(next.count)
        }
        state.auditSequence = last
    }

    func auditRecord(
        _ event: AuditEvent, item: TrashedItem? = nil, target: RecordedTarget? = nil, rule: String? = nil,
        reason: String? = nil, operationID: String? = nil
    ) -> AuditRecord {
        var record = AuditRecord(
            event, account: sweeper.account, sweepID: outcome.sweepID, policyDigest: active.digest, item: item,
            target: target, rule: rule, reason: reason, operationID: operationID)
        record.portalUser = state.trash?.userID
        record.operatorName = request.operatorName
        return record
    }

    mutating func save() throws(SweepError) {
        do { try sweeper.store.save(state, account: sweeper.account) } catch { throw SweepError(error) }
        hasSavedSequence = state.auditSequence != nil
        unsavedOutcomes = 0
        savedAt = now
    }

    /// Saves the state after outcomes were recorded. A large state is not saved after each call, or a sweep would write an
    /// amount quadratic in its items: after a crash the missing outcomes are replayed from the audit trail.
    mutating func saveOutcomes(_ count: Int) throws(SweepError) {
        unsavedOutcomes += count
        let large = min((state.restores.count + state.quarantine.count) / 10, Self.maxUnsavedOutcomes)
        let isLate = abs(now.timeIntervalSince(savedAt)) >= Self.maxUnsavedTime
        if !hasSavedSequence || unsavedOutcomes >= large || isLate { try save() }
    }

    /// Closes requests of items; those of one sweep only, if it is named. Nil if there are none.
    func closing(_ keys: some Collection<ItemKey>, of sweepID: String? = nil) -> RequestEvent? {
        let items = requested(keys)
        return items.isEmpty ? nil : .closed(items: items, sweepID: sweepID)
    }

    /// The outcome of items was recorded as unknown, after an inspection. Nil if they have no requests.
    func reporting(_ keys: some Collection<ItemKey>) -> RequestEvent? {
        let items = requested(keys)
        return items.isEmpty ? nil : .reported(items: items)
    }

    private func requested(_ keys: some Collection<ItemKey>) -> [ItemKey] {
        keys.filter { !requests[$0].isEmpty }.sorted()
    }

    /// Quarantines an item: 15 min after the first failure, doubled with each, up to a day.
    mutating func quarantine(_ key: ItemKey, reason: String, at instant: Date) {
        let failures = (state.quarantine[key]?.failures ?? 0) + 1
        let delay = min(900 * Double(1 << min(failures - 1, 20)), 86_400)
        state.quarantine[key] = AccountState.QuarantineEntry(
            failures: failures, nextAt: instant.addingTimeInterval(delay), reason: reason)
    }

    mutating func unquarantine(_ key: ItemKey) {
        state.quarantine[key] = nil
    }
}
