package import FoundationEssentials
import Glibc
import Synchronization

/// Audit records in a file of JSON lines, for machines without a journal: the fields of the journal, all as strings,
/// synced to the disk before the call returns.
package final class AuditLogFile: AuditSink {
    private let descriptor: OpenDescriptor
    private let now: @Sendable () -> Date
    /// One writer at a time, so that lines stay whole.
    private let lines: Mutex<LineFile>

    /// Opens the file for appending, or creates it with mode 0600.
    ///
    /// - Throws: `FileError`.
    package init(path: String, now: @escaping @Sendable () -> Date = { Date() }) throws(FileError) {
        self.now = now
        descriptor = try OpenDescriptor(path, O_RDWR | O_CREAT | O_APPEND)
        lines = Mutex(LineFile(descriptor, isOurs: false))
        // After a crash in the middle of a line, the next record begins on a line of its own.
        try lines.withLock { lines throws(FileError) in try lines.endLastLine() }
    }

    package var memory: AuditSinkMemory {
        .own { [self] chain in
            lines.withLock { lines in
                lines.backwards.lazy.compactMap { SealedRecord(line: $0) }.first { $0.chain == chain }?.sequence
            }
        }
    }

    package func check() throws {
        var status = stat()
        guard fstat(descriptor.number, &status) == 0, status.st_nlink > 0 else {
            errno = ENOENT
            throw FileError("the audit log was removed")
        }
    }

    package func write(_ records: [SealedRecord]) throws {
        let time = ["__REALTIME_TIMESTAMP": "\(Int64(now().timeIntervalSince1970 * 1_000_000))"]
        let bytes = try records.reduce(into: []) { $0 += try $1.line(with: time) }
        try lines.withLock { lines throws(FileError) in try lines.append(bytes) }
    }
}
