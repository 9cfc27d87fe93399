import FoundationEssentials
import Glibc
import Platform
import Retention

/// The ledger of an account on the disk, `accounts/NAME.requests`: a line of JSON for each event, appended and synced before
/// the event matters. The file is rewritten at the end of a sweep.
package struct RequestFile: Sendable {
    private static let header = Array(#"{"format":"retentiond-requests","version":1}"#.utf8)
    private static let newline = UInt8(ascii: "\n")

    private let store: StateStore
    private let account: String
    private var file: LineFile?
    /// Whether the file ends with a line that a crash left incomplete.
    private var isTorn = false
    /// The number of the newest audit record that the ledger reflects. Nil without a file.
    package private(set) var auditSequence: Int?
    /// As the file gives it.
    package private(set) var ledger = RequestLedger()

    /// Reads an account's file, and changes nothing. A line that a crash left incomplete belongs to an event that never
    /// mattered: it does not count, and the next event removes it.
    ///
    /// - Throws: `StateError`: `.corrupt` for anything that isn't exactly as we wrote it, `.newer` for a file of a newer
    ///   version.
    package init(store: StateStore, account: String) throws(StateError) {
        self.store = store
        self.account = account
        guard let bytes = try store.read("accounts", name) else { return }
        guard let end = bytes.lastIndex(of: Self.newline).map({ $0 + 1 }) else {
            guard Self.header.starts(with: bytes) else { throw .corrupt(path: path) }
            isTorn = true
            return
        }
        guard Self.isTornLine(bytes[end...]) else { throw .corrupt(path: path) }
        var lines = bytes[..<end].split(separator: Self.newline, omittingEmptySubsequences: false).dropLast()
        guard let first = lines.popFirst() else { throw .corrupt(path: path) }
        try checkHeader(Array(first))
        for line in lines {
            guard let line = try? Self.decoder.decode(Line.self, from: Data(line)), line.hasSoundValues else {
                throw .corrupt(path: path)
            }
            ledger.apply(line.event)
            reflect(line.record)
        }
        isTorn = end < bytes.count
    }

    /// Applies an event and appends its line, which is on the disk when the call returns.
    ///
    /// - Parameter record: the number of the newest audit record at that time.
    package mutating func append(_ event: RequestEvent, record: Int?) throws(StateError) {
        if isTorn { try rewrite() }
        var event = event
        if case .announced(let requests) = event { event = .announced(requests: ledger.numbered(requests)) }
        do throws(FileError) {
            var lines: LineFile
            if let file { lines = file } else { lines = LineFile(try opened(), isOurs: true) }
            // A failed write removes its half line, or ends it before the next.
            defer { file = lines }
            if lines.size == 0 { try lines.append(Self.header + [Self.newline]) }
            try lines.append(encoded(event, record))
        } catch {
            throw .unwritable(path: path, reason: error.description)
        }
        ledger.apply(event)
        reflect(record)
    }

    private mutating func reflect(_ record: Int?) {
        if let record { auditSequence = max(record, auditSequence ?? record) }
    }

    /// Rewrites the file with the open requests; an empty ledger has no file.
    package mutating func compact() throws(StateError) {
        if ledger.hasNothing { return try remove() }
        try rewrite()
    }

    /// Forgets everything, because the account now has another portal.
    package mutating func drop() throws(StateError) {
        ledger = RequestLedger()
        auditSequence = nil
        try compact()
    }

    private mutating func rewrite() throws(StateError) {
        file = nil
        var bytes = Self.header + [Self.newline]
        do throws(FileError) {
            for event in ledger.events { bytes += try encoded(event, auditSequence) }
        } catch {
            throw .unwritable(path: path, reason: error.description)
        }
        try store.write(bytes, "accounts", name)
        isTorn = false
    }

    private mutating func remove() throws(StateError) {
        file = nil
        let folder = try store.prepared("accounts")
        folder.remove(name)
        if folder.status(name) != nil { throw .unwritable(path: path, reason: "it can't be removed") }
    }

    private func opened() throws(FileError) -> OpenDescriptor {
        let folder: Folder
        do throws(StateError) { folder = try store.prepared("accounts") } catch {
            throw FileError("open", because: error.description)
        }
        let isNew = folder.status(name) == nil
        let descriptor = try folder.open(name, O_RDWR | O_CREAT | O_APPEND)
        // The name must survive a power cut as well as the lines.
        if isNew { try folder.sync() }
        return descriptor
    }

    private func encoded(_ event: RequestEvent, _ record: Int?) throws(FileError) -> [UInt8] {
        let line = Line(event: event, record: record)
        guard line.hasSoundValues, let bytes = try? JSONWriter.bytes(line, dates: .secondsSince1970) else {
            throw FileError("write", because: "an event can't be encoded")
        }
        return bytes + [Self.newline]
    }

    private func checkHeader(_ line: [UInt8]) throws(StateError) {
        if line == Self.header { return }
        guard let header = try? Self.decoder.decode(Header.self, from: Data(line)),
            header.format == "retentiond-requests",
            header.version > 1
        else { throw .corrupt(path: path) }
        throw .newer(path: path)
    }

    private var name: String { StateStore.accountFile(account, "requests") }
    var path: String { "\(store.directory)/accounts/\(name)" }
}

extension RequestFile {
    private struct Header: Decodable {
        let format: String
        let version: Int
    }

    private struct Line: Codable {
        let event: RequestEvent
        /// The number of the newest audit record at that time.
        let record: Int?

        var hasSoundValues: Bool { event.hasSoundValues && (0...StoredNumbers.maxSequence).contains(record ?? 0) }
    }

    /// Whether bytes without a final newline are what a crash can leave of a line of ours, or of its space.
    private static func isTornLine(_ bytes: ArraySlice<UInt8>) -> Bool {
        let opening = Array(#"{"event":{""#.utf8)
        return bytes.isEmpty || bytes.starts(with: opening) || opening.starts(with: bytes)
            || bytes.allSatisfy { $0 == 0 }
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return decoder
    }
}

extension RequestEvent {
    /// Whether all its keys and numbers are ones that we would write.
    var hasSoundValues: Bool {
        switch self {
        case .announced(let requests): requests.allSatisfy(\.hasSoundValues)
        case .watched(let items, let requests):
            items.allSatisfy(StoredNumbers.holds) && requests.allSatisfy(\.hasSoundValues)
        case .purged(let calls):
            calls.allSatisfy { call in
                call.keys.allSatisfy(StoredNumbers.holds)
                    && [call.at, call.overAt, call.refusedAt].allSatisfy(StoredNumbers.holds)
            }
        case .called(let items, _, _, let at), .waiting(let items, _, let at):
            items.allSatisfy(StoredNumbers.holds) && StoredNumbers.holds(at)
        case .reported(let items), .closed(let items, _), .righted(let items), .relisted(let items):
            items.allSatisfy(StoredNumbers.holds)
        case .ended(_, let at), .expired(let at), .proven(let at): StoredNumbers.holds(at)
        case .mistaken(let mistake): StoredNumbers.holds(mistake.key) && StoredNumbers.holds(mistake.trashedAt)
        }
    }
}

extension OpenRequest {
    var hasSoundValues: Bool {
        StoredNumbers.holds(key) && (0...StoredNumbers.maxSequence).contains(number)
            && StoredNumbers.holds(bytes: bytes)
            && [at, endedAt, overAt, calledAt, refusedAt, waitingAt, trashedAt].allSatisfy(StoredNumbers.holds)
    }
}
