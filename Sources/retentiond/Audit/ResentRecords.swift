import RetentionEngine

/// Separates repeated copies from the only ones. Keeps a bit for each record.
struct ResentRecords {
    /// The numbers seen of each chain: a bit each, 64 to an integer.
    private var seen: [String: [UInt64: UInt64]] = [:]

    /// Whether the record is a copy of one that was passed before.
    mutating func isCopy(_ record: StoredRecord) -> Bool {
        guard let chain = record.chain, let number = record.sequence else { return false }
        let bit: UInt64 = 1 << (number % 64)
        let word = seen[chain]?[number / 64] ?? 0
        seen[chain, default: [:]][number / 64] = word | bit
        return record.isResent && word & bit != 0
    }
}
