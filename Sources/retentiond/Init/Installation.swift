import Glibc
import Retention
import RetentionEngine

/// The files that `init` makes: the key, what hands it to the service, the policy. None is replaced unless asked for.
struct Installation {
    /// How the service gets the key.
    enum Storage {
        /// In `folder`, encrypted by systemd-creds where that works, and named in a drop-in of the unit.
        case credential(folder: String?)
        /// In `folder`, for a policy that belongs to no unit, or to a person who isn't root.
        case file(folder: String)
    }

    private static let units = "/etc/systemd/system"

    let policyPath: String
    /// The unit that reads the policy; nil when none does.
    let unit: String?
    let storage: Storage
    let replaces: Bool

    /// - Parameter credentialFolder: another place for the key than the usual one.
    init(policyPath: String, credentialFolder: String?, replaces: Bool) throws(CommandFailure) {
        self.policyPath = policyPath
        self.replaces = replaces
        let unit = geteuid() == 0 ? Self.unit(reading: policyPath) : nil
        self.unit = unit
        let folder: String? = if let credentialFolder { try Self.absolute(credentialFolder) } else { nil }
        if unit != nil {
            storage = .credential(folder: folder)
        } else {
            let beside = try Self.absolute(Self.folder(of: policyPath))
            storage = .file(folder: folder ?? beside)
        }
    }

    /// The units of this package read `/etc/retentiond/policy.json` and `/etc/retentiond/NAME.json`.
    static func unit(reading policyPath: String) -> String? {
        let place = "/etc/retentiond/"
        guard policyPath.hasPrefix(place), policyPath.hasSuffix(".json") else { return nil }
        let name = policyPath.dropFirst(place.count).dropLast(5)
        guard name != "policy" else { return "retentiond.service" }
        let isPlain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        return isPlain && !name.isEmpty ? "retentiond@\(name).service" : nil
    }

    /// Where the policy will look for the key of an account.
    func keySource(account: String) -> KeySource {
        let name = Self.credentialName(account: account)
        return switch storage {
        case .credential: .credential(name)
        case .file(let folder): .file("\(folder)/\(name)")
        }
    }

    /// - Throws: `CommandFailure` (73) when something is in the way.
    func mustBeFree(_ path: String) throws(CommandFailure) {
        guard !replaces, access(path, F_OK) == 0 else { return }
        throw CommandFailure(
            .cannotCreate, "\(path) exists, and is left as it is",
            hint: "edit it, for example to add an account, and run retentiond check; --force writes it anew")
    }

    /// Looks whether anything of an account is there already, before a person has answered all questions in vain.
    ///
    /// - Throws: as `mustBeFree(_:)`.
    func mustHaveRoom(account: String) throws(CommandFailure) {
        let name = Self.credentialName(account: account)
        switch storage {
        case .file(let folder): try mustBeFree("\(folder)/\(name)")
        case .credential(let folder):
            try mustBeFree("\(folder ?? StoredCredential.encryptedFolder)/\(name)")
            try mustBeFree(dropIn(for: name))
        }
    }

    /// Writes everything, the policy last: the service can't start without it.
    ///
    /// - Returns: a line for each file.
    /// - Throws: `CommandFailure` (73) for the first that can't be written. New files are taken away again then, so that they
    ///   aren't in the way of the next try.
    func write(key: [UInt8], account: String, policy: String) throws(CommandFailure) -> [String] {
        let name = Self.credentialName(account: account)
        var written: [Written] = []
        var notes: [String] = []
        do throws(CommandFailure) {
            switch storage {
            case .file(let folder):
                let file = Written(path: "\(folder)/\(name)", role: "the key, for its owner alone")
                try put(key + [UInt8(ascii: "\n")], file, mode: 0o600, folderMode: 0o700, &written)
            case .credential(let folder): notes = try writeCredential(key, name, folder: folder, &written)
            }
            let file = Written(path: policyPath, role: "the policy")
            try put(Array(policy.utf8), file, mode: 0o644, folderMode: 0o755, &written)
        } catch {
            if !replaces { for file in written { unlink(file.path) } }
            throw error
        }
        return written.map { "wrote \($0.path): \($0.role)" } + notes
    }

    private struct Written {
        let path: String
        let role: String
    }

    /// The key where systemd finds it, and the drop-in that has systemd hand it to the service.
    ///
    /// - Returns: warnings.
    private func writeCredential(
        _ key: [UInt8], _ name: String, folder: String?, _ written: inout [Written]
    ) throws(CommandFailure) -> [String] {
        var notes: [String] = []
        let sealed: [UInt8]?
        do throws(StoredCredential.Refusal) { sealed = try StoredCredential.encrypt(key, name: name) } catch {
            notes.append("warning: the key is stored in clear text: \(error.reason)")
            sealed = nil
        }
        let usual = sealed == nil ? StoredCredential.plainFolder : StoredCredential.encryptedFolder
        let path = "\(folder ?? usual)/\(name)"
        let setting = sealed == nil ? "LoadCredential" : "LoadCredentialEncrypted"
        let role = "the key, " + (sealed == nil ? "for root alone" : "encrypted for this machine")
        try put(sealed ?? key, Written(path: path, role: role), mode: 0o600, folderMode: 0o700, &written)
        let text = "# Written by retentiond init.\n[Service]\n\(setting)=\(name)\(folder == nil ? "" : ":\(path)")\n"
        let dropIn = Written(path: dropIn(for: name), role: "hands the key to the service")
        try put(Array(text.utf8), dropIn, mode: 0o644, folderMode: 0o755, &written)
        // Without a systemd that runs there is nothing to tell; it will read the file when it starts.
        if access("/run/systemd/system", F_OK) == 0 {
            let result = Tool.run(["systemctl", "daemon-reload"])
            if result.status != 0 { notes.append("warning: systemctl daemon-reload failed: \(result.complaint)") }
        }
        return notes
    }

    private func dropIn(for name: String) -> String {
        "\(Self.units)/\(unit ?? "retentiond.service").d/credential-\(name).conf"
    }

    private func put(
        _ bytes: [UInt8], _ file: Written, mode: UInt32, folderMode: mode_t, _ written: inout [Written]
    ) throws(CommandFailure) {
        let path = file.path
        try mustBeFree(path)
        guard AtomicFile.mayReplace(path) else {
            throw CommandFailure(
                .cannotCreate, "\(path) can't be written: something that is no regular file is there",
                hint: "name another place")
        }
        do throws(FileError) {
            try Self.makeFolder(Self.folder(of: path), mode: folderMode)
            try AtomicFile.write(bytes, to: path, mode: mode)
            written.append(file)
        } catch {
            throw CommandFailure(
                .cannotCreate, "\(path) can't be written: \(error.reason)",
                hint: geteuid() == 0
                    ? "look at the disk and at the folder" : "run it with sudo, or give --policy a place of your own")
        }
    }

    private static func makeFolder(_ path: String, mode: mode_t) throws(FileError) {
        if mkdir(path, mode) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, path.contains("/") else { throw FileError("mkdir") }
        try makeFolder(folder(of: path), mode: mode)
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw FileError("mkdir") }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// - Throws: `CommandFailure` (73) when the working directory is gone.
    private static func absolute(_ path: String) throws(CommandFailure) -> String {
        if path.hasPrefix("/") { return path }
        guard let here = getcwd(nil, 0) else {
            throw CommandFailure(.cannotCreate, "the working directory is gone", hint: "give an absolute path")
        }
        defer { free(here) }
        return path == "." ? String(cString: here) : "\(String(cString: here))/\(path)"
    }

    /// Such as `alice-api-key`: nothing in it that a unit file would take for more than a name.
    private static func credentialName(account: String) -> String {
        plainWord(account) + "-api-key"
    }

    /// Letters, digits, `-` and `_` of a text; a `-` for each run of anything else.
    static func plainWord(_ text: String) -> String {
        let words = text.unicodeScalars.split { scalar in
            let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
            return !scalar.isASCII || !isPlain
        }
        return words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
    }
}
