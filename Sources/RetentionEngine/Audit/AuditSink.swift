/// A place where sealed records go for people to read: the journal, a file.
package protocol AuditSink: Sendable {
    /// Whether records survive a power cut as soon as `write` has returned.
    var isDurable: Bool { get }

    /// The number of the newest record of a chain that the sink holds; nil when it can't tell.
    func lastSequence(of chain: String) -> Int?

    /// - Throws: when records would be lost.
    func check() throws

    /// Takes records in order. After a failure, some may have been taken.
    func write(_ records: [SealedRecord]) throws
}
