import Glibc
import Platform

/// The last record that a sink was sent, the boot in which it was sent, and the last record seen there: a small file of one
/// line.
///
/// Losing it is harmless: the records in the spool are then sent again.
struct DeliveryMark: Equatable {
    /// The number of the last record that was sent.
    var sequence: Int
    var chain: String
    /// The boot in which it was sent. After another boot it may have been lost in a power cut. Nil if unknown.
    var boot: String?
    /// The number of the last record that was seen there with all before it; 0 if none was searched for.
    var seen = 0

    private static let limit = 256

    init(sequence: Int, chain: String, boot: String?, seen: Int = 0) {
        self.sequence = sequence
        self.chain = chain
        self.boot = boot
        self.seen = seen
    }

    /// - Returns: nil if there is none, or it is damaged.
    init?(_ folder: Folder, _ name: String) {
        guard let bytes = try? folder.read(name, limit: Self.limit), bytes.last == UInt8(ascii: "\n") else {
            return nil
        }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
        // Earlier versions did not search, and wrote three values.
        guard 3...4 ~= words.count, let sequence = Int(words[0]), (0...StoredNumbers.maxSequence).contains(sequence),
            let seen = words.count == 4 ? Int(words[3]) : 0, 0...sequence ~= seen
        else { return nil }
        self.init(sequence: sequence, chain: words[1], boot: words[2] == "-" ? nil : words[2], seen: seen)
    }

    /// Replaces the file; not synced, because losing it is harmless.
    func write(to folder: Folder, _ name: String) throws(FileError) {
        let text = "\(sequence) \(chain) \(boot ?? "-") \(seen)\n"
        try folder.replace(name, with: Array(text.utf8), isSynced: false)
    }
}
