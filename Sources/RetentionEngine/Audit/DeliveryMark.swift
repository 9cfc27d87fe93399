import Glibc

/// Up to which record the sinks have everything, and in which boot they took it: a small file of one line.
///
/// Losing it is harmless: what the spool holds is then sent once more.
struct DeliveryMark: Equatable {
    /// The number of the last record that arrived.
    var sequence: Int
    /// The boot in which it was sent. After another boot it may have been lost in a power cut. Nil: it is on the disk.
    var boot: String?

    private static let limit = 128

    init(sequence: Int, boot: String?) {
        self.sequence = sequence
        self.boot = boot
    }

    /// - Returns: nil when there is none, or it is damaged.
    init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let bytes = try? OpenFile.readAll(descriptor, limit: Self.limit), bytes.last == UInt8(ascii: "\n") else {
            return nil
        }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let sequence = Int(words[0]), sequence >= 0 else { return nil }
        self.init(sequence: sequence, boot: words[1] == "-" ? nil : String(words[1]))
    }

    /// Replaces the file; not synced, for losing it is harmless.
    func write(to path: String) throws(FileError) {
        let temporary = "\(path).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileError("open") }
        defer { close(descriptor) }
        AtomicFile.giveToOwner(ofFolder: path, descriptor)
        try AtomicFile.writeAll(Array("\(sequence) \(boot ?? "-")\n".utf8), to: descriptor)
        guard rename(temporary, path) == 0 else { throw FileError("rename") }
    }
}
