/// A place where sealed records go for people to read: the journal, a file.
package protocol AuditSink: Sendable {
    /// How the sink can tell what it has.
    var memory: AuditSinkMemory { get }

    /// - Throws: when records would be lost.
    func check() throws

    /// Takes records in order. After a failure, some may have been taken.
    func write(_ records: [SealedRecord]) throws
}

/// What a sink knows of the records that it was given.
package enum AuditSinkMemory: Sendable {
    /// It can be asked for the number of its newest record of a chain, nil when it has none; what it has is on the disk.
    case own(@Sendable (_ chain: String) -> Int?)
    /// It can't be asked, and may lose its newest records in a power cut. A file of this name keeps what it was sent.
    case mark(String)
}
