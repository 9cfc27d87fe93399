import FoundationEssentials
import Retention

/// An audit record with its place in the chain: the fields as they are written, and never changed again.
package struct SealedRecord: Sendable, Equatable {
    /// By name. Values may hold any character.
    package let fields: [String: String]
    /// The number in the chain, from 1 on.
    package let sequence: Int
    /// The id of the chain.
    package let chain: String

    /// Takes fields that hold a chain and a number; nil for others.
    package init?(fields: [String: String]) {
        guard let sequence = fields[AuditChain.sequenceField].flatMap({ Int($0) }),
            (1...StoredNumbers.maxSequence).contains(sequence),
            let chain = fields[AuditChain.idField]
        else { return nil }
        self.fields = fields
        self.sequence = sequence
        self.chain = chain
    }

    /// The hash that the next record carries for its predecessor.
    package var hash: String { AuditChain.hash(fields.map { ($0.key, Array($0.value.utf8)) }) }

    /// When the record was made, as written.
    package var time: String { fields[AuditChain.timeField] ?? "" }

    /// The same record, marked as sent again.
    package var resent: SealedRecord {
        SealedRecord(fields: fields.merging([AuditChain.resentField: "1"]) { $1 })!
    }

    /// One line of JSON with its newline: an object of strings, keys sorted.
    ///
    /// - Parameter more: fields that don't belong to the record, such as when it was written.
    package func line(with more: [String: String] = [:]) -> [UInt8] {
        Array(JSONWriter.text(fields.merging(more) { $1 }).utf8) + [UInt8(ascii: "\n")]
    }

    /// Reads a line; nil unless it is a whole record.
    package init?(line: some Sequence<UInt8>) {
        guard let fields = try? JSONDecoder().decode([String: String].self, from: Data(line)) else { return nil }
        self.init(fields: fields)
    }
}

extension AuditRecord {
    /// The record as the next one of a chain.
    ///
    /// - Parameter previous: the last one; nil at the beginning of the chain.
    func sealed(chain: String, after previous: SealedRecord?, now: Date) -> SealedRecord {
        var all = Dictionary(uniqueKeysWithValues: fields)
        all["SYSLOG_IDENTIFIER"] = "retentiond"
        all[AuditChain.idField] = chain
        all[AuditChain.sequenceField] = "\((previous?.sequence ?? 0) + 1)"
        all[AuditChain.hashField] = previous?.hash ?? AuditChain.origin
        all[AuditChain.timeField] = now.formatted(AuditChain.timeStyle)
        all[AuditChain.previousTimeField] = previous?.time
        return SealedRecord(fields: all)!
    }
}
