/// A place where sealed records go for people to read: the journal, a file.
package protocol AuditSink: Sendable {
    /// How the sink can tell what it has.
    var memory: AuditSinkMemory { get }

    /// - Throws: when records would be lost.
    func check() throws

    /// Takes records in order. After a failure, some may have been taken.
    func write(_ records: [SealedRecord]) throws

    /// Proves that what is written arrives and can be read: after it, each record written earlier is there, or lost.
    ///
    /// - Throws: when it doesn't arrive; says why.
    func prove() throws

    /// Looks for records, of one chain and oldest first.
    ///
    /// - Returns: the numbers of those that are there as they were written; nil where writing is proof enough.
    func present(_ records: [SealedRecord]) throws -> Set<Int>?
}

extension AuditSink {
    package func prove() throws {}
    package func present(_ records: [SealedRecord]) throws -> Set<Int>? { nil }
}

/// What a sink knows of the records that it was given.
package enum AuditSinkMemory: Sendable {
    /// It can be asked for the number of its newest record of a chain, nil when it has none; what it has is on the disk.
    case own(@Sendable (_ chain: String) -> Int?)
    /// It may lose its newest records in a power cut, and perhaps others. A file of this name keeps what it was sent, and what
    /// was seen there.
    case mark(String)
}
