import FoundationEssentials
import Retention
import RetentionEngine
import Time

/// Changing holds, each change with its audit record.
struct HoldLedger {
    private let trail: any AuditTrail
    private let store: StateStore
    private let operatorName: String
    private let policyDigest: String
    private let lock: StateLock

    /// Opens trail and state. From then on root acts as the owner of the state directory.
    ///
    /// - Throws: `CommandError` (69) without a trail or a usable state directory, (75) while another command changes
    ///   holds, (77) if the state is closed to this user.
    init(auditLog: String?, common: CommonOptions, active: ActivePolicy) throws(CommandError) {
        let operatorName = Operator.name
        let (trail, store) = try AuditTrailFactory.open(file: auditLog, store: common.store)
        try self.init(trail, store, operatorName: operatorName, active)
    }

    /// Changes holds with an open trail and state.
    ///
    /// - Throws: as above.
    init(
        _ trail: any AuditTrail, _ store: StateStore, operatorName: String, _ active: ActivePolicy
    ) throws(CommandError) {
        self.operatorName = operatorName
        self.trail = trail
        self.store = store
        policyDigest = active.digest
        do throws(StateError) { lock = try store.lockHolds() } catch {
            if case .locked = error {
                throw CommandError(.temporaryFailure, "another command is changing holds", hint: "try again")
            }
            throw CommandError(.unavailable, "\(error)")
        }
        try record { try trail.check() }
    }

    /// The unreleased holds of an item, for any account; ended ones included.
    ///
    /// - Throws: `CommandError` (1) if a file is not a hold.
    func unreleased(_ key: ItemKey) throws(CommandError) -> [StateStore.HoldFile] {
        try Self.files(store).filter { $0.stored.hold.key == key && $0.stored.release == nil }
    }

    /// Holds items: first protects them, then records that.
    ///
    /// - Throws: `CommandError` (69). Items that it doesn't name are held.
    func add(
        _ items: [NamedItem], reason: String, until: Date?, ticket: String?, now: Date
    ) throws(CommandError) {
        for item in items {
            let hold = ItemHold(key: item.key, reason: reason, until: until, ticket: ticket, addedBy: operatorName)
            let title = item.title.flatMap { $0.isEmpty ? nil : BoundedText.of($0, limit: StoredHold.maxTextBytes) }
            do throws(StateError) {
                try store.add(StoredHold(account: item.account, hold: hold, title: title, addedAt: now))
            } catch {
                throw CommandError(.unavailable, "\(item.key) is not held: \(error)")
            }
        }
        let end = until.map { "until \(UTCText.of($0)): " } ?? ""
        let suffix = ticket.map { " (\($0))" } ?? ""
        try record {
            try trail.append(items.map { record(.holdAdded, $0, reason: end + reason + suffix) })
            try trail.prove()
        }
    }

    /// Holds items and prints which.
    ///
    /// - Throws: as `add`.
    func addAndPrint(
        _ items: [NamedItem], reason: String, until: Date?, ticket: String?
    ) throws(CommandError) {
        try add(items, reason: reason, until: until, ticket: ticket, now: Date())
        let end = until.map { " until \(UTCText.of($0))" } ?? " until it is released"
        for item in items.prefix(20) {
            Console.print("\(String(sanitizing: item.account)): \(item.key) is held\(end)")
        }
        if items.count > 20 { Console.print("… and \(counted(items.count - 20, "more item"))") }
    }

    /// Releases an item that is held for one account, and prints that.
    ///
    /// - Parameter account: nil for any.
    /// - Throws: `CommandError` (66) if the item isn't held, (64) if it is for several accounts, else as `release`.
    func releaseAndPrint(_ key: ItemKey, account: String?, reason: String) throws(CommandError) {
        // Also of accounts that the policy no longer has.
        let files = try unreleased(key).filter { account == nil || $0.stored.account == account }
        let accounts = Set(files.map(\.stored.account)).sorted()
        guard let name = accounts.first else {
            throw CommandError(.noSuchItem, "\(key) is not held", hint: "retentiond hold list shows the held items")
        }
        guard accounts.count == 1 else {
            throw CommandError(
                .usage, "\(key) is held for several accounts",
                hint: "give --account, one of: \(accounts.map(String.init(sanitizing:)).joined(separator: ", "))")
        }
        try release(files, reason: reason, now: Date())
        Console.print("\(String(sanitizing: name)): \(key) is released")
    }

    /// Ends holds: recorded first, then effective.
    ///
    /// - Throws: `CommandError` (69). The item may still be held.
    func release(_ files: [StateStore.HoldFile], reason: String, now: Date) throws(CommandError) {
        try record {
            try trail.append(
                files.map { file in
                    let stored = file.stored
                    let item = NamedItem(account: stored.account, key: stored.hold.key, title: stored.title)
                    return record(.holdReleased, item, reason: reason)
                })
            try trail.prove()
        }
        for file in files {
            var file = file
            file.stored.release = StoredHold.Release(at: now, by: operatorName, reason: reason)
            do throws(StateError) { try store.update(file) } catch {
                throw CommandError(.unavailable, "\(file.stored.hold.key) is still held: \(error)")
            }
        }
    }

    /// All holds of a state directory.
    ///
    /// - Throws: `CommandError` (1) if a file is not a hold.
    static func files(_ store: StateStore) throws(CommandError) -> [StateStore.HoldFile] {
        do throws(StateError) { return try store.holdFiles() } catch {
            throw CommandError(
                SweepError.unknownHolds("").exitStatus, "\(error)", hint: SweepError.unknownHolds("").generalHint)
        }
    }

    private func record(_ event: AuditEvent, _ item: NamedItem, reason: String) -> AuditRecord {
        var record = AuditRecord(
            event, account: item.account, sweepID: "", policyDigest: policyDigest,
            item: TrashedItem(key: item.key, title: item.title ?? ""), reason: reason)
        record.operatorName = operatorName
        record.portalUser = (try? store.load(account: item.account))?.trash?.userID
        return record
    }

    private func record(_ body: () throws -> Void) throws(CommandError) {
        do { try body() } catch {
            throw CommandError(
                .unavailable, "no audit record can be written: \(error)", hint: SweepError.noAudit("").generalHint)
        }
    }
}
