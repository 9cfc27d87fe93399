/// `NAME` of `retentiond@NAME.service`.
///
/// systemd makes a user `retentiond-NAME` for it, with at most 31 characters; we also refuse dots and capitals, because
/// the folders of its state are named after it. Source: "User/Group Name Syntax" of systemd.
enum InstanceName {
    /// 31 less the length of `retentiond-`.
    static let maxLength = 20

    static let hint =
        "choose a name of 1 to \(maxLength) lower-case letters, digits and \"-\": systemd makes a user retentiond-NAME"

    /// `NAME` of `retentiond@NAME.service`; nil for the service without a name.
    static func ofUnit(_ unit: String?) -> String? {
        guard let unit, unit.hasPrefix("retentiond@"), unit.hasSuffix(".service") else { return nil }
        return String(unit.dropFirst("retentiond@".count).dropLast(".service".count))
    }

    /// - Returns: nil for a valid name.
    static func objection(to name: String) -> String? {
        let isPlain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard !name.isEmpty else { return "it has no name" }
        guard isPlain else { return "\"\(name)\" contains characters other than a to z, 0 to 9 and \"-\"" }
        guard name.utf8.count <= maxLength else { return "\"\(name)\" has \(name.utf8.count) characters" }
        return nil
    }
}
