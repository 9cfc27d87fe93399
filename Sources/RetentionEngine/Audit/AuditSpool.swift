import FoundationEssentials
import Glibc
import Platform

/// The newest audit records, on the disk before they go anywhere else: `current.jsonl` and `previous.jsonl`.
///
/// They are the end of the chain for the next writer, and the copies to send again when a crash or a power cut leaves it
/// uncertain whether a record arrived. Not thread-safe; the caller holds the lock of the directory.
struct AuditSpool: Sendable {
    /// A file is set aside after this many seconds, and dropped when the next one is set aside: journald writes to the disk
    /// at least every five minutes (`SyncIntervalSec=`).
    static let secondsPerFile = 600.0

    private var folder: Folder
    private var descriptor: OpenDescriptor
    private var file: LineFile
    private var startedAt: Date?
    /// The newest record, and the size of the file that ended with it.
    private var known: (last: SealedRecord?, size: Int)?

    init(_ folder: Folder) throws(FileError) {
        self.folder = folder
        descriptor = try Self.openCurrent(folder)
        file = LineFile(descriptor, isOurs: true)
    }

    /// Follows another process that set the file aside meanwhile.
    ///
    /// - Parameter folder: the same as before, opened again.
    mutating func refresh(in folder: Folder) throws(FileError) {
        self.folder = folder
        var mine = stat()
        guard fstat(descriptor.number, &mine) == 0, let named = folder.status(Self.current),
            mine.st_ino == named.st_ino
        else { return try reopen() }
        if known?.size != file.size {
            // Another process wrote, or was killed while writing.
            known = nil
            try file.dropTornLine()
        }
    }

    /// The newest record of the chain; nil when there is none yet.
    ///
    /// - Throws: when the last line is not a record of ours: another chain must not begin in its place.
    mutating func last() throws(SpoolDamageError) -> SealedRecord? {
        if let known { return known.last }
        var last = try file.newestRecord
        if last == nil {
            last = try reading(Self.previous) { lines throws(SpoolDamageError) in try lines.newestRecord }
        }
        known = (last, file.size)
        return last
    }

    /// Appends records; they are on the disk when the call returns.
    mutating func append(_ records: [SealedRecord]) throws {
        let bytes = records.reduce(into: []) { $0 += $1.line() }
        known = nil
        do throws(FileError) { try file.append(bytes) } catch { throw SpoolError(folder.path, error) }
        known = (records.last, file.size)
    }

    /// The records with a higher number, oldest first.
    func records(after sequence: Int) -> [SealedRecord] {
        let current = file.records(after: sequence)
        if let oldest = file.oldestRecord, oldest.sequence <= sequence + 1 { return current }
        return (reading(Self.previous) { $0.records(after: sequence) } ?? []) + current
    }

    /// Whether a new file should begin: this one is old enough, and nothing old was handed over lately. Then the records of
    /// the previous file go.
    mutating func isOld(now: Date) -> Bool {
        if startedAt == nil { startedAt = file.oldestRecord.flatMap(\.date) }
        guard let startedAt, Self.isOver(startedAt, now) else { return false }
        return handedOverAt.map { Self.isOver($0, now) } ?? true
    }

    /// Whether it is far too large, as when records can't be delivered for months: then old ones go anyway.
    var isHuge: Bool { file.size > 64 << 20 }

    /// The number of the newest record that would go; nil if none would.
    var newestToGo: Int? {
        (try? reading(Self.previous) { lines throws(SpoolDamageError) in try lines.newestRecord })?.sequence
    }

    /// Begins a new file.
    mutating func rotate() throws(FileError) {
        let last: SealedRecord?
        do { last = try self.last() } catch { return }
        try folder.rename(Self.current, to: Self.previous)
        try reopen()
        known = (last, 0)
    }

    /// Notes that records are about to be handed over later than they were made. Losing this note is harmless, except with
    /// two power cuts within minutes.
    func noteHandedOver(at instant: Date) throws(FileError) {
        try folder.replace(Self.handedOver, with: Array("\(Int(instant.timeIntervalSince1970))\n".utf8))
    }

    /// When any process last handed over.
    private var handedOverAt: Date? {
        guard let bytes = try? folder.read(Self.handedOver, limit: 32),
            let seconds = Int(String(decoding: bytes.dropLast(), as: UTF8.self))
        else { return nil }
        let date = Date(timeIntervalSince1970: Double(seconds))
        return StoredNumbers.holds(date) ? date : nil
    }

    /// Whether the time that journald may take is over, even if the clock was set meanwhile.
    private static func isOver(_ since: Date, _ now: Date) -> Bool {
        abs(now.timeIntervalSince(since)) > secondsPerFile
    }

    private mutating func reopen() throws(FileError) {
        descriptor = try Self.openCurrent(folder)
        file = LineFile(descriptor, isOurs: true)
        known = nil
        startedAt = nil
        try file.dropTornLine()
    }
}

extension AuditSpool {
    private static let current = "current.jsonl"
    private static let previous = "previous.jsonl"
    /// When records were last handed over late, in seconds since 1970.
    private static let handedOver = "handed-over"

    private static func openCurrent(_ folder: Folder) throws(FileError) -> OpenDescriptor {
        try folder.open(current, O_RDWR | O_CREAT | O_APPEND)
    }

    private func reading<Value, Failure>(
        _ name: String, _ body: (LineFile) throws(Failure) -> Value?
    ) throws(Failure) -> Value? {
        guard let descriptor = try? folder.open(name, O_RDONLY) else { return nil }
        return try body(LineFile(descriptor, isOurs: true))
    }
}

extension LineFile {
    fileprivate var newestRecord: SealedRecord? {
        get throws(SpoolDamageError) {
            guard let line = backwards.first(where: { _ in true }) else { return nil }
            guard let record = SealedRecord(line: line) else { throw SpoolDamageError() }
            return record
        }
    }

    fileprivate var oldestRecord: SealedRecord? { first.flatMap { SealedRecord(line: $0) } }

    /// Oldest first.
    fileprivate func records(after sequence: Int) -> [SealedRecord] {
        backwards.lazy.compactMap { SealedRecord(line: $0) }.prefix { $0.sequence > sequence }.reversed()
    }
}

/// The end of the spool is not a record of ours.
struct SpoolDamageError: Error {}
