import Glibc
import Platform
import Systemd

/// Settings of the service outside the policy, such as `RETENTIOND_WEBHOOK_URL`.
///
/// The unit puts them into the service's environment, from `EnvironmentFile=` (`/etc/default/retentiond`) and
/// `Environment=` of drop-ins. A command by hand reads them from there.
struct UnitSettings {
    private let values: [String: String]

    /// Only those in the environment of this process.
    static let own = UnitSettings(values: [:])

    private init(values: [String: String]) { self.values = values }

    /// Those of a unit, as systemd would pass them. A file that can't be read counts as absent.
    ///
    /// - Parameter root: where `/etc` and the others are; for tests.
    init(of unit: InstalledUnit, root: String = "/") {
        var values: [String: String] = [:]
        for setting in unit.settings.all("Environment") {
            for (name, value) in Self.assignments(in: setting.value) { values[name] = value }
        }
        for setting in unit.settings.all("EnvironmentFile") {
            let path = setting.value.drop { $0 == "-" }.replacing("%i", with: unit.instance ?? "")
            for (name, value) in Self.assignments(inFile: root + path.drop { $0 == "/" }) { values[name] = value }
        }
        self.values = values
    }

    /// The environment of this process comes first. Nil if unset or empty.
    subscript(_ name: String) -> String? {
        Environment[name] ?? values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `A=b "C=d e"`, the form of `Environment=`.
    private static func assignments(in text: String) -> [(String, String)] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in text + " " {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
            } else if quote == nil, character == " " || character == "\t" {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return words.compactMap(assignment)
    }

    /// A line each, the form of `EnvironmentFile=`; a value may be in quotes.
    private static func assignments(inFile path: String) -> [(String, String)] {
        guard let bytes = try? SmallFile.read(path, limit: 1 << 16).bytes else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let line = line.trimmed
            guard !line.hasPrefix("#"), !line.hasPrefix(";"), let (name, value) = assignment(line) else { return nil }
            for quote in ["\"", "'"] where value.count > 1 && value.hasPrefix(quote) && value.hasSuffix(quote) {
                return (name, String(value.dropFirst().dropLast()))
            }
            return (name, value)
        }
    }

    private static func assignment(_ text: String) -> (String, String)? {
        guard let separator = text.firstIndex(of: "=") else { return nil }
        return (text[..<separator].trimmed, text[text.index(after: separator)...].trimmed)
    }
}
