package import FoundationEssentials
import Glibc
package import Platform
import Retention

/// The newest record of a chain, as the state directory's spool holds it.
package struct ChainHead: Sendable, Equatable {
    package let chain: String
    package let sequence: UInt64
    /// The hash of the record's content.
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
    /// - Parameter store: its `audit` folder holds `current.jsonl` and `previous.jsonl`.
    /// - Returns: nil when there is no chain yet.
    /// - Throws: `FileError` when the files can't be read.
    package static func read(_ store: StateStore) throws(FileError) -> ChainHead? {
        do throws(FileError) {
            let folder = try store.root().folder("audit")
            // While the files are renamed, the newest one may lack its name for a moment; hence `current` again.
            for file in ["current", "previous", "current"] {
                if let head = last(of: try folder.read("\(file).jsonl") ?? []) { return head }
            }
        } catch  where error.code == ENOENT {}
        return nil
    }

    /// Reads the beginning of the spool.
    ///
    /// - Returns: the oldest record that it holds; nil if there is none.
    /// - Throws: as `read`.
    package static func readOldest(_ store: StateStore) throws(FileError) -> ChainHead? {
        do throws(FileError) {
            let folder = try store.root().folder("audit")
            for file in ["previous", "current"] {
                let whole = lines(of: try folder.read("\(file).jsonl") ?? [])
                if let head = whole.lazy.compactMap({ AuditLogLine.record(Array($0)).flatMap(ChainHead.init) }).first {
                    return head
                }
            }
        } catch  where error.code == ENOENT {}
        return nil
    }

    private static func last(of bytes: [UInt8]) -> ChainHead? {
        lines(of: bytes).reversed().lazy.compactMap { AuditLogLine.record(Array($0)).flatMap(ChainHead.init) }.first
    }

    /// The whole lines of a file.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        // After the last newline comes a record that is being written.
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    }
}
