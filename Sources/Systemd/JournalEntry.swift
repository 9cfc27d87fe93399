/// A record as read from the journal.
package struct JournalEntry: Sendable, Equatable {
    /// The values by field name, also the trusted ones such as `_SYSTEMD_UNIT`, any bytes.
    /// Of a field with several values the first one read is kept.
    package let fields: [String: [UInt8]]

    /// When journald received it, by the wall clock, in microseconds since 1970-01-01 UTC.
    package let realtimeMicroseconds: UInt64

    /// The opaque position of the record, see sd_journal_get_cursor(3).
    package let cursor: String

    /// Describes a record; `JournalReader` makes the real ones.
    package init(fields: [String: [UInt8]], realtimeMicroseconds: UInt64, cursor: String) {
        self.fields = fields
        self.realtimeMicroseconds = realtimeMicroseconds
        self.cursor = cursor
    }

    /// A value as text; nil when there is no such field or its bytes are no UTF-8.
    package func text(_ name: String) -> String? {
        fields[name].flatMap { String(validating: $0, as: UTF8.self) }
    }
}
