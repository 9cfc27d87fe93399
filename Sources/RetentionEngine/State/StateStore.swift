import FoundationEssentials
import Glibc

/// Why the state directory can't be used.
package enum StateError: Error, Sendable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case corrupt(path: String)
    case unwritable(path: String, reason: String)
    case locked(account: String)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path) can't be read: \(reason)"
        case .corrupt(let path): "\(path) is damaged, so nothing is changed at the portal"
        case .unwritable(let path, let reason): "\(path) can't be written: \(reason)"
        case .locked(let account): "another sweep of account \"\(account)\" is running"
        }
    }
}

/// The files of the state directory: one per account, and the policies in force by digest.
///
/// Every file is written whole beside its place, synced, and renamed over it (mode 0600), so that a crash leaves the old
/// or the new one.
package struct StateStore: Sendable {
    package let directory: String

    package init(directory: String) {
        self.directory = directory
    }

    /// - Returns: an empty state when there is none yet.
    /// - Throws: `.corrupt` for anything that isn't exactly what we wrote: never a fresh start.
    package func load(account: String) throws(StateError) -> AccountState {
        let path = path(account)
        guard let bytes = try read(path) else { return AccountState() }
        guard let state = Self.decode(bytes) else { throw .corrupt(path: path) }
        return state
    }

    package func save(_ state: AccountState, account: String) throws(StateError) {
        guard let bytes = Self.encode(state) else {
            throw .unwritable(path: path(account), reason: "it can't be encoded")
        }
        try write(bytes, to: path(account))
    }

    /// Nil for anything that isn't exactly what we wrote.
    package static func decode(_ bytes: [UInt8]) -> AccountState? {
        let state = try? decoder.decode(AccountState.self, from: Data(bytes))
        return state?.version == 1 ? state : nil
    }

    /// Nil when it holds what JSON can't, such as an infinite date.
    package static func encode(_ state: AccountState) -> [UInt8]? {
        (try? encoder.encode(state)).map { Array($0) }
    }

    /// The items of the last listing; nil before the first.
    package func seenItems(account: String) throws(StateError) -> SeenItems? {
        let path = path(account, "seen")
        guard let bytes = try read(path) else { return nil }
        guard let seen = SeenItems(bytes: bytes) else { throw .corrupt(path: path) }
        return seen
    }

    package func keep(_ seen: SeenItems, account: String) throws(StateError) {
        try write(seen.bytes, to: path(account, "seen"))
    }

    /// Forgets which items were listed, because the account is about another trash now.
    package func dropSeenItems(account: String) throws(StateError) {
        let path = path(account, "seen")
        guard unlink(path) == 0 || errno == ENOENT else {
            throw .unwritable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    /// How much was asked of the portal in the last day, in a form of the adapters.
    package func writes(account: String) throws(StateError) -> [UInt8]? { try read(path(account, "writes")) }

    package func keepWrites(_ bytes: [UInt8], account: String) throws(StateError) {
        try write(bytes, to: path(account, "writes"))
    }

    /// The text of a policy that was in force, if we still have it.
    package func policy(digest: String) throws(StateError) -> [UInt8]? {
        try read("\(directory)/policies/\(Self.fileName(digest)).json")
    }

    package func keepPolicy(_ bytes: [UInt8], digest: String) throws(StateError) {
        let path = "\(directory)/policies/\(Self.fileName(digest)).json"
        if try read(path) == nil { try write(bytes, to: path) }
    }

    /// Keeps other sweeps of the account away until the returned lock is released or the process ends.
    package func lock(account: String) throws(StateError) -> StateLock {
        try Self.prepare("\(directory)/accounts")
        return try StateLock(path: path(account, "lock"), account: account)
    }

    /// Keeps a second service away from this state directory.
    package func lockService() throws(StateError) -> StateLock {
        try Self.prepare(directory)
        for folder in ["accounts", "policies", "audit"] { AtomicFile.removeLeftovers(in: "\(directory)/\(folder)") }
        return try StateLock(path: "\(directory)/service.lock", account: "service")
    }

    private func path(_ account: String, _ suffix: String = "json") -> String {
        "\(directory)/accounts/\(Self.fileName(account)).\(suffix)"
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return encoder
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return decoder
    }

    /// The accounts that were ever swept with this state directory, by name.
    package func accounts() -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/accounts")) ?? []
        return files.filter { $0.hasSuffix(".json") }.compactMap { Self.text(ofFileName: String($0.dropLast(5))) }
            .sorted()
    }

    /// The reverse of `fileName`; nil for a name that it doesn't give.
    private static func text(ofFileName name: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(name.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let decoded = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A name that is safe as a file name and different for different texts.
    static func fileName(_ text: String) -> String {
        let hex = Array("0123456789abcdef")
        return text.utf8.reduce(into: "") { name, byte in
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", "_": name.unicodeScalars.append(scalar)
            default: name += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
            }
        }
    }
}

extension StateStore {
    private func read(_ path: String) throws(StateError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        do { return try OpenFile.readAll(descriptor) } catch { throw .unreadable(path: path, reason: error.reason) }
    }

    /// Creates a directory, mode 0700, and those above it that are missing.
    static func prepare(_ path: String) throws(StateError) {
        if mkdir(path, 0o700) != 0 {
            if errno == EEXIST { return }
            guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
                throw .unwritable(path: path, reason: String(cString: strerror(errno)))
            }
            try Self.prepare(String(path[..<slash]))
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw .unwritable(path: path, reason: String(cString: strerror(errno)))
            }
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        AtomicFile.giveToOwner(ofFolder: path, descriptor)
        close(descriptor)
    }

    private func write(_ bytes: [UInt8], to path: String) throws(StateError) {
        let folder = String(path[..<path.lastIndex(of: "/")!])
        try Self.prepare(folder)
        do {
            try AtomicFile.write(bytes, to: path)
        } catch {
            throw .unwritable(path: path, reason: error.description)
        }
    }
}
