import Glibc

/// Up to which record a sink was sent everything, in which boot, and up to which all were seen there: a small file of one line.
///
/// Losing it is harmless: what the spool holds is then sent once more.
struct DeliveryMark: Equatable {
    /// The number of the last record that was sent.
    var sequence: Int
    var chain: String
    /// The boot in which it was sent. After another boot it may have been lost in a power cut. Nil: nobody could tell.
    var boot: String?
    /// The number of the last record that was seen there with all before it; 0: none was looked for.
    var seen = 0

    private static let limit = 256

    init(sequence: Int, chain: String, boot: String?, seen: Int = 0) {
        self.sequence = sequence
        self.chain = chain
        self.boot = boot
        self.seen = seen
    }

    /// - Returns: nil when there is none, or it is damaged.
    init?(path: String) {
        guard let descriptor = try? OpenDescriptor(path, O_RDONLY),
            let bytes = try? OpenFile.readAll(descriptor.number, limit: Self.limit), bytes.last == UInt8(ascii: "\n")
        else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
        // Earlier versions did not look, and wrote three words.
        guard 3...4 ~= words.count, let sequence = Int(words[0]), sequence >= 0,
            let seen = words.count == 4 ? Int(words[3]) : 0, 0...sequence ~= seen
        else { return nil }
        self.init(sequence: sequence, chain: words[1], boot: words[2] == "-" ? nil : words[2], seen: seen)
    }

    /// Replaces the file; not synced, for losing it is harmless.
    func write(to path: String) throws(FileError) {
        let temporary = AtomicFile.temporaryPath(for: path)
        let descriptor = try OpenDescriptor(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        AtomicFile.giveToOwner(ofFolder: path, descriptor.number)
        try AtomicFile.writeAll(Array("\(sequence) \(chain) \(boot ?? "-") \(seen)\n".utf8), to: descriptor.number)
        guard rename(temporary, path) == 0 else { throw FileError("rename") }
    }
}
