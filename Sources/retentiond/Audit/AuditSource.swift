import RetentionEngine

/// A trail to read from, in its own order.
protocol AuditSource: AnyObject {
    /// The next record; nil if there is none for now.
    func next() throws(CommandError) -> StoredRecord?

    /// Waits until there may be more, at most for this time.
    func wait(atMost limit: Duration) throws(CommandError)

    /// Records that had to be left out so far, described for a person.
    var omissions: [String] { get }

    /// Whether records were left out because of their writer.
    var hasForeignRecords: Bool { get }
}
