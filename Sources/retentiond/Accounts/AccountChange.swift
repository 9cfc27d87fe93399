import Glibc
import Platform
import Retention
import RetentionEngine

/// Changes accounts and their keys: a change is made completely, or not at all.
///
/// Keys are written first: an entry without an account does no harm, but an account without a key fails.
struct AccountChange {
    let location: AccountLocation
    private var changes = FileChanges()
    /// The steps done, a line each.
    private(set) var lines: [String] = []

    init(_ location: AccountLocation) { self.location = location }

    /// Adds accounts and stores their keys.
    ///
    /// - Throws: `CommandError` (73, 78); nothing has changed then.
    mutating func add(_ accounts: [NewAccount]) throws(CommandError) {
        try carryOut { change throws(CommandError) in
            try change.makeFolder(change.location.folder, mode: 0o755)
            try change.store(accounts.map { ($0.name, $0.keyBytes) })
            for account in accounts {
                let text = account.text(change.location.keySource(ofAccount: account.name))
                try change.write(Array(text.utf8), change.location.path(ofAccount: account.name), mode: 0o644)
            }
            guard !change.location.isNamed else { return }
            try change.write(change.location.textNamingTheFolder(), change.location.policyPath, mode: nil)
            change.lines.append(
                "named the folder in \(change.location.policyPath): \"accountsFrom\": \"\(change.location.folderName)\""
            )
        }
        lines.append(
            accounts.count == 1
                ? "wrote \(location.path(ofAccount: accounts[0].name)): the account"
                : "wrote \(accounts.count) files in \(location.folder): an account each")
    }

    /// Replaces the keys of accounts.
    ///
    /// - Throws: as `add`.
    mutating func rotate(_ accounts: [(account: Account, key: [UInt8])]) throws(CommandError) {
        try carryOut { change throws(CommandError) in
            var entries: [String: [(name: String, key: [UInt8])]] = [:]
            for (account, key) in accounts {
                switch account.apiKey {
                case .bundle(let name, let entry): entries[name, default: []].append((entry, key))
                case .file(let path): try change.write(key + [UInt8(ascii: "\n")], path, mode: 0o600)
                case .credential(let name): try change.replaceCredential(name, key)
                case .environment(let name):
                    throw CommandError(
                        .badConfiguration, "\(account.name): its key is in the environment variable \(name)",
                        hint: "put the new key there")
                }
            }
            for (name, keys) in entries.sorted(by: { $0.key < $1.key }) {
                try change.editBundle(name) { bundle in for (entry, key) in keys { bundle[entry] = key } }
            }
        }
    }

    /// Removes an account that has its own file, and its key.
    ///
    /// - Throws: as `add`.
    mutating func remove(_ account: Account, file: String) throws(CommandError) {
        try carryOut { change throws(CommandError) in
            do throws(FileError) { try change.changes.remove(file) } catch { throw Self.unwritable(file, error) }
            switch account.apiKey {
            case .bundle(let name, let entry): try change.editBundle(name) { $0[entry] = nil }
            case .file(let path):
                guard change.location.keySource(ofAccount: account.name) == account.apiKey else { break }
                do throws(FileError) { try change.changes.remove(path) } catch { throw Self.unwritable(path, error) }
            case .credential, .environment: break
            }
        }
        lines.append("removed \(file)")
    }

    private mutating func store(_ keys: [(name: String, key: [UInt8])]) throws(CommandError) {
        switch location.keys {
        case .bundle(let name): try editBundle(name) { bundle in for (entry, key) in keys { bundle[entry] = key } }
        case .files(let folder):
            try makeFolder(folder, mode: 0o700)
            for (name, key) in keys {
                guard case .file(let path) = location.keySource(ofAccount: name) else { continue }
                try write(key + [UInt8(ascii: "\n")], path, mode: 0o600)
            }
            lines.append(
                "stored \(keys.count == 1 ? "the key" : "\(keys.count) keys") in \(folder), for the owner alone")
        }
    }

    /// Decrypts the bundle, changes it, and rewrites it.
    private mutating func editBundle(_ name: String, _ edit: (inout KeyBundle) -> Void) throws(CommandError) {
        var bundle = try Self.bundle(name)
        edit(&bundle)
        let path = "\(StoredCredential.encryptedFolder)/\(name)"
        let plain: [UInt8]
        do throws(KeyBundle.EntryError) { plain = try bundle.bytes() } catch { throw Self.notStored(error.reason) }
        let sealed = try Self.sealed(plain, name)
        try makeFolder(StoredCredential.encryptedFolder, mode: 0o700)
        try write(sealed, path, mode: 0o600)
        lines.append("stored in \(path), encrypted for this machine: \(Self.keys(of: bundle))")
    }

    private static func keys(of bundle: KeyBundle) -> String {
        bundle.names.count == 1 ? "the key of one account" : "the keys of \(bundle.names.count) accounts"
    }

    private mutating func replaceCredential(_ name: String, _ key: [UInt8]) throws(CommandError) {
        let path = "\(StoredCredential.encryptedFolder)/\(name)"
        try write(try Self.sealed(key, name), path, mode: 0o600)
        lines.append("stored in \(path), encrypted for this machine: the key")
    }

    private static func sealed(_ plain: [UInt8], _ name: String) throws(CommandError) -> [UInt8] {
        do throws(StoredCredential.SystemdCredsError) { return try StoredCredential.encrypt(plain, name: name) } catch {
            throw notStored(error.reason)
        }
    }

    private static func notStored(_ reason: String) -> CommandError {
        CommandError(
            .cannotCreate, "the keys can't be stored: \(reason)", hint: "see systemd-creds(1); nothing was changed")
    }

    /// The bundle as it is stored; empty if there is none.
    static func bundle(_ name: String) throws(CommandError) -> KeyBundle {
        guard let content = try KeyBundles.stored(name) else { return KeyBundle() }
        do throws(KeyBundle.EntryError) { return try KeyBundle(content.bytes) } catch {
            throw CommandError(
                .badConfiguration, "\(content.path) is not a bundle of keys: \(error.reason)",
                hint: "move it away, and store the keys again with `retentiond account import`")
        }
    }

    private mutating func makeFolder(_ path: String, mode: mode_t) throws(CommandError) {
        do throws(FileError) { try changes.makeFolder(path, mode: mode) } catch { throw Self.unwritable(path, error) }
    }

    private mutating func write(_ bytes: [UInt8], _ path: String, mode: mode_t?) throws(CommandError) {
        do throws(FileError) { try changes.write(bytes, to: path, mode: mode) } catch {
            throw Self.unwritable(path, error)
        }
    }

    /// - Throws: what the body throws, after all changes were undone.
    private mutating func carryOut(
        _ body: (inout AccountChange) throws(CommandError) -> Void
    ) throws(CommandError) {
        // Ctrl-C would leave the change incomplete.
        let signals = [SIGINT, SIGTERM, SIGHUP].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, handler) in signals { signal(number, handler) } }
        do throws(CommandError) { try body(&self) } catch {
            lines = []
            let failed = changes.rollBack()
            guard failed.isEmpty else {
                throw CommandError(
                    error.status, "\(error.message); and \(failed.joined(separator: ", ")) can't be put back",
                    hint: "check these files; `retentiond check` shows their state")
            }
            throw error
        }
    }

    private static func unwritable(_ path: String, _ error: FileError) -> CommandError {
        CommandError(
            .cannotCreate, "\(path) can't be written: \(error.reason)",
            hint: geteuid() == 0 ? "check the disk and the folder; nothing was changed" : "run it with sudo")
    }
}
