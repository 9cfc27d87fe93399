/// A target of sealed records for people to read: the journal, or a file.
package protocol AuditSink: Sendable {
    /// How the sink knows its own records.
    var memory: AuditSinkMemory { get }

    /// - Throws: when records would be lost.
    func check() throws

    /// Takes records in order. After a failure, some of them may have been taken.
    func write(_ records: [SealedRecord]) throws

    /// Proves that written records arrive and can be read: after it, each record written earlier is there, or lost.
    ///
    /// - Throws: when they don't arrive; says why.
    func prove() throws

    /// Searches for records of one chain, given oldest first.
    ///
    /// - Returns: the numbers of those that are there as they were written; nil if writing is proof enough.
    func present(_ records: [SealedRecord]) throws -> Set<Int>?
}

extension AuditSink {
    package func prove() throws {}
    package func present(_ records: [SealedRecord]) throws -> Set<Int>? { nil }
}

/// What a sink knows about the records that it was given.
package enum AuditSinkMemory: Sendable {
    /// It reports the number of its newest record of a chain, nil if it has none; its records are on the disk.
    case own(@Sendable (_ chain: String) -> Int?)
    /// It may lose its newest records in a power cut, and perhaps others. A file of this name keeps the number of the last
    /// record that it was sent, and of the last one seen there.
    case mark(String)
}
