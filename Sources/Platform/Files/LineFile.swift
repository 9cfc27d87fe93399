import Glibc

/// An open file of lines that is only appended to. Several processes may append; a lock held by the caller keeps them apart.
package struct LineFile: Sendable {
    private static let newline = UInt8(ascii: "\n")

    private let descriptor: OpenDescriptor
    /// Whether no other process writes meanwhile, so that half a line may be removed.
    private let isOurs: Bool
    /// After a write that failed half-way and wasn't removed.
    private var isTorn = false

    /// - Parameter descriptor: open for reading and, if it is appended to, in append mode.
    package init(_ descriptor: OpenDescriptor, isOurs: Bool) {
        self.descriptor = descriptor
        self.isOurs = isOurs
    }

    /// In bytes.
    package var size: Int { max(0, Int(lseek(descriptor.number, 0, SEEK_END))) }

    /// Appends whole lines; returns once they are on the disk.
    package mutating func append(_ bytes: [UInt8]) throws(FileError) {
        let before = size
        do throws(FileError) {
            try AtomicFile.writeAll(isTorn ? [Self.newline] + bytes : bytes, to: descriptor.number)
            isTorn = false
            guard fsync(descriptor.number) == 0 else { throw FileError("fsync") }
        } catch {
            isTorn = !isOurs || ftruncate(descriptor.number, off_t(before)) != 0
            throw error
        }
    }

    /// Ends a line that a crash left incomplete.
    package func endLastLine() throws(FileError) {
        guard endOfLines < size else { return }
        try AtomicFile.writeAll([Self.newline], to: descriptor.number)
    }

    /// Removes a line that a crash left incomplete.
    package func dropTornLine() throws(FileError) {
        let end = endOfLines
        guard end < size else { return }
        guard ftruncate(descriptor.number, off_t(end)) == 0 else { throw FileError("ftruncate") }
    }

    /// The first line, without its newline; nil without a whole line.
    package var first: [UInt8]? {
        let end = endOfLines
        var start = 0
        while start < end {
            let chunk = bytes(start..<min(end, start + (1 << 14)))
            if let index = chunk.firstIndex(of: Self.newline) { return bytes(0..<start + index) }
            start += chunk.count
        }
        return nil
    }

    /// Whole lines, the last one first, without their newlines. Reads no more of the file than needed.
    package var backwards: some Sequence<[UInt8]> {
        sequence(state: endOfLines) { end -> [UInt8]? in
            guard end > 0 else { return nil }
            let start = newline(before: end - 1).map { $0 + 1 } ?? 0
            defer { end = start }
            return bytes(start..<end - 1)
        }
    }

    /// Where the last whole line ends.
    private var endOfLines: Int { newline(before: size).map { $0 + 1 } ?? 0 }

    private func newline(before offset: Int) -> Int? {
        var end = offset
        while end > 0 {
            let start = max(0, end - (1 << 14))
            if let index = bytes(start..<end).lastIndex(of: Self.newline) { return start + index }
            end = start
        }
        return nil
    }

    /// A part of the file; shorter where it ends, or can't be read.
    private func bytes(_ range: Range<Int>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                pread(descriptor.number, $0.baseAddress! + done, $0.count - done, off_t(range.lowerBound + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            done += count
        }
        return Array(bytes[..<done])
    }
}
