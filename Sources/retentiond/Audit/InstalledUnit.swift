import CProcess
import Glibc
import Systemd

/// A unit of the service as its files define it, with its drop-ins.
struct InstalledUnit {
    let name: String
    let settings: SystemdConfiguration

    /// - Parameter root: where `/etc` and the others are; for tests.
    init(_ name: String, root: String = "/") {
        self.name = name
        // The most specific first: systemd.unit(5).
        let parts = name.split(separator: "@", maxSplits: 1)
        let template = parts.count == 2 ? ["systemd/system/\(parts[0])@.service"] : []
        settings = SystemdConfiguration(["systemd/system/\(name)"] + template + ["systemd/system/service"], root: root)
    }

    /// The unit that runs with a policy file; nil for a file that no packaged unit reads, and if none is installed.
    init?(ofPolicy path: String, root: String = "/") {
        let folder = "\(root)etc/retentiond/"
        guard path.hasPrefix(folder), path.hasSuffix(".json") else { return nil }
        let name = path.dropFirst(folder.count).dropLast(5)
        guard !name.isEmpty, !name.contains("/") else { return nil }
        self.init(name == "policy" ? "retentiond.service" : "retentiond@\(name).service", root: root)
        if settings["ExecStart"] == nil { return nil }
    }

    /// The value of `%i`, for an instance of a template.
    var instance: String? {
        let parts = name.split(separator: "@", maxSplits: 1)
        guard parts.count == 2, parts[1].hasSuffix(".service") else { return nil }
        return String(parts[1].dropLast(".service".count))
    }

    /// Whether its records go only to the journal.
    var needsJournal: Bool { settings["ExecStart"]?.value.contains("--audit-log") != true }

    /// Whether its user exists only while it runs, so that it can read files only if everybody can.
    private var hasDynamicUser: Bool {
        ["yes", "true", "1", "on", "y", "t"].contains(settings["DynamicUser"]?.value.lowercased() ?? "no")
    }

    /// The service's groups, for any user.
    private var groups: Set<gid_t> {
        let names = (settings.all("SupplementaryGroups") + [settings["Group"]].compactMap(\.self))
            .flatMap { $0.value.split(separator: " ") }
        return Set(names.compactMap { name in gid_t(name) ?? getgrnam(String(name))?.pointee.gr_gid })
    }

    /// Why the service can't read an existing file; nil if it can. Access control lists are assumed to allow it.
    func cannotRead(_ path: String) -> String? {
        guard
            let real = realpath(path, nil).map({ pointer in
                defer { free(pointer) }
                return String(cString: pointer)
            })
        else { return nil }
        if settings["RootDirectory"] != nil, !isShown(real) { return "it is at \(real), which the unit hides" }
        guard hasDynamicUser else { return nil }
        if !allows(real, 0o4) { return "only its owner may read \(real)" }
        var folder = real
        while let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
            folder = String(folder[..<slash])
            if !allows(folder, 0o1) { return "only its owner may enter \(folder)" }
        }
        return nil
    }

    private func isShown(_ path: String) -> Bool {
        let shown = (settings.all("BindReadOnlyPaths") + settings.all("BindPaths"))
            .flatMap { $0.value.split(separator: " ") }
            .map { text in text.drop { "-+".contains($0) }.prefix { $0 != ":" } }
        return shown.contains { path == $0 || path.hasPrefix("\($0)/") }
    }

    /// - Parameter right: the bit for others: 4 for reading, 1 for entering.
    private func allows(_ path: String, _ right: mode_t) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return true }
        if status.st_mode & right != 0 || retentiond_has_access_list(path) != 0 { return true }
        return status.st_mode & (right << 3) != 0 && groups.contains(status.st_gid)
    }
}
