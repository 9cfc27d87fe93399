import Glibc

/// Settings as systemd's own programs and units read them: a main file, then its drop-ins, in the order of their names.
///
/// If several folders have a drop-in of the same name, the first counts: systemd-system.conf(5), systemd.unit(5).
/// Conditions, specifiers and the kernel command line are ignored.
package struct SystemdConfiguration: Sendable {
    /// A value and its file.
    package struct Setting: Sendable, Equatable {
        package let value: String
        package let path: String
    }

    /// The first folder outranks the others.
    private static let directories = ["etc", "run", "usr/local/lib", "usr/lib"]

    /// In the order read; an empty value removes the earlier ones.
    private var settings: [String: [Setting]] = [:]

    /// Reads the existing files; one that can't be read counts as absent.
    ///
    /// - Parameters:
    ///   - names: of the main file, such as `systemd/journald.conf`, below each folder. Of several the first that
    ///     exists counts; the drop-ins of all count, those of the last name first.
    ///   - root: where `/etc` and the others are; for tests.
    package init(_ names: [String], root: String = "/") {
        let mains = names.flatMap { name in Self.directories.map { "\(root)\($0)/\(name)" } }
        if let main = mains.first(where: { access($0, R_OK) == 0 }) { read(main) }
        var dropIns: [String: String] = [:]
        // By name over all folders: the more specific folder, and the first one, win.
        for name in names.reversed() {
            for directory in Self.directories.reversed() {
                let folder = "\(root)\(directory)/\(name).d"
                for file in Self.entries(of: folder) where file.hasSuffix(".conf") {
                    dropIns[file] = "\(folder)/\(file)"
                }
            }
        }
        for (_, path) in dropIns.sorted(by: { $0.key < $1.key }) { read(path) }
    }

    /// The last value given; nil if there is none, or an empty one removed it.
    package subscript(name: String) -> Setting? { settings[name]?.last }

    /// All values of a setting that is a list.
    package func all(_ name: String) -> [Setting] { settings[name] ?? [] }

    private mutating func read(_ path: String) {
        for line in Self.lines(of: path) {
            let line = line.drop { $0 == " " || $0 == "\t" }
            guard let first = line.first, first != "#", first != ";", first != "[",
                let separator = line.firstIndex(of: "=")
            else { continue }
            let name = Self.trimmed(line[..<separator])
            let value = Self.trimmed(line[line.index(after: separator)...])
            if value.isEmpty {
                settings[name] = []
            } else {
                settings[name, default: []].append(Setting(value: value, path: path))
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
        return String(text)
    }

    private static func lines(of path: String) -> [Substring] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
        var bytes = [UInt8](repeating: 0, count: min(Int(status.st_size), 1 << 20))
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
    }

    private static func entries(of folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }
}
