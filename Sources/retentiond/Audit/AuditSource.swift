import RetentionEngine

/// A trail to read from, in its own order.
protocol AuditSource: AnyObject {
    /// The next record; nil when there is none for now.
    func next() throws(CommandFailure) -> StoredRecord?

    /// Waits until there may be more, or for so long.
    func wait(atMost limit: Duration) throws(CommandFailure)

    /// What had to be left out so far, in words for a person.
    var omissions: [String] { get }

    /// Whether records were left out because of who wrote them.
    var hasForeignRecords: Bool { get }
}
