internal import CSystemd
import Glibc

/// Whether this process may read the journal's files.
///
/// libsystemd leaves out files that it may not read and shows the rest, so a process without access sees an empty
/// journal. This check shows whether an empty journal is really empty.
package enum JournalAccess: Sendable, Equatable {
    case readable
    /// At least one file with records of the system is closed to this process.
    case denied
    /// This machine has no journal.
    case absent

    /// The folders of journald's files, see systemd-journald.service(8).
    package static let standardFolders = ["/run/log/journal", "/var/log/journal"]

    /// The journal namespaces of this machine that have or had records.
    package static func namespaces(folders: [String] = standardFolders) -> Set<String> {
        guard let machine = machineID else { return [] }
        let names = folders.flatMap { entries(of: $0).names }
        return Set(names.filter { $0.hasPrefix(machine + ".") }.map { String($0.dropFirst(machine.utf8.count + 1)) })
    }

    /// Tries the files of all namespaces of this machine. Those of single users (`user-1000.journal`) don't count.
    package static func check(folders: [String] = standardFolders) -> JournalAccess {
        guard let machine = machineID else { return .absent }
        var answer = JournalAccess.absent
        for folder in folders {
            let (names, isDenied) = entries(of: folder)
            if isDenied { return .denied }
            // Journals of namespaces are beside the default one's: ID.NAMESPACE.
            for name in names where name == machine || name.hasPrefix(machine + ".") {
                let (files, isDenied) = entries(of: "\(folder)/\(name)")
                if isDenied { return .denied }
                for file in files where isSystemFile(file) {
                    guard isOpen("\(folder)/\(name)/\(file)") else { return .denied }
                    answer = .readable
                }
            }
        }
        return answer
    }

    private static func isSystemFile(_ name: String) -> Bool {
        name.hasPrefix("system") && (name.hasSuffix(".journal") || name.hasSuffix(".journal~"))
    }

    /// access(2) would check the real user, and ignore capabilities.
    private static func isOpen(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor >= 0 { close(descriptor) }
        // A file that journald has just removed doesn't matter.
        return descriptor >= 0 || errno == ENOENT
    }

    /// Empty for a folder that does not exist.
    private static func entries(of folder: String) -> (names: [String], isDenied: Bool) {
        guard let stream = opendir(folder) else { return ([], errno == EACCES) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return (names, false)
    }

    /// The id of this machine, 32 lower-case hexadecimal digits, as in `_MACHINE_ID`; nil when it has none.
    package static var machineID: String? {
        var id = sd_id128_t()
        guard sd_id128_get_machine(&id) >= 0 else { return nil }
        return withUnsafeBytes(of: id) { bytes in
            bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        }
    }
}
