internal import CSystemd
import Glibc

/// Reads records of the journal, oldest first.
///
/// A process without access to the journal's files (not root, not in the group systemd-journal) sees no records rather
/// than an error. All calls block on the disk and must come from the thread that opened the reader: sd-journal(3).
package struct JournalReader: ~Copyable {
    /// Which journal files to read.
    package enum Source: Sendable {
        /// Those this machine wrote itself.
        case local
        /// Those in a directory such as `/var/log/journal/<machine id>`.
        case directory(String)
    }

    /// The fields journald itself adds, which no client can forge: systemd.journal-fields(7).
    package enum TrustedField: String, Sendable {
        case bootID = "_BOOT_ID"
        case processID = "_PID"
        case systemdInvocationID = "_SYSTEMD_INVOCATION_ID"
        case systemdUnit = "_SYSTEMD_UNIT"
        case transport = "_TRANSPORT"
        case userID = "_UID"
    }

    private let journal: OpaquePointer

    /// Opens the journal, positioned before its first record.
    ///
    /// - Throws: `SystemdError`, such as `ENOENT` for a directory that is not there.
    package init(_ source: Source = .local) throws(SystemdError) {
        journal = try Self.open(source)
    }

    deinit {
        sd_journal_close(journal)
    }

    /// Reads only records that hold this field with this value.
    ///
    /// Matches of one field are alternatives, different fields must all match: sd_journal_add_match(3).
    package func addMatch(_ field: JournalField) throws(SystemdError) {
        try addMatch(encoded: field.encoded)
    }

    /// Reads only records to which journald itself added this value; combines with other matches likewise.
    package func addMatch(_ field: TrustedField, _ value: String) throws(SystemdError) {
        try addMatch(encoded: Array("\(field.rawValue)=\(value)".utf8))
    }

    /// Positions before the first record received at this time or later; microseconds since 1970-01-01 UTC.
    ///
    /// Where the wall clock was set back, older times may still follow.
    package func seek(toRealtimeMicroseconds microseconds: UInt64) throws(SystemdError) {
        try checked(.sdJournalSeekRealtime, sd_journal_seek_realtime_usec(journal, microseconds))
    }

    /// The next matching record, nil after the last one; records that arrived meanwhile count.
    ///
    /// - Throws: `SystemdError`. `EBADMSG` is a damaged record; the following call goes on behind it.
    package func next() throws(SystemdError) -> JournalEntry? {
        guard try checked(.sdJournalNext, sd_journal_next(journal)) > 0 else { return nil }
        return try currentEntry()
    }

    /// The newest matching record, nil when there is none; `next()` continues behind it.
    package func last() throws(SystemdError) -> JournalEntry? {
        try checked(.sdJournalSeekTail, sd_journal_seek_tail(journal))
        guard try checked(.sdJournalPrevious, sd_journal_previous(journal)) > 0 else { return nil }
        return try currentEntry()
    }
}

extension JournalReader {
    private static func open(_ source: Source) throws(SystemdError) -> OpaquePointer {
        var opened: OpaquePointer?
        switch source {
        case .local:
            try checked(.sdJournalOpen, sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY)))
        case .directory(let path):
            try checked(.sdJournalOpenDirectory, sd_journal_open_directory(&opened, path, 0))
        }
        guard let opened else { preconditionFailure("libsystemd opened a journal and returned none") }
        do {
            // Without this, values beyond 64 KiB may be cut.
            try checked(.sdJournalSetDataThreshold, sd_journal_set_data_threshold(opened, 0))
            try checked(.sdJournalSeekHead, sd_journal_seek_head(opened))
        } catch {
            sd_journal_close(opened)
            throw error
        }
        return opened
    }

    private func addMatch(encoded match: [UInt8]) throws(SystemdError) {
        try checked(.sdJournalAddMatch, sd_journal_add_match(journal, match, match.count))
    }

    private func currentEntry() throws(SystemdError) -> JournalEntry {
        var realtime: UInt64 = 0
        try checked(.sdJournalGetRealtime, sd_journal_get_realtime_usec(journal, &realtime))
        return JournalEntry(fields: try currentFields(), realtimeMicroseconds: realtime, cursor: try currentCursor())
    }

    private func currentFields() throws(SystemdError) -> [String: [UInt8]] {
        var fields: [String: [UInt8]] = [:]
        sd_journal_restart_data(journal)
        var data: UnsafeRawPointer?
        var count = 0
        while try checked(.sdJournalEnumerateData, sd_journal_enumerate_data(journal, &data, &count)) > 0 {
            let bytes = UnsafeRawBufferPointer(start: data, count: count)
            guard let separator = bytes.firstIndex(of: UInt8(ascii: "=")) else {
                throw SystemdError(.sdJournalEnumerateData, errno: EBADMSG)
            }
            let name = String(decoding: bytes[..<separator], as: UTF8.self)
            if fields[name] == nil { fields[name] = Array(bytes[(separator + 1)...]) }
        }
        return fields
    }

    private func currentCursor() throws(SystemdError) -> String {
        var text: UnsafeMutablePointer<CChar>?
        try checked(.sdJournalGetCursor, sd_journal_get_cursor(journal, &text))
        defer { free(text) }
        return text.map { String(cString: $0) } ?? ""
    }
}
