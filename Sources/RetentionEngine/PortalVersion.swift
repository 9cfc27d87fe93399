/// The number of a DocSpace release, such as 3.7.2. Missing parts are zero.
package struct ReleaseNumber: Comparable, Hashable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    package init(_ major: Int, _ minor: Int, _ patch: Int) {
        (self.major, self.minor, self.patch) = (major, minor, patch)
    }

    /// Reads `3.7.2`, also with a build after it (`3.7.2.1234`, `3.7.2-rc.1`), as images of the portal report it.
    ///
    /// - Returns: nil for anything that does not begin with two numbers and a dot between them.
    package init?(_ text: String) {
        let release = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let end = text[release.endIndex...].first
        guard end == nil || end == "-" || end == "+" else { return nil }
        let parts = release.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.count <= 9 ? Int(part) : nil
        }
        let numbers = parts.compactMap(\.self)
        guard numbers.count == parts.count, (2...4).contains(numbers.count) else { return nil }
        self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
    }

    package var description: String { "\(major).\(minor).\(patch)" }

    package static func < (left: ReleaseNumber, right: ReleaseNumber) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}

/// The version that a portal reports. Source: docspace-api.md §11.
package enum PortalVersion: Sendable, Equatable {
    case release(ReleaseNumber)
    /// It reports no readable version; the value says why, in one clause without a period.
    case unknown(String)
}
