/// A record as read from the journal.
package struct JournalEntry: Sendable, Equatable {
    /// The values by field name, as bytes, including the trusted ones such as `_SYSTEMD_UNIT`. Of a field with several
    /// values the first one read.
    package private(set) var fields: [String: [UInt8]]

    /// The other values of fields with several, in the order read.
    package private(set) var furtherValues: [String: [[UInt8]]] = [:]

    /// When journald received it, by the wall clock, in microseconds since 1970-01-01 UTC.
    package let realtimeMicroseconds: UInt64

    /// The opaque position of the record, see sd_journal_get_cursor(3).
    package let cursor: String

    /// Creates a record, in tests; `JournalReader` makes the real ones.
    package init(fields: [String: [UInt8]], realtimeMicroseconds: UInt64, cursor: String) {
        self.fields = fields
        self.realtimeMicroseconds = realtimeMicroseconds
        self.cursor = cursor
    }

    /// Adds a value to a field, which may have others.
    mutating func add(_ value: [UInt8], to name: String) {
        if fields[name] == nil { fields[name] = value } else { furtherValues[name, default: []].append(value) }
    }

    /// A value as text; nil if the field doesn't exist or its bytes are not UTF-8.
    package func text(_ name: String) -> String? {
        fields[name].flatMap { String(validating: $0, as: UTF8.self) }
    }
}
