import FoundationEssentials
import Glibc

/// The newest audit records, on the disk before they go anywhere else: `current.jsonl` and `previous.jsonl`.
///
/// They are the end of the chain for whoever writes next, and the copy to send once more when a crash or a power cut
/// leaves in doubt whether a record arrived. Not thread-safe; the caller holds the lock of the directory.
struct AuditSpool: Sendable {
    /// A file is set aside after this many seconds, and dropped when the next one is: journald writes to the disk at
    /// least every five minutes (`SyncIntervalSec=`).
    static let secondsPerFile = 600.0

    private let directory: String
    private var descriptor: OpenDescriptor
    private var file: LineFile
    private var startedAt: Date?
    /// The newest record, and the size of the file that ended with it.
    private var known: (last: SealedRecord?, size: Int)?

    /// - Parameter directory: exists.
    init(directory: String) throws(FileError) {
        self.directory = directory
        descriptor = try Self.open(Self.current(directory))
        file = LineFile(descriptor, isOurs: true)
    }

    /// Follows another process that set the file aside meanwhile.
    mutating func refresh() throws(FileError) {
        var mine = stat()
        var named = stat()
        guard fstat(descriptor.number, &mine) == 0, stat(Self.current(directory), &named) == 0,
            mine.st_ino == named.st_ino
        else { return try reopen() }
        if known?.size != file.size {
            // Somebody else wrote, or was killed while writing.
            known = nil
            try file.dropTornLine()
        }
    }

    /// The newest record of the chain; nil when there is none yet.
    mutating func last() -> SealedRecord? {
        if let known { return known.last }
        let last = file.newestRecord ?? Self.reading(Self.previous(directory)) { $0.newestRecord } ?? nil
        known = (last, file.size)
        return last
    }

    /// Appends records; they are on the disk when the call returns.
    mutating func append(_ records: [SealedRecord]) throws {
        let bytes = try records.reduce(into: []) { $0 += try $1.line() }
        known = nil
        do throws(FileError) { try file.append(bytes) } catch { throw SpoolUnusable(directory, error) }
        known = (records.last, file.size)
    }

    /// The records with a higher number, oldest first.
    func records(after sequence: Int) -> [SealedRecord] {
        let current = file.records(after: sequence)
        if let oldest = file.oldestRecord, oldest.sequence <= sequence + 1 { return current }
        return (Self.reading(Self.previous(directory)) { $0.records(after: sequence) } ?? []) + current
    }

    /// Whether a new file is to begin: this one is old enough, and nothing old was handed over lately. Then what the previous
    /// file holds goes.
    mutating func isOld(now: Date) -> Bool {
        if startedAt == nil { startedAt = file.oldestRecord.flatMap(\.date) }
        guard let startedAt, Self.isOver(startedAt, now) else { return false }
        return handedOverAt.map { Self.isOver($0, now) } ?? true
    }

    /// Whether it has grown beyond all measure, as when records arrive nowhere for months: then they go all the same.
    var isHuge: Bool { file.size > 64 << 20 }

    /// The number of the newest record that would go; nil when none would.
    var newestToGo: Int? {
        (Self.reading(Self.previous(directory)) { $0.newestRecord } ?? nil)?.sequence
    }

    /// Begins a new file.
    mutating func rotate() throws(FileError) {
        let last = last()
        guard rename(Self.current(directory), Self.previous(directory)) == 0 else { throw FileError("rename") }
        try reopen()
        known = (last, 0)
    }

    /// Says that records are about to be handed over later than they were made. Losing this is harmless but for two power cuts
    /// within minutes.
    func noteHandedOver(at instant: Date) throws(FileError) {
        try AtomicFile.write(Array("\(Int(instant.timeIntervalSince1970))\n".utf8), to: Self.handedOver(directory))
    }

    /// By whichever process.
    private var handedOverAt: Date? {
        guard let descriptor = try? OpenDescriptor(Self.handedOver(directory), O_RDONLY),
            let bytes = try? OpenFile.readAll(descriptor.number, limit: 32),
            let seconds = Int(String(decoding: bytes.dropLast(), as: UTF8.self))
        else { return nil }
        return Date(timeIntervalSince1970: Double(seconds))
    }

    /// Whether the time that journald may take is over, however the clock was set meanwhile.
    private static func isOver(_ since: Date, _ now: Date) -> Bool {
        abs(now.timeIntervalSince(since)) > secondsPerFile
    }

    private mutating func reopen() throws(FileError) {
        descriptor = try Self.open(Self.current(directory))
        file = LineFile(descriptor, isOurs: true)
        known = nil
        startedAt = nil
        try file.dropTornLine()
    }
}

extension AuditSpool {
    private static func current(_ directory: String) -> String { "\(directory)/current.jsonl" }
    private static func previous(_ directory: String) -> String { "\(directory)/previous.jsonl" }
    /// When records were last handed over late, in seconds since 1970.
    private static func handedOver(_ directory: String) -> String { "\(directory)/handed-over" }

    private static func open(_ path: String) throws(FileError) -> OpenDescriptor {
        let descriptor = try OpenDescriptor(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW)
        AtomicFile.giveToOwner(ofFolder: path, descriptor.number)
        return descriptor
    }

    private static func reading<Value>(_ path: String, _ body: (LineFile) -> Value) -> Value? {
        (try? OpenDescriptor(path, O_RDONLY)).map { body(LineFile($0, isOurs: true)) }
    }
}

extension LineFile {
    fileprivate var newestRecord: SealedRecord? {
        backwards.lazy.compactMap { SealedRecord(line: $0) }.first { _ in true }
    }

    fileprivate var oldestRecord: SealedRecord? { first.flatMap { SealedRecord(line: $0) } }

    /// Oldest first.
    fileprivate func records(after sequence: Int) -> [SealedRecord] {
        backwards.lazy.compactMap { SealedRecord(line: $0) }.prefix { $0.sequence > sequence }.reversed()
    }
}
