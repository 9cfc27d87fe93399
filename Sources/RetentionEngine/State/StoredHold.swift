package import FoundationEssentials
package import Retention

/// A hold as a file of `holds.d` contains it: JSON, written by `hold add` or by the machine's administrator.
///
/// Required are `version` (1), `account`, `item` (as `file:101`) and `reason`; everything else may be missing.
package struct StoredHold: Sendable, Equatable {
    package var account: String
    package var hold: ItemHold
    /// The item's title when the hold was added, for display only.
    package var title: String?
    package var addedAt: Date?
    /// Set once a person released it: then it holds nothing, and is kept as a record.
    package var release: Release?

    /// A person's decision that the hold is over.
    package struct Release: Sendable, Equatable {
        package var at: Date
        /// As audit records name operators.
        package var by: String
        package var reason: String

        package init(at: Date, by: String, reason: String) {
            self.at = at
            self.by = by
            self.reason = reason
        }
    }

    package init(account: String, hold: ItemHold, title: String? = nil, addedAt: Date? = nil) {
        self.account = account
        self.hold = hold
        self.title = title
        self.addedAt = addedAt
    }

    /// Whether it protects its item at an instant.
    package func isInForce(at instant: Date) -> Bool { release == nil && hold.isInForce(at: instant) }
}

/// Why a file of `holds.d` is not a hold.
package struct HoldFileError: Error, CustomStringConvertible {
    /// One clause.
    package let description: String

    init(_ description: String) { self.description = description }
}

extension StoredHold {
    /// Bytes of one text that an audit record has room for.
    package static let maxTextBytes = BoundedText.title
    /// The largest file, in bytes.
    static let maxFileBytes = 16_384

    private static let keys = [
        "version", "account", "item", "title", "reason", "until", "ticket", "addedAt", "addedBy", "releasedAt",
        "releasedBy", "releaseReason",
    ]

    /// Reads the content of a file. Nothing unknown, repeated or ambiguous is accepted, because a misread hold protects
    /// nothing.
    ///
    /// - Throws: `HoldFileError`.
    package init(bytes: [UInt8]) throws(HoldFileError) {
        let root: JSONNode
        do throws(JSONSyntaxError) { root = try JSONParser.parse(bytes) } catch {
            throw HoldFileError("it is not JSON: \(error)")
        }
        if let key = root.duplicateKeys.first { throw HoldFileError("duplicate key \"\(key.key)\"") }
        guard case .object(let members) = root.value else { throw HoldFileError("it is not a JSON object") }
        if let unknown = members.first(where: { !Self.keys.contains($0.key) }) {
            throw HoldFileError("unknown key \"\(unknown.key)\"")
        }
        let values = Dictionary(members.map { ($0.key, $0.value.value) }) { first, _ in first }
        guard case .number(let version)? = values["version"], version.int == 1 else {
            throw HoldFileError("\"version\" must be 1")
        }
        let item = try Self.required("item", values)
        guard let key = ItemKey(stored: item) else {
            throw HoldFileError("\"item\" must be like file:101 or folder:17")
        }
        account = try Self.required("account", values)
        hold = ItemHold(
            key: key, reason: try Self.required("reason", values), until: try Self.date("until", values),
            ticket: try Self.text("ticket", values), addedBy: try Self.text("addedBy", values))
        title = try Self.text("title", values)
        addedAt = try Self.date("addedAt", values)
        guard let releasedAt = try Self.date("releasedAt", values) else {
            guard values["releasedBy"] == nil, values["releaseReason"] == nil else {
                throw HoldFileError("\"releasedAt\" is missing")
            }
            return
        }
        release = Release(
            at: releasedAt, by: try Self.required("releasedBy", values),
            reason: try Self.required("releaseReason", values))
    }

    private static func required(_ key: String, _ values: [String: JSONValue]) throws(HoldFileError) -> String {
        guard let text = try text(key, values) else { throw HoldFileError("\"\(key)\" is missing") }
        return text
    }

    private static func text(_ key: String, _ values: [String: JSONValue]) throws(HoldFileError) -> String? {
        guard let value = values[key] else { return nil }
        guard case .string(let text) = value, text.unicodeScalars.contains(where: { !$0.properties.isWhitespace })
        else { throw HoldFileError("\"\(key)\" must be a text that isn't empty") }
        guard text.utf8.count <= maxTextBytes else {
            throw HoldFileError("\"\(key)\" is longer than \(maxTextBytes) bytes")
        }
        return text
    }

    private static func date(_ key: String, _ values: [String: JSONValue]) throws(HoldFileError) -> Date? {
        guard let text = try text(key, values) else { return nil }
        guard let date = PolicyInstant.parse(text) else {
            throw HoldFileError("\"\(key)\" must be a day such as 2027-01-01, or an instant of RFC 3339")
        }
        return date
    }
}

extension StoredHold {
    private struct Content: Encodable {
        var version = 1
        var account, item: String
        var title: String?
        var reason: String
        var until: Date?
        var ticket: String?
        var addedAt: Date?
        var addedBy: String?
        var releasedAt: Date?
        var releasedBy, releaseReason: String?
    }

    /// The content of its file; instants are written to the second.
    package var bytes: [UInt8] {
        let content = Content(
            account: account, item: hold.key.description, title: title, reason: hold.reason, until: hold.until,
            ticket: hold.ticket, addedAt: addedAt, addedBy: hold.addedBy, releasedAt: release?.at,
            releasedBy: release?.by, releaseReason: release?.reason)
        // Validated texts and dates always encode; a failure here is a bug worth a crash.
        return try! JSONWriter.bytes(content, isIndented: true) + [UInt8(ascii: "\n")]
    }
}
