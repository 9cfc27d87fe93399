internal import CSystemd
import Glibc

/// Writes structured records to the journal: sd_journal_sendv(3).
///
/// Waits while journald's queue is full, but no longer than `JournalPresence` does. May be used by several threads at once.
package struct JournalWriter: Sendable {
    /// What became of a record whose sending did not fail.
    package enum Delivery: Sendable, Equatable {
        /// The journal's socket took the record. journald may still drop it above its rate limit, and writes it to
        /// disk later: `SyncIntervalSec=` in journald.conf(5).
        case sent
        /// No journal is there; the record is lost.
        case noJournal
    }

    private let presence: JournalPresence

    /// Creates a writer to the system's journal; nothing is opened yet.
    ///
    /// - Parameter presence: how to tell whether a journal is there, as libsystemd does not tell.
    package init(presence: JournalPresence = JournalPresence()) {
        self.presence = presence
    }

    /// Sends one record.
    ///
    /// - Parameter record: of any size (large ones travel in a memfd); about 500 fields at most.
    /// - Returns: whether a journal took it.
    /// - Throws: `SystemdError` when the journal refused it, such as `ECONNREFUSED` while nobody listens, or `ETIMEDOUT` when it
    ///   takes nothing.
    @discardableResult
    package func write(_ record: JournalRecord) throws(SystemdError) -> Delivery {
        // sendv would block for as long as journald hangs. It has a socket of its own, so between the two another may take the
        // last place; then the next record is the one that is refused.
        do throws(SystemdError) { try presence.check() } catch {
            if error.errno == ETIMEDOUT { throw error }
        }
        try checked(.sdJournalSend, Self.send(record.allFields.map(\.encoded)))
        // sendv answers 0 without a journal, too. Asked afterwards, one that went away meanwhile counts as absent.
        return presence.isPresent ? .sent : .noJournal
    }

    /// Sends fields that are already `NAME=value`; returns 0 or a negated errno.
    private static func send(_ fields: [[UInt8]]) -> Int32 {
        // One buffer for all fields: borrowing many arrays at once would need a nest of closures.
        var buffer = Array(fields.joined())
        return buffer.withUnsafeMutableBytes { bytes in
            var next = bytes.baseAddress
            let vectors = fields.map { field in
                defer { next = next?.advanced(by: field.count) }
                return iovec(iov_base: next, iov_len: field.count)
            }
            return retryingInterrupts { sd_journal_sendv(vectors, Int32(clamping: vectors.count)) }
        }
    }
}
