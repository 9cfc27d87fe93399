package import FoundationEssentials

/// An audit record as found in a trail, whether or not it is still as written.
package struct StoredRecord: Sendable {
    /// What the trail itself states about the writer.
    package struct Origin: Sendable, Equatable {
        /// `_UID`.
        package var userID: UInt32?
        /// `_SYSTEMD_UNIT`.
        package var unit: String?

        package init(userID: UInt32?, unit: String?) {
            self.userID = userID
            self.unit = unit
        }
    }

    /// Our fields in any order; a duplicate name is kept twice. Values are bytes, because they need not be text.
    package let fields: [(name: String, value: [UInt8])]
    /// When the trail took the record; nil if it doesn't say.
    package let receivedAt: Date?
    /// The journal namespace it was found in; nil for the default one and for files.
    package let namespace: String?
    /// Nil for a trail that doesn't know it, such as a file.
    package let origin: Origin?

    package init(
        fields: [(name: String, value: [UInt8])], receivedAt: Date? = nil, namespace: String? = nil,
        origin: Origin? = nil
    ) {
        // journald adds fields whose names begin with an underscore; the hash covers none of them.
        self.fields = fields.filter { AuditChain.covers($0.name) || $0.name == AuditChain.resentField }
        self.receivedAt = receivedAt
        self.namespace = namespace
        self.origin = origin
    }

    /// The first value of a field as text, with `�` for invalid bytes; nil if the record lacks the field.
    package func text(_ name: String) -> String? {
        fields.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// The value of one of our own fields, without the prefix `RETENTIOND_`.
    package subscript(name: String) -> String? { text("RETENTIOND_\(name)") }

    /// Whether it was sent again because the first copy may not have arrived.
    package var isResent: Bool { text(AuditChain.resentField) != nil }

    /// When it was made, or else when the trail took it.
    package var time: Date? { madeAt ?? receivedAt }

    /// When it was made, as it states.
    package var madeAt: Date? { text(AuditChain.timeField).flatMap(Self.date) }

    /// When its predecessor was made, as it states.
    package var previousMadeAt: Date? { text(AuditChain.previousTimeField).flatMap(Self.date) }

    private static func date(_ text: String) -> Date? {
        try? Date(text, strategy: AuditChain.timeStyle)
    }
}

extension StoredRecord {
    /// The id of its chain; nil for records written before there were chains.
    package var chain: String? { text(AuditChain.idField) }

    /// Its number in the chain, from 1 on; nil for anything but plain decimal digits.
    package var sequence: UInt64? {
        guard let text = text(AuditChain.sequenceField), let number = UInt64(text), "\(number)" == text,
            (1...UInt64(StoredNumbers.maxSequence)).contains(number)
        else { return nil }
        return number
    }

    /// The hash that it carries of its predecessor.
    package var previousHash: String? { text(AuditChain.hashField) }

    /// The hash of its present content.
    package var hash: String { AuditChain.hash(fields) }
}
