package import FoundationEssentials
import Glibc
import Platform
import Retention
import Synchronization

/// The audit trail of a state directory: seals records into its chain, keeps them in the spool, and hands them to the
/// journal, a file, or both.
///
/// Several processes may share the directory: a lock keeps their records in one order. Records that did not arrive because of
/// a crash, a power cut or a missing journal are handed over before the next ones. `prove` searches for those that were sent,
/// and sends the missing ones again.
package final class ChainedAuditTrail: AuditTrail {
    let store: StateStore
    let sinks: [any AuditSink]
    let bootID: String?
    let now: @Sendable () -> Date
    private let state: Mutex<Open?>

    /// Descriptors and state that stay open while the process lives.
    struct Open: Sendable {
        var spool: AuditSpool
        /// Opened for the present call.
        var folder: Folder
        let lock: OpenDescriptor
        /// Whether this process has checked what earlier boots left.
        var isSettled = false
        /// When records were last searched for because their copies were about to go.
        var checkedBeforeRotationAt: Date?
    }

    /// - Parameters:
    ///   - store: its `audit` folder holds the spool; made if needed.
    ///   - sinks: all must take each record.
    ///   - bootID: identifies one boot of the machine. Nil if unknown: then every start may follow a power cut.
    package init(
        store: StateStore, sinks: [any AuditSink], bootID: String?, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.store = store
        self.sinks = sinks
        self.bootID = bootID
        self.now = now
        state = Mutex(nil)
    }

    package func check() throws {
        for sink in sinks { try sink.check() }
    }

    @discardableResult
    package func append(_ records: [AuditRecord]) throws -> Int {
        try locked { open in
            var last = try newest(&open)
            try deliverRest(&open, upTo: last)
            try rotate(&open, upTo: last)
            guard !records.isEmpty else { return last?.sequence ?? 0 }
            let chain = last?.chain ?? UUID().uuidString.lowercased()
            let sealed = records.map { record in
                let next = record.sealed(chain: chain, after: last, now: now())
                last = next
                return next
            }
            try open.spool.append(sealed)
            for sink in sinks { try deliver(sealed, to: sink, open) }
            return sealed[sealed.count - 1].sequence
        }
    }

    package func recent(account: String, after number: Int) throws -> [RecordedEvent] {
        try locked { open in
            open.spool.records(after: number).filter { $0.fields["RETENTIOND_ACCOUNT"] == account }
                .compactMap(RecordedEvent.init)
        }
    }
}

extension ChainedAuditTrail {
    private static let recordsAtATime = 1_000

    /// The newest record of the chain; nil if there is none yet.
    func newest(_ open: inout Open) throws -> SealedRecord? {
        do throws(SpoolDamageError) { return try open.spool.last() } catch {
            throw StateError.corrupt(path: "\(store.directory)/audit")
        }
    }

    private func deliver(_ records: [SealedRecord], to sink: any AuditSink, _ open: Open) throws {
        try sink.write(records)
        guard case .mark(let name) = sink.memory, let last = records.last else { return }
        let seen = mark(name, last.chain, open)?.seen ?? 0
        try DeliveryMark(sequence: last.sequence, chain: last.chain, boot: bootID, seen: seen)
            .write(to: open.folder, name)
    }

    /// The records that a sink was sent and was seen to have; nil when they no longer count.
    ///
    /// - Parameter open: shows whether this process has run this before, in this boot.
    func mark(_ name: String, _ chain: String, _ open: Open) -> DeliveryMark? {
        guard let mark = DeliveryMark(open.folder, name), mark.chain == chain else { return nil }
        return open.isSettled || (bootID != nil && mark.boot == bootID) ? mark : nil
    }

    /// Hands over the records that a sink may lack.
    private func deliverRest(_ open: inout Open, upTo last: SealedRecord?) throws {
        defer { open.isSettled = true }
        guard let last else { return }
        for sink in sinks {
            var rest = open.spool.records(after: arrived(at: sink, last, open))[...]
            // A power cut may take these, too, even if they are old.
            if !rest.isEmpty { try open.spool.noteHandedOver(at: now()) }
            while !rest.isEmpty {
                let next = Array(rest.prefix(Self.recordsAtATime))
                // If it may already have arrived, the record is marked as possibly the second copy.
                if case .mark = sink.memory {
                    try deliver(next.map(\.resent), to: sink, open)
                } else {
                    try deliver(next, to: sink, open)
                }
                rest = rest.dropFirst(next.count)
            }
        }
    }

    /// The number of the last record that a sink has or was sent.
    private func arrived(at sink: any AuditSink, _ last: SealedRecord, _ open: Open) -> Int {
        switch sink.memory {
        case .own(let lastSequence):
            // A file without a record of the chain begins here. One that is ahead belongs to a newer copy of our state.
            guard let known = lastSequence(last.chain), known <= last.sequence else { return last.sequence }
            return known
        case .mark(let name):
            return min(mark(name, last.chain, open)?.sequence ?? 0, last.sequence)
        }
    }

    /// Runs alone among threads and processes.
    func locked<Result>(_ body: (inout Open) throws -> Result) throws -> Result {
        try state.withLock { state in
            // Opened again each time: a directory that was moved away must not get records, because they would not be found
            // there.
            let folder = try store.prepared("audit")
            var open = try state ?? Self.open(folder)
            open.folder = folder
            defer { state = open }
            try lock(open.lock)
            defer { flock(open.lock.number, LOCK_UN) }
            do throws(FileError) { try open.spool.refresh(in: folder) } catch {
                throw SpoolError(folder.path, error)
            }
            return try body(&open)
        }
    }

    /// Waits for another process, but not for one that was stopped while it held the lock.
    private func lock(_ lock: OpenDescriptor) throws {
        for _ in 0..<500 {
            if flock(lock.number, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw unusable(FileError("flock")) }
            usleep(10_000)
        }
        throw unusable("another process has held its lock for 5 s")
    }

    private func unusable(_ reason: some CustomStringConvertible) -> SpoolError {
        SpoolError("\(store.directory)/audit", reason)
    }

    private static func open(_ folder: Folder) throws -> Open {
        do throws(FileError) {
            let lock = try folder.open("lock", O_RDWR | O_CREAT)
            return Open(spool: try AuditSpool(folder), folder: folder, lock: lock)
        } catch {
            throw SpoolError(folder.path, error)
        }
    }
}

/// Records can't be kept in the state directory.
struct SpoolError: Error, CustomStringConvertible {
    let description: String

    init(_ directory: String, _ reason: some CustomStringConvertible) {
        description = "no audit record can be kept in \(directory): \(reason)"
    }
}
