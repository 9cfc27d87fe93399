import FoundationEssentials
import Glibc
package import Platform
import Retention

/// Why the state directory can't be used.
package enum StateError: Error, Sendable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case corrupt(path: String)
    /// A file that a newer version of this program wrote.
    case newer(path: String)
    case unwritable(path: String, reason: String)
    case locked(account: String)
    /// A file that should hold a person's decision for an item.
    case badHold(path: String, reason: String)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path) can't be read: \(reason)"
        case .corrupt(let path): "\(path) is damaged, so nothing is changed at the portal"
        case .newer(let path):
            "\(path) was written by a newer version of retentiond, so nothing is changed at the portal"
        case .unwritable(let path, let reason): "\(path) can't be written: \(reason)"
        case .badHold(let path, let reason): "\(path) is not a valid hold: \(reason)"
        case .locked(let account): "another sweep of account \"\(account)\" is running"
        }
    }
}

/// The files of the state directory: one per account, and the policies in force by digest.
///
/// Every file is written whole under another name, synced, and renamed over the old one (mode 0600), so that a crash leaves
/// the old or the new one.
package struct StateStore: Sendable {
    /// Its path, for messages and to open it again for each use.
    package let directory: String
    /// Stays open, because a process that became the directory's owner may be unable to reach it by its path.
    private let opened: Folder?

    /// - Parameter opened: the same directory, if it was opened before.
    package init(directory: String, opened: Folder? = nil) {
        self.directory = directory
        self.opened = opened
    }

    /// The state directory itself.
    ///
    /// - Throws: `FileError`, also when it is missing.
    package func root() throws(FileError) -> Folder {
        if let opened { return opened }
        return try Folder(directory)
    }

    /// - Returns: an empty state when there is none yet.
    /// - Throws: `.corrupt` for anything that isn't exactly as we wrote it: it never starts from scratch.
    package func load(account: String) throws(StateError) -> AccountState {
        let name = Self.accountFile(account)
        guard let bytes = try read("accounts", name) else {
            var state = AccountState()
            state.wasTakenOver = try isTakenOver(account: account) ? true : nil
            return state
        }
        guard let state = Self.decode(bytes) else { throw .corrupt(path: "\(directory)/accounts/\(name)") }
        return state
    }

    package func save(_ state: AccountState, account: String) throws(StateError) {
        let name = Self.accountFile(account)
        guard let bytes = Self.encode(state) else {
            throw .unwritable(path: "\(directory)/accounts/\(name)", reason: "it can't be encoded")
        }
        try write(bytes, "accounts", name)
    }

    /// Nil for anything that isn't exactly as we wrote it.
    package static func decode(_ bytes: [UInt8]) -> AccountState? {
        guard let state = try? decoder.decode(AccountState.self, from: Data(bytes)), state.version == 1,
            state.hasSoundNumbers
        else { return nil }
        return state
    }

    /// Nil for a value that couldn't be read again, such as an infinite date.
    package static func encode(_ state: AccountState) -> [UInt8]? {
        guard state.hasSoundNumbers else { return nil }
        return try? JSONWriter.bytes(state, isIndented: true, dates: .secondsSince1970)
    }

    /// The items of the last listing; nil before the first.
    package func seenItems(account: String) throws(StateError) -> SeenItems? {
        let name = Self.accountFile(account, "seen")
        guard let bytes = try read("accounts", name) else { return nil }
        guard let seen = SeenItems(bytes: bytes) else { throw .corrupt(path: "\(directory)/accounts/\(name)") }
        return seen
    }

    package func keep(_ seen: SeenItems, account: String) throws(StateError) {
        try write(seen.bytes, "accounts", Self.accountFile(account, "seen"))
    }

    /// Forgets which items were listed, because the account now has another trash.
    package func dropSeenItems(account: String) throws(StateError) {
        let folder = try prepared("accounts")
        let name = Self.accountFile(account, "seen")
        folder.remove(name)
        if folder.status(name) != nil {
            throw .unwritable(path: folder.path(name), reason: "it can't be removed")
        }
    }

    /// The writes sent to the portal in the last day, in the adapters' format.
    package func writes(account: String) throws(StateError) -> [UInt8]? {
        try read("accounts", Self.accountFile(account, "writes"))
    }

    package func keepWrites(_ bytes: [UInt8], account: String) throws(StateError) {
        try write(bytes, "accounts", Self.accountFile(account, "writes"))
    }

    /// The text of a policy that was in force, if we still have it.
    package func policy(digest: String) throws(StateError) -> [UInt8]? {
        try read("policies", "\(Self.fileName(digest)).json")
    }

    package func keepPolicy(_ bytes: [UInt8], digest: String) throws(StateError) {
        let name = "\(Self.fileName(digest)).json"
        if try read("policies", name) == nil { try write(bytes, "policies", name) }
    }

    /// Keeps other sweeps of the account away until the returned lock is released or the process ends.
    package func lock(account: String) throws(StateError) -> StateLock {
        try StateLock(try prepared("accounts"), Self.accountFile(account, "lock"), account: account)
    }

    /// Keeps a second service away from this state directory.
    package func lockService() throws(StateError) -> StateLock {
        let root = try prepared()
        for name in ["accounts", "policies", "audit"] {
            if let folder = try? root.folder(name) { AtomicFile.removeLeftovers(in: folder) }
        }
        return try StateLock(root, "service.lock", account: "service")
    }

    /// Whether a service uses this state directory.
    ///
    /// - Throws: `FileError` when there never was one, or its lock can't be inspected.
    package func isServiceRunning() throws(FileError) -> Bool {
        let lock = try root().open("service.lock", O_RDONLY)
        return flock(lock.number, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    static func accountFile(_ account: String, _ suffix: String = "json") -> String {
        "\(fileName(account)).\(suffix)"
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return decoder
    }

    /// The accounts that were ever swept with this state directory, by name.
    package func accounts() -> [String] {
        let files = (try? root().folder("accounts").names) ?? []
        return files.filter { $0.hasSuffix(".json") }.compactMap { Self.text(ofFileName: String($0.dropLast(5))) }
            .sorted()
    }

    /// The reverse of `fileName`; nil for a name that `fileName` doesn't give.
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
    package static func fileName(_ text: String) -> String {
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
    /// - Returns: nil if folder or file is missing.
    func read(_ folder: String, _ name: String) throws(StateError) -> [UInt8]? {
        do throws(FileError) { return try root().folder(folder).read(name) } catch {
            if error.code == ENOENT { return nil }
            throw .unreadable(path: "\(directory)/\(folder)/\(name)", reason: error.reason)
        }
    }

    func write(_ bytes: [UInt8], _ folder: String, _ name: String) throws(StateError) {
        let folder = try prepared(folder)
        do throws(FileError) { try folder.replace(name, with: bytes) } catch {
            throw .unwritable(path: folder.path(name), reason: error.description)
        }
    }

    /// A folder of the state directory; both are made, mode 0700, with all missing folders above them.
    ///
    /// - Parameter name: nil for the directory itself.
    func prepared(_ name: String? = nil) throws(StateError) -> Folder {
        do throws(FileError) {
            let root: Folder
            if let opened { root = opened } else { root = try Self.make(directory) }
            guard let name else { return root }
            return try root.makeFolder(name)
        } catch {
            throw .unwritable(path: name.map { "\(directory)/\($0)" } ?? directory, reason: error.reason)
        }
    }

    private static func make(_ path: String) throws(FileError) -> Folder {
        do throws(FileError) { return try Folder(path) } catch {
            guard error.code == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
                guard error.code == ENOENT, !path.isEmpty, !path.contains("/") else { throw error }
                return try Folder(".").makeFolder(path)
            }
            return try make(String(path[..<slash])).makeFolder(String(path[path.index(after: slash)...]))
        }
    }
}
