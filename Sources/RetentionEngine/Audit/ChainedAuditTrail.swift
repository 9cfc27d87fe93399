package import FoundationEssentials
import Glibc
import Retention
import Synchronization

/// The audit trail of a state directory: seals records into its chain, keeps them in the spool, and hands them to the
/// journal, a file, or both.
///
/// Several processes may share the directory: a lock keeps their records in one order. Records that a crash, a power cut
/// or a missing journal kept from arriving are handed over before the next ones.
package final class ChainedAuditTrail: AuditTrail {
    private let directory: String
    private let sinks: [any AuditSink]
    private let bootID: String
    private let now: @Sendable () -> Date
    private let state: Mutex<Open?>

    /// What is open while the process lives.
    private struct Open: Sendable {
        var spool: AuditSpool
        let lock: OpenDescriptor
        /// Whether this process has looked at what earlier boots left.
        var isSettled = false
    }

    /// - Parameters:
    ///   - store: whose `audit` folder holds the spool; made when needed.
    ///   - sinks: all must take each record.
    ///   - bootID: tells one boot of the machine from another.
    package init(
        store: StateStore, sinks: [any AuditSink], bootID: String, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        directory = "\(store.directory)/audit"
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
            var last = open.spool.last()
            try deliverRest(&open, upTo: last)
            try open.spool.rotate(now: now())
            guard !records.isEmpty else { return last?.sequence ?? 0 }
            let chain = last?.chain ?? UUID().uuidString.lowercased()
            let sealed = records.map { record in
                let next = record.sealed(chain: chain, after: last, now: now())
                last = next
                return next
            }
            try open.spool.append(sealed)
            for sink in sinks { try sink.write(sealed) }
            return try mark(sealed[sealed.count - 1].sequence)
        }
    }

    package func recent(account: String, after number: Int) throws -> [RecordedEvent] {
        try locked { open in
            open.spool.records(after: number).filter { $0.fields["RETENTIOND_ACCOUNT"] == account }
                .compactMap(RecordedEvent.init)
        }
    }

    /// To be called at the end of an orderly life: what was sent needs no second sending after the next boot.
    package func finish() throws {
        try locked { open in
            guard let last = open.spool.last(), let mark = DeliveryMark(path: markPath), mark.sequence == last.sequence
            else { return }
            try DeliveryMark(sequence: last.sequence, boot: nil).write(to: markPath)
        }
    }
}

extension ChainedAuditTrail {
    private var markPath: String { "\(directory)/delivered" }

    private func mark(_ sequence: Int) throws -> Int {
        try DeliveryMark(sequence: sequence, boot: bootID).write(to: markPath)
        return sequence
    }

    /// Alone among threads and processes.
    private func locked<Result>(_ body: (inout Open) throws -> Result) throws -> Result {
        try state.withLock { state in
            var open = try state ?? openDirectory()
            defer { state = open }
            while flock(open.lock.number, LOCK_EX) != 0 {
                guard errno == EINTR else { throw FileError("flock") }
            }
            defer { flock(open.lock.number, LOCK_UN) }
            try open.spool.refresh()
            return try body(&open)
        }
    }

    private func openDirectory() throws -> Open {
        try StateStore.prepare(directory)
        let path = "\(directory)/lock"
        let lock = try OpenDescriptor(path, O_RDWR | O_CREAT | O_NOFOLLOW)
        AtomicFile.giveToOwner(ofFolder: path, lock.number)
        return Open(spool: try AuditSpool(directory: directory), lock: lock)
    }

    /// Hands over what a sink may not have.
    private func deliverRest(_ open: inout Open, upTo last: SealedRecord?) throws {
        guard let last else { return }
        let mark = DeliveryMark(path: markPath)
        for sink in sinks {
            let rest = open.spool.records(after: arrived(at: sink, last, mark, open.isSettled))
            guard !rest.isEmpty else { continue }
            try sink.write(sink.lastSequence(of: last.chain) == nil ? rest.map(\.resent) : rest)
        }
        if mark?.sequence != last.sequence || mark?.boot != bootID { _ = try self.mark(last.sequence) }
        open.isSettled = true
    }

    /// The number of the last record that a sink has for sure.
    private func arrived(at sink: any AuditSink, _ last: SealedRecord, _ mark: DeliveryMark?, _ isSettled: Bool) -> Int
    {
        // Only our own lock's holder sends; with the mark at the end nothing is on its way.
        if isSettled, mark?.sequence == last.sequence { return last.sequence }
        if let known = sink.lastSequence(of: last.chain) { return known }
        guard let mark else { return 0 }
        let survived = sink.isDurable || mark.boot == nil || mark.boot == bootID
        return survived ? mark.sequence : 0
    }
}
