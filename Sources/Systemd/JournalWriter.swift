internal import CSystemd
import Glibc

/// Writes structured records to the journal: sd_journal_sendv(3).
///
/// Waits while journald's queue is full, but no longer than `JournalPresence` does. Several threads may use it at once.
package struct JournalWriter: Sendable {
    /// The result for a record whose sending did not fail.
    package enum Delivery: Sendable, Equatable {
        /// The journal's socket took the record. journald may still drop it above its rate limit, and writes it to disk
        /// later: `SyncIntervalSec=` in journald.conf(5).
        case sent
        /// No journal runs; the record is lost.
        case noJournal
    }

    private let presence: JournalPresence

    /// Creates a writer to the system's journal; opens nothing yet.
    ///
    /// - Parameter presence: checks whether a journal is there, because libsystemd does not report it.
    package init(presence: JournalPresence = JournalPresence()) {
        self.presence = presence
    }

    /// Sends one record.
    ///
    /// - Parameter record: of any size (large ones travel in a memfd); about 500 fields at most.
    /// - Returns: whether a journal took it.
    /// - Throws: `SystemdError` if the journal refused it, such as `ECONNREFUSED` without a listener, or `ETIMEDOUT` if
    ///   it takes nothing.
    @discardableResult
    package func write(_ record: JournalRecord) throws(SystemdError) -> Delivery {
        // sendv would block for as long as journald hangs. It uses another socket, so another process may take the last
        // slot in between; then the next record is refused.
        do throws(SystemdError) { try presence.check() } catch {
            if error.errno == ETIMEDOUT { throw error }
        }
        try checked(.sdJournalSend, Self.send(record.allFields.map(\.encoded)))
        // sendv also returns 0 without a journal. With this later check, a journal that went away meanwhile counts as
        // absent.
        return presence.isPresent ? .sent : .noJournal
    }

    /// Sends fields that are already `NAME=value`; returns 0 or a negated errno.
    private static func send(_ fields: [[UInt8]]) -> Int32 {
        // One buffer for all fields: borrowing many arrays at once would need nested closures.
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
