package import FoundationEssentials
import Glibc
package import Platform
import Synchronization

/// Audit records in a file of JSON lines, for machines without a journal: the fields of the journal, all as strings,
/// synced to the disk before the call returns.
///
/// After a rename, as log rotation does, the next record begins a new file at the path; the renamed one is not touched again.
package final class AuditLogFile: AuditSink {
    private struct Open: Sendable {
        var descriptor: OpenDescriptor
        var lines: LineFile
        /// The newest record that this process wrote, also to files that were renamed since.
        var newest: SealedRecord?
    }

    private let folder: Folder
    private let name: String
    private let now: @Sendable () -> Date
    /// One writer at a time keeps lines whole.
    private let file: Mutex<Open>

    /// Opens the file for appending, or creates it with mode 0600.
    ///
    /// - Throws: `FileError`, also for a target that can't be synced to a disk, such as a pipe: records might not arrive.
    package init(path: String, now: @escaping @Sendable () -> Date = { Date() }) throws(FileError) {
        self.now = now
        (folder, name) = try Folder.holding(path)
        file = Mutex(try Self.open(folder, name, newest: nil))
    }

    package var memory: AuditSinkMemory {
        .own { [self] chain in
            file.withLock { file in
                let found = file.lines.backwards.lazy.compactMap { SealedRecord(line: $0) }.first { $0.chain == chain }
                let written = file.newest.flatMap { $0.chain == chain ? $0.sequence : nil }
                return [found?.sequence, written].compactMap { $0 }.max()
            }
        }
    }

    package func check() throws {
        try file.withLock { file throws(FileError) in try follow(&file) }
    }

    package func write(_ records: [SealedRecord]) throws {
        let time = ["__REALTIME_TIMESTAMP": "\(Int64(now().timeIntervalSince1970 * 1_000_000))"]
        let bytes = records.reduce(into: []) { $0 += $1.line(with: time) }
        try file.withLock { file throws(FileError) in
            // A file that is renamed during the write may already be packed: write again, into the new file.
            repeat {
                try follow(&file)
                try file.lines.append(bytes)
            } while !isInPlace(file)
            file.newest = records.last ?? file.newest
        }
    }

    /// Begins a new file when the open one has left its path.
    private func follow(_ file: inout Open) throws(FileError) {
        guard !isInPlace(file) else { return }
        file = try Self.open(folder, name, newest: file.newest)
    }

    /// Whether the open file is the one at its path.
    ///
    /// A command that root started acts as the owner of the state directory, who may have no access to the file's folder.
    /// Then a rename can't be noticed, and records go to the open file as long as it has a name anywhere.
    private func isInPlace(_ file: Open) -> Bool {
        var mine = stat()
        guard fstat(file.descriptor.number, &mine) == 0 else { return false }
        guard let named = folder.status(name) else { return errno == EACCES && mine.st_nlink > 0 }
        return mine.st_ino == named.st_ino && mine.st_dev == named.st_dev
    }

    private static func open(_ folder: Folder, _ name: String, newest: SealedRecord?) throws(FileError) -> Open {
        let descriptor = try folder.open(name, O_RDWR | O_CREAT | O_APPEND)
        guard fsync(descriptor.number) == 0 else { throw FileError("fsync") }
        let lines = LineFile(descriptor, isOurs: false)
        // After a crash in the middle of a line, the next record begins on a line of its own.
        try lines.endLastLine()
        return Open(descriptor: descriptor, lines: lines, newest: newest)
    }
}
