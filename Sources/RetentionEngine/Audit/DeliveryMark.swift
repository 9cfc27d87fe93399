import Glibc

/// Up to which record a sink was sent everything, and in which boot: a small file of one line.
///
/// Losing it is harmless: what the spool holds is then sent once more.
struct DeliveryMark: Equatable {
    /// The number of the last record that was sent.
    var sequence: Int
    var chain: String
    /// The boot in which it was sent. After another boot it may have been lost in a power cut. Nil: nobody could tell.
    var boot: String?

    private static let limit = 256

    init(sequence: Int, chain: String, boot: String?) {
        self.sequence = sequence
        self.chain = chain
        self.boot = boot
    }

    /// - Returns: nil when there is none, or it is damaged.
    init?(path: String) {
        guard let descriptor = try? OpenDescriptor(path, O_RDONLY),
            let bytes = try? OpenFile.readAll(descriptor.number, limit: Self.limit), bytes.last == UInt8(ascii: "\n")
        else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 3, let sequence = Int(words[0]), sequence >= 0 else { return nil }
        self.init(sequence: sequence, chain: words[1], boot: words[2] == "-" ? nil : words[2])
    }

    /// Replaces the file; not synced, for losing it is harmless.
    func write(to path: String) throws(FileError) {
        let temporary = AtomicFile.temporaryPath(for: path)
        let descriptor = try OpenDescriptor(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        AtomicFile.giveToOwner(ofFolder: path, descriptor.number)
        try AtomicFile.writeAll(Array("\(sequence) \(chain) \(boot ?? "-")\n".utf8), to: descriptor.number)
        guard rename(temporary, path) == 0 else { throw FileError("rename") }
    }
}
