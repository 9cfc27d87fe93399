/// A field of a journal record, with a name that journald accepts and a value of any bytes.
///
/// journald silently drops fields with other names, so names are valid by construction: see systemd.journal-fields(7).
package struct JournalField: Sendable, Hashable {
    /// The name of a field: 1 to 64 characters of `[A-Z0-9_]`, no leading underscore or digit.
    package struct Name: Sendable, Hashable, CustomStringConvertible {
        /// The longest name journald accepts, in characters.
        package static let maximumLength = 64

        /// The name as text.
        package let description: String

        /// Accepts a name that journald accepts; nil for any other.
        package init?(validating name: String) {
            let scalars = name.unicodeScalars
            guard let first = scalars.first, ("A"..."Z").contains(first),
                scalars.count <= Self.maximumLength,
                scalars.allSatisfy({ ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_" })
            else { return nil }
            self.description = name
        }

        /// Converts a dotted key to a name: `sweep.item-id` after the prefix `RETENTIOND_` is
        /// `RETENTIOND_SWEEP_ITEM_ID`.
        ///
        /// ASCII letters become capitals, dots and dashes underscores. So two keys may share a name.
        /// - Returns: nil if any other character occurs or the result is not a valid name.
        package init?(prefix: String = "", key: String) {
            var name = prefix.unicodeScalars
            for scalar in key.unicodeScalars {
                switch scalar {
                case ".", "-": name.append("_")
                case "a"..."z": name.append(Unicode.Scalar(UInt8(scalar.value) - 32))
                default: name.append(scalar)
                }
            }
            guard !key.isEmpty else { return nil }
            self.init(validating: String(name))
        }
    }

    /// The name.
    package let name: Name

    /// The value: any bytes; may be empty, or hold newlines, NUL or invalid UTF-8.
    package let value: [UInt8]

    /// A field of any bytes.
    package init(_ name: Name, bytes: [UInt8]) {
        self.name = name
        self.value = bytes
    }

    /// A field of text, unchanged.
    package init(_ name: Name, _ text: String) {
        self.init(name, bytes: Array(text.utf8))
    }

    /// A field of a decimal number.
    package init(_ name: Name, _ number: some BinaryInteger) {
        self.init(name, String(number))
    }

    /// `NAME=value` for sd_journal_sendv(3) and sd_journal_add_match(3).
    var encoded: [UInt8] {
        Array(name.description.utf8) + [UInt8(ascii: "=")] + value
    }
}

extension JournalField.Name: ExpressibleByStringLiteral {
    /// A name written in the source; an invalid one is a programming error and traps.
    package init(stringLiteral literal: StaticString) {
        guard let name = Self(validating: literal.description) else {
            preconditionFailure("\(literal) is no journal field name")
        }
        self = name
    }
}

extension JournalField.Name {
    /// The text for a person.
    package static let message: Self = "MESSAGE"
    /// The kind of event, see `JournalMessageID`.
    package static let messageID: Self = "MESSAGE_ID"
    /// The severity, see `JournalPriority`.
    package static let priority: Self = "PRIORITY"
    /// The name journalctl shows before the message.
    package static let syslogIdentifier: Self = "SYSLOG_IDENTIFIER"
}
