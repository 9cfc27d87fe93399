package import FoundationEssentials
import Glibc
import Retention

/// The newest record of a chain, as the state directory's spool holds it.
package struct ChainHead: Sendable, Equatable {
    package let chain: String
    package let sequence: UInt64
    /// Of its content.
    package let hash: String
    /// When it was made; nil when unreadable.
    package let madeAt: Date?

    /// Takes a record that has a chain and a number; nil for others.
    package init?(_ record: StoredRecord) {
        guard let chain = record.chain, let sequence = record.sequence else { return nil }
        self.chain = chain
        self.sequence = sequence
        hash = record.hash
        madeAt = record.madeAt
    }

    /// Reads the end of the spool.
    ///
    /// - Parameter stateDirectory: holds `audit/current.jsonl` and `audit/previous.jsonl`.
    /// - Returns: nil when there is no chain yet.
    /// - Throws: `FileError` when the files can't be read.
    package static func read(stateDirectory: String) throws(FileError) -> ChainHead? {
        // While the files change places, the newest one may lack its name for a moment; hence the second round.
        for file in ["current", "previous", "current"] {
            if let head = try last(of: "\(stateDirectory)/audit/\(file).jsonl") { return head }
        }
        return nil
    }

    /// Reads the beginning of the spool.
    ///
    /// - Returns: the oldest record that it holds; nil when there is none.
    /// - Throws: as `read`.
    package static func readOldest(stateDirectory: String) throws(FileError) -> ChainHead? {
        for file in ["previous", "current"] {
            let whole = try lines(of: "\(stateDirectory)/audit/\(file).jsonl")
            if let head = whole.lazy.compactMap({ AuditLogLine.record(Array($0)).flatMap(ChainHead.init) }).first {
                return head
            }
        }
        return nil
    }

    private static func last(of path: String) throws(FileError) -> ChainHead? {
        try lines(of: path).reversed().lazy.compactMap { AuditLogLine.record(Array($0)).flatMap(ChainHead.init) }.first
    }

    /// The whole lines of a file; none when there is no such file.
    private static func lines(of path: String) throws(FileError) -> [ArraySlice<UInt8>] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return [] }
            throw FileError("open")
        }
        defer { close(descriptor) }
        let newline = UInt8(ascii: "\n")
        // Behind the last newline stands a record that is being written.
        return try OpenFile.readAll(descriptor).split(separator: newline, omittingEmptySubsequences: false).dropLast()
    }
}
