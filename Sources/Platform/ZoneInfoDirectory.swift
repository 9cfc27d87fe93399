import FoundationEssentials
package import Time

/// The time zones installed on this machine.
///
/// - Note: Source: tzfile(5), localtime(5), tzset(3).
package struct ZoneInfoDirectory: Sendable {
    private let path: String
    private let localtimePath: String

    package init(path: String = "/usr/share/zoneinfo", localtimePath: String = "/etc/localtime") {
        self.path = path
        self.localtimePath = localtimePath
    }

    /// Reads a zone by its IANA name, such as "Europe/Berlin"; case matters.
    ///
    /// - Returns: nil unless the name is a relative path of letters, digits, "-", "_", "+" and "/" (so no ".."), and for a
    ///   file that is missing or not a time zone. "UTC" needs no file.
    package func zone(_ identifier: String) -> TimeZoneRules? {
        if identifier == "UTC" { return .utc }
        guard Self.isName(identifier) else { return nil }
        return read("\(path)/\(identifier)", identifier: identifier)
    }

    /// The names of all zones, in no order. Empty where none are installed.
    package var names: [String] {
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        // Other files begin with a small letter, or have an extension.
        return files.filter { $0.first?.isUppercase == true && Self.isName($0) }
    }

    /// The zone of this machine: `$TZ` if that names one, else /etc/localtime, else UTC.
    ///
    /// - Parameter tz: the value of `$TZ`, nil if unset. A leading ":" is skipped. Rules may be spelt out in it, as in
    ///   "CET-1CEST,M3.5.0,M10.5.0/3"; an empty or unknown value means UTC.
    package func localZone(tz: String?) -> TimeZoneRules {
        if let tz {
            let name = tz.hasPrefix(":") ? String(tz.dropFirst()) : tz
            if name.hasPrefix("/") { return read(name, identifier: knownName(of: name)) ?? .utc }
            return zone(name) ?? (try? TimeZoneRules(posix: tz)) ?? .utc
        }
        let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: localtimePath)) ?? ""
        return read(localtimePath, identifier: knownName(of: target)) ?? .utc
    }

    /// The IANA name in a path such as "../usr/share/zoneinfo/Europe/Berlin"; empty if there is none.
    private func knownName(of file: String) -> String {
        guard let range = file.firstRange(of: "zoneinfo/") else { return "" }
        let name = String(file[range.upperBound...])
        return Self.isName(name) ? name : ""
    }

    private func read(_ file: String, identifier: String) -> TimeZoneRules? {
        guard let content = FileManager.default.contents(atPath: file) else { return nil }
        return try? TimeZoneRules(tzif: Array(content), identifier: identifier)
    }

    private static func isName(_ identifier: String) -> Bool {
        let parts = identifier.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { byte in
                    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "-_+".utf8.contains(byte)
                }
        }
    }
}
