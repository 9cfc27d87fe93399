package import FoundationEssentials
import Glibc
import Retention
import Synchronization

/// The audit trail as a file of JSON lines, for machines without a journal: the fields of the journal, all as strings,
/// synced to the disk before the call returns.
package final class FileAuditTrail: AuditTrail {
    private let descriptor: CInt
    private let now: @Sendable () -> Date
    /// One writer at a time, so that lines stay whole. True after a write that may have left half a line.
    private let order = Mutex(false)

    /// Opens the file for appending, or creates it with mode 0600.
    ///
    /// - Throws: `FileError`.
    package init(path: String, now: @escaping @Sendable () -> Date = { Date() }) throws(FileError) {
        self.now = now
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("open") }
        try endLastLine()
    }

    deinit {
        close(descriptor)
    }

    package func check() throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_nlink > 0 else {
            errno = ENOENT
            throw FileError("the audit log was removed")
        }
    }

    package func append(_ records: [AuditRecord]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes: [UInt8] = []
        for record in records {
            let fields =
                record.fields + [
                    ("SYSLOG_IDENTIFIER", "retentiond"),
                    ("__REALTIME_TIMESTAMP", "\(Int64(now().timeIntervalSince1970 * 1_000_000))"),
                ]
            let line = try encoder.encode(Dictionary(uniqueKeysWithValues: fields))
            bytes += HarmlessText.escaped(json: String(decoding: line, as: UTF8.self)).utf8
            bytes.append(UInt8(ascii: "\n"))
        }
        try order.withLock { isTorn in
            // After a write that failed half-way, the next record begins on a line of its own.
            if isTorn { bytes.insert(UInt8(ascii: "\n"), at: 0) }
            isTorn = true
            try AtomicFile.writeAll(bytes, to: descriptor)
            isTorn = false
            guard fsync(descriptor) == 0 else { throw FileError("fsync") }
        }
    }

    /// After a crash in the middle of a line, keeps the next record on a line of its own.
    private func endLastLine() throws(FileError) {
        let size = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        guard size > 0, pread(descriptor, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") else { return }
        try AtomicFile.writeAll([UInt8(ascii: "\n")], to: descriptor)
    }
}
