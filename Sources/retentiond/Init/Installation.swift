import Glibc
import Platform
import Retention
import RetentionEngine

/// The files that `init` makes: the key, the drop-in that passes it to the service, the policy, a copy of the CA file.
/// Existing ones are replaced only on request, and then kept beside the new ones.
struct Installation {
    /// How the service gets the key.
    enum Storage {
        /// In `folder`, encrypted by systemd-creds where possible, and named in a drop-in of the unit.
        case credential(folder: String?)
        /// In `folder`, for a policy that no unit reads, or for a user other than root.
        case file(folder: String)
    }

    private static let units = "/etc/systemd/system"
    private static let configuration = "/etc/retentiond"

    let policyPath: String
    /// The unit that reads the policy; nil if none does.
    let unit: String?
    let storage: Storage
    let replaces: Bool

    /// - Parameter credentialFolder: another folder for the key than the usual one.
    init(policyPath: String, credentialFolder: String?, replaces: Bool) throws(CommandError) {
        self.policyPath = policyPath
        self.replaces = replaces
        if geteuid() == 0, let name = Self.instance(reading: policyPath),
            let objection = InstanceName.objection(to: name)
        {
            throw CommandError(
                .usage, "\(policyPath) can't be the policy of an instance: \(objection)", hint: InstanceName.hint)
        }
        let unit = geteuid() == 0 ? Self.unit(reading: policyPath) : nil
        self.unit = unit
        let folder: String? = if let credentialFolder { try Self.absolute(credentialFolder) } else { nil }
        if let folder, !UnitText.holds(folder) {
            throw CommandError(
                .usage, "--credential-directory: a unit file can't contain this path",
                hint: "name a folder without line breaks, control characters and a blank or backslash at its end")
        }
        if unit != nil {
            storage = .credential(folder: folder)
        } else {
            let beside = try Self.absolute(Self.folder(of: policyPath))
            storage = .file(folder: folder ?? beside)
        }
    }

    /// The units of this package read `/etc/retentiond/policy.json` and `/etc/retentiond/NAME.json`.
    static func unit(reading policyPath: String) -> String? {
        if policyPath == "\(configuration)/policy.json" { return "retentiond.service" }
        guard let name = instance(reading: policyPath), InstanceName.objection(to: name) == nil else { return nil }
        return "retentiond@\(name).service"
    }

    /// `NAME` of `/etc/retentiond/NAME.json`, even if systemd refuses it; nil for other paths and for `policy`.
    private static func instance(reading policyPath: String) -> String? {
        guard policyPath.hasPrefix("\(configuration)/"), policyPath.hasSuffix(".json") else { return nil }
        let name = policyPath.dropFirst(configuration.count + 1).dropLast(5)
        return name == "policy" || name.contains("/") ? nil : String(name)
    }

    /// The source of an account's key, for the policy.
    func keySource(account: String) -> KeySource {
        let name = credentialName(account: account)
        return switch storage {
        case .credential: .credential(name)
        case .file(let folder): .file("\(folder)/\(name)")
        }
    }

    /// - Throws: `CommandError` (73) if a file exists there.
    func mustBeFree(_ path: String) throws(CommandError) {
        guard !replaces, access(path, F_OK) == 0 else { return }
        throw CommandError(
            .cannotCreate, "\(path) exists, and is left as it is",
            hint:
                "edit it, for example to add an account, and run retentiond check; --force replaces it and keeps a copy"
        )
    }

    /// The existing files of an account that would be replaced, for a question to the person.
    func replaced(account: String) -> [String] {
        let name = credentialName(account: account)
        let others: [String] =
            switch storage {
            case .file(let folder): ["\(folder)/\(name)"]
            case .credential(let folder):
                [StoredCredential.encryptedFolder, StoredCredential.plainFolder].map { "\(folder ?? $0)/\(name)" }
                    + [dropIn(for: name)]
            }
        var known: Set<String> = []
        return ([policyPath] + others).filter { known.insert($0).inserted && access($0, F_OK) == 0 }
    }

    /// Checks for existing files of an account, before a person answers all questions in vain.
    ///
    /// - Throws: as `mustBeFree(_:)`.
    func mustHaveRoom(account: String) throws(CommandError) {
        let name = credentialName(account: account)
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
    /// - Throws: `CommandError` (73) for the first that can't be written. Then new files are removed, so that they
    ///   aren't in the way of the next try.
    func write(
        key: [UInt8], account: String, policy: String, caFile: (bytes: [UInt8], path: String)? = nil
    ) throws(CommandError) -> [String] {
        let name = credentialName(account: account)
        var written: [Written] = []
        var notes: [String] = []
        do throws(CommandError) {
            switch storage {
            case .file(let folder):
                let file = Written(path: "\(folder)/\(name)", role: "the key, for its owner alone")
                try put(key + [UInt8(ascii: "\n")], file, mode: 0o600, folderMode: 0o700, &written)
            case .credential(let folder): notes = try writeCredential(key, name, folder: folder, &written)
            }
            if let caFile {
                let file = Written(path: caFile.path, role: "the certificate authority")
                try put(caFile.bytes, file, mode: 0o644, folderMode: 0o755, &written)
            }
            let file = Written(path: policyPath, role: "the policy")
            try put(Array(policy.utf8), file, mode: 0o644, folderMode: 0o755, &written)
        } catch {
            if !replaces { for file in written { unlink(file.path) } }
            throw error
        }
        return written.map(\.line) + notes
    }

    /// Where the service finds a copy of an account's CA file; nil if no unit reads the policy, and the file itself is
    /// used.
    func caFile(account: String) -> String? {
        unit == nil ? nil : "\(Self.configuration)/\(credentialPrefix)\(Self.slug(account))-ca.pem"
    }

    private struct Written {
        let path: String
        let role: String
        /// The earlier file at that path, under another name; nil if there was none.
        var kept: String?

        var line: String {
            let was = kept.map { "replaced \(path), which is now \($0)" } ?? "wrote \(path)"
            return "\(was): \(role)"
        }
    }

    /// Writes the key where systemd finds it, and the drop-in that makes systemd pass it to the service.
    ///
    /// - Returns: warnings.
    private func writeCredential(
        _ key: [UInt8], _ name: String, folder: String?, _ written: inout [Written]
    ) throws(CommandError) -> [String] {
        var notes: [String] = []
        let sealed: [UInt8]?
        do throws(StoredCredential.SystemdCredsError) { sealed = try StoredCredential.encrypt(key, name: name) } catch {
            notes.append("warning: the key is stored in clear text: \(error.reason)")
            sealed = nil
        }
        let usual = sealed == nil ? StoredCredential.plainFolder : StoredCredential.encryptedFolder
        let path = "\(folder ?? usual)/\(name)"
        let setting = sealed == nil ? "LoadCredential" : "LoadCredentialEncrypted"
        let role = "the key, " + (sealed == nil ? "for root alone" : "encrypted for this machine")
        try put(sealed ?? key, Written(path: path, role: role), mode: 0o600, folderMode: 0o700, &written)
        let text =
            "# Written by retentiond init.\n[Service]\n\(setting)=\(name)\(folder == nil ? "" : ":\(UnitText.of(path))")\n"
        let dropIn = Written(path: dropIn(for: name), role: "hands the key to the service")
        try put(Array(text.utf8), dropIn, mode: 0o644, folderMode: 0o755, &written)
        // Without a running systemd there is nothing to reload; it will read the file when it starts.
        if access("/run/systemd/system", F_OK) == 0 {
            let result = ExternalCommand.run(["systemctl", "daemon-reload"])
            if result.status != 0 { notes.append("warning: systemctl daemon-reload failed: \(result.complaint)") }
        }
        return notes
    }

    private func dropIn(for name: String) -> String {
        "\(Self.units)/\(unit ?? "retentiond.service").d/credential-\(name).conf"
    }

    private func put(
        _ bytes: [UInt8], _ file: Written, mode: UInt32, folderMode: mode_t, _ written: inout [Written]
    ) throws(CommandError) {
        let path = file.path
        try mustBeFree(path)
        guard AtomicFile.mayReplace(path) else {
            throw CommandError(
                .cannotCreate, "\(path) can't be written: it exists and is not a regular file",
                hint: "name another path")
        }
        do throws(FileError) {
            try Self.makeFolder(Self.folder(of: path), mode: folderMode)
            var file = file
            file.kept = try Self.keep(path)
            try AtomicFile.write(bytes, to: path, mode: mode)
            written.append(file)
        } catch {
            throw CommandError(
                .cannotCreate, "\(path) can't be written: \(error.reason)",
                hint: geteuid() == 0
                    ? "check the disk and the folder"
                    : "run it with sudo, or give --policy a path that you may write to")
        }
    }

    /// Gives the file at a path a second name, `.bak`, or `.bak2` and so on if that exists.
    ///
    /// - Returns: nil without a file.
    private static func keep(_ path: String) throws(FileError) -> String? {
        for number in 1...999 {
            let other = "\(path).bak\(number == 1 ? "" : "\(number)")"
            if link(path, other) == 0 { return other }
            if errno == ENOENT { return nil }
            guard errno == EEXIST else { throw FileError("link") }
        }
        throw FileError("link", because: "there are too many copies of it")
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

    /// - Throws: `CommandError` (73) if the working directory is gone.
    static func absolute(_ path: String) throws(CommandError) -> String {
        if path.hasPrefix("/") { return path }
        guard let here = getcwd(nil, 0) else {
            throw CommandError(.cannotCreate, "the working directory is gone", hint: "give an absolute path")
        }
        defer { free(here) }
        return path == "." ? String(cString: here) : "\(String(cString: here))/\(path)"
    }

    /// Such as `alice-api-key`: only characters without a meaning in a unit file. All instances share the folder of
    /// credentials, so an instance's name is part of it: `legal-alice-api-key`.
    private func credentialName(account: String) -> String {
        credentialPrefix + Self.slug(account) + "-api-key"
    }

    private var credentialPrefix: String {
        unit == nil ? "" : Self.instance(reading: policyPath).map { "\($0)-" } ?? ""
    }

    /// Letters, digits, `-` and `_` of a text; a `-` for each run of anything else.
    static func slug(_ text: String) -> String {
        let words = text.unicodeScalars.split { scalar in
            let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
            return !scalar.isASCII || !isPlain
        }
        return words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
    }
}
