internal import CSystemd
import Glibc

/// Reads records of the journal, oldest first.
///
/// A process without access to the journal's files (not root, not in the group systemd-journal) sees no records instead
/// of an error. All calls block on the disk and must come from the thread that opened the reader: sd-journal(3).
package struct JournalReader: ~Copyable {
    /// Which journal files to read.
    package enum Source: Sendable {
        /// Files that this machine wrote, without journal namespaces.
        case local
        /// Files that this machine wrote: the default namespace and all others, see `LogNamespace=` in systemd.exec(5).
        case allNamespaces
        /// Files of one journal namespace of this machine.
        case namespace(String)
        /// Files in a directory such as `/var/log/journal/<machine id>`.
        case directory(String)
    }

    /// The fields that journald itself adds, which no client can forge: systemd.journal-fields(7).
    package enum TrustedField: String, Sendable {
        case bootID = "_BOOT_ID"
        case machineID = "_MACHINE_ID"
        case namespace = "_NAMESPACE"
        case processID = "_PID"
        case systemdInvocationID = "_SYSTEMD_INVOCATION_ID"
        case systemdUnit = "_SYSTEMD_UNIT"
        case transport = "_TRANSPORT"
        case userID = "_UID"
    }

    /// Which fields of a record to read; fewer fields are faster.
    package enum FieldSelection: Sendable {
        case all
        /// Those whose names begin with one of these.
        case beginning([String])
    }

    private let journal: OpaquePointer
    /// The beginnings of the names to read, in bytes; nil: all.
    private let wanted: [[UInt8]]?

    /// Opens the journal, positioned before its first record.
    ///
    /// - Parameter fields: those that `entry` and its callers read.
    /// - Throws: `SystemdError`, such as `ENOENT` for a directory that does not exist.
    package init(_ source: Source = .local, fields: FieldSelection = .all) throws(SystemdError) {
        journal = try Self.open(source)
        wanted =
            switch fields {
            case .all: nil
            case .beginning(let names): names.map { Array($0.utf8) }
            }
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

    /// Moves to before the first record received at this time or later; microseconds since 1970-01-01 UTC.
    ///
    /// Where the wall clock was set back, older times may still follow.
    package func seek(toRealtimeMicroseconds microseconds: UInt64) throws(SystemdError) {
        try checked(.sdJournalSeekRealtime, sd_journal_seek_realtime_usec(journal, microseconds))
    }

    /// Moves so that `next()` returns this number of last matching records.
    package func seek(beforeLast count: UInt64) throws(SystemdError) {
        try checked(.sdJournalSeekTail, sd_journal_seek_tail(journal))
        // The current record counts as returned already, hence one more.
        let moved = try checked(.sdJournalPrevious, sd_journal_previous_skip(journal, count + 1))
        if moved <= count { try checked(.sdJournalSeekHead, sd_journal_seek_head(journal)) }
    }

    /// The next matching record, nil after the last one; records that arrived meanwhile count.
    ///
    /// - Throws: `SystemdError`. `EBADMSG` is a damaged record; the following call continues after it.
    package func next() throws(SystemdError) -> JournalEntry? {
        try advance() ? try entry() : nil
    }

    /// Moves to the next matching record without reading it.
    ///
    /// - Returns: false after the last one.
    package func advance() throws(SystemdError) -> Bool {
        try checked(.sdJournalNext, sd_journal_next(journal)) > 0
    }

    /// Reads the current record.
    package func entry() throws(SystemdError) -> JournalEntry {
        var entry = JournalEntry(
            fields: [:], realtimeMicroseconds: try realtimeMicroseconds(), cursor: try currentCursor())
        try readFields(into: &entry)
        return entry
    }

    /// When journald received the current record, in microseconds since 1970-01-01 UTC.
    package func realtimeMicroseconds() throws(SystemdError) -> UInt64 {
        var realtime: UInt64 = 0
        try checked(.sdJournalGetRealtime, sd_journal_get_realtime_usec(journal, &realtime))
        return realtime
    }

    /// Whether the current record has a field.
    package func has(_ name: JournalField.Name) throws(SystemdError) -> Bool {
        var data: UnsafeRawPointer?
        var count = 0
        let code = sd_journal_get_data(journal, name.description, &data, &count)
        if code == -ENOENT { return false }
        try checked(.sdJournalGetData, code)
        return true
    }

    /// Waits until records may have arrived, at most for this time.
    ///
    /// - Returns: whether something changed; not necessarily a matching record. The first call returns at once.
    package func wait(upToMicroseconds microseconds: UInt64) throws(SystemdError) -> Bool {
        let code = sd_journal_wait(journal, microseconds)
        if code == -EINTR { return false }
        return try checked(.sdJournalWait, code) != Int32(SD_JOURNAL_NOP)
    }

    /// The newest matching record, nil if there is none; `next()` continues after it.
    package func last() throws(SystemdError) -> JournalEntry? {
        try checked(.sdJournalSeekTail, sd_journal_seek_tail(journal))
        guard try checked(.sdJournalPrevious, sd_journal_previous(journal)) > 0 else { return nil }
        return try entry()
    }
}

extension JournalReader {
    private static func open(_ source: Source) throws(SystemdError) -> OpaquePointer {
        var opened: OpaquePointer?
        let localOnly = Int32(SD_JOURNAL_LOCAL_ONLY)
        switch source {
        case .local:
            try checked(.sdJournalOpen, sd_journal_open(&opened, localOnly))
        case .allNamespaces:
            let flags = localOnly | Int32(SD_JOURNAL_ALL_NAMESPACES)
            try checked(.sdJournalOpenNamespace, sd_journal_open_namespace(&opened, nil, flags))
        case .namespace(let name):
            try checked(.sdJournalOpenNamespace, sd_journal_open_namespace(&opened, name, localOnly))
        case .directory(let path):
            try checked(.sdJournalOpenDirectory, sd_journal_open_directory(&opened, path, 0))
        }
        guard let opened else { preconditionFailure("libsystemd opened a journal and returned none") }
        do {
            // Without this, values longer than 64 KiB may be cut.
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

    private func readFields(into entry: inout JournalEntry) throws(SystemdError) {
        sd_journal_restart_data(journal)
        var data: UnsafeRawPointer?
        var count = 0
        while try checked(.sdJournalEnumerateData, sd_journal_enumerate_data(journal, &data, &count)) > 0 {
            let bytes = UnsafeRawBufferPointer(start: data, count: count)
            if let wanted, !wanted.contains(where: { bytes.starts(with: $0) }) { continue }
            guard let separator = bytes.firstIndex(of: UInt8(ascii: "=")) else {
                throw SystemdError(.sdJournalEnumerateData, errno: EBADMSG)
            }
            let name = String(decoding: bytes[..<separator], as: UTF8.self)
            entry.add(Array(bytes[(separator + 1)...]), to: name)
        }
    }

    private func currentCursor() throws(SystemdError) -> String {
        var text: UnsafeMutablePointer<CChar>?
        try checked(.sdJournalGetCursor, sd_journal_get_cursor(journal, &text))
        defer { free(text) }
        return text.map { String(cString: $0) } ?? ""
    }
}
