/// The severity of a record, as syslog(3) numbers it.
package enum JournalPriority: UInt8, Sendable, CaseIterable {
    case emergency = 0
    case alert = 1
    case critical = 2
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
    case debug = 7
}

/// The fixed 128-bit identifier of a kind of event; journalctl(1) finds its catalog text by it.
package struct JournalMessageID: Sendable, Hashable, CustomStringConvertible {
    /// 32 lower-case hexadecimal digits.
    package let description: String

    /// Accepts 32 hexadecimal digits, with or without the dashes of a UUID; nil for anything else and for all zeros.
    package init?(validating text: String) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.count == 1 || groups.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        let digits = groups.joined().lowercased()
        guard digits.utf8.count == 32, digits.unicodeScalars.allSatisfy(\.properties.isASCIIHexDigit),
            digits.contains(where: { $0 != "0" })
        else { return nil }
        self.description = digits
    }
}

extension JournalMessageID: ExpressibleByStringLiteral {
    /// An identifier written in the source; an invalid one is a programming error and traps.
    package init(stringLiteral literal: StaticString) {
        guard let identifier = Self(validating: literal.description) else {
            preconditionFailure("\(literal) is no message identifier")
        }
        self = identifier
    }
}

/// One structured record for the journal.
package struct JournalRecord: Sendable, Equatable {
    /// The text for a person, sent as `MESSAGE`.
    package var message: String

    /// The severity, sent as `PRIORITY`.
    package var priority: JournalPriority

    /// The kind of event, sent as `MESSAGE_ID`; nil leaves it out.
    package var messageID: JournalMessageID?

    /// Further fields in the order to send. A name may occur twice: journald then keeps both values.
    package var fields: [JournalField]

    /// Creates a record; sends nothing.
    package init(
        _ message: String,
        priority: JournalPriority,
        messageID: JournalMessageID? = nil,
        fields: [JournalField] = []
    ) {
        self.message = message
        self.priority = priority
        self.messageID = messageID
        self.fields = fields
    }

    /// Every field of the record: `MESSAGE`, `PRIORITY`, `MESSAGE_ID` if any, then `fields`. Never empty.
    package var allFields: [JournalField] {
        var all = [JournalField(.message, message), JournalField(.priority, priority.rawValue)]
        if let messageID { all.append(JournalField(.messageID, messageID.description)) }
        return all + fields
    }
}
