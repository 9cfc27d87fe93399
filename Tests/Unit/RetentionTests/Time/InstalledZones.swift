import Foundation
import Retention
import Time

/// The zones of /usr/share/zoneinfo, for tests of the core, which reads no files itself.
enum InstalledZones {
    static func zone(_ name: String) -> TimeZoneRules? {
        if name == "UTC" { return .utc }
        let isName = name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { isalnum(Int32($0)) != 0 || "-_+".utf8.contains($0) }
        }
        guard isName, let content = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)") else {
            return nil
        }
        return try? TimeZoneRules(tzif: Array(content), identifier: name)
    }
}
