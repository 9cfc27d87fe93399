import FoundationEssentials
import Glibc
import Retention
import RetentionEngine

/// The trail in files of JSON lines, in order. The last one may grow meanwhile.
final class FileSource: AuditSource {
    /// A longer line was not written by us.
    private static let longestLine = 1 << 20

    private var paths: ArraySlice<String>
    private var path = ""
    private var descriptor: CInt = -1
    /// Bytes that were read and not returned yet, with `start` the offset of the next line.
    private var buffer: [UInt8] = []
    private var start = 0
    private var unreadable = 0

    /// - Parameter paths: at least one, the oldest file first.
    init(paths: [String]) throws(CommandError) {
        self.paths = paths[...]
        try openNext()
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func next() throws(CommandError) -> StoredRecord? {
        while true {
            while let line = nextLine() {
                if line.isEmpty { continue }
                if let record = AuditLogLine.record(Array(line)), record["EVENT"] != nil { return record }
                unreadable += 1
            }
            if try read() { continue }
            guard !paths.isEmpty else { return nil }
            // An incomplete line at the end of a file that is not the last.
            if !buffer.isEmpty { unreadable += 1 }
            try openNext()
        }
    }

    /// Polls, because not all file systems notify. Follows a file that was replaced, as by logrotate.
    func wait(atMost limit: Duration) throws(CommandError) {
        usleep(UInt32(min(limit, .milliseconds(250)) / .microseconds(1)))
        var mine = stat()
        var named = stat()
        guard fstat(descriptor, &mine) == 0, stat(path, &named) == 0 else { return }
        let isShorter = mine.st_size < lseek(descriptor, 0, SEEK_CUR)
        if mine.st_ino != named.st_ino || isShorter, try !read() {
            paths = [path]
            try openNext()
        }
    }

    var hasForeignRecords: Bool { false }

    var omissions: [String] {
        let count = unreadable + (buffer.count > start ? 1 : 0)
        guard count > 0 else { return [] }
        return [
            "\(count) line\(count == 1 ? " is not an audit record" : "s are not audit records"); a crash may leave such a line"
        ]
    }

    private func openNext() throws(CommandError) {
        guard let next = paths.popFirst() else { return }
        if descriptor >= 0 { close(descriptor) }
        path = next
        (buffer, start) = ([], 0)
        descriptor = open(next, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unavailable() }
    }

    private func nextLine() -> ArraySlice<UInt8>? {
        guard let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { start = end + 1 }
        return buffer[start..<end]
    }

    /// - Returns: false at the end of the file.
    private func read() throws(CommandError) -> Bool {
        buffer.removeFirst(start)
        start = 0
        if buffer.count > Self.longestLine { buffer = [UInt8(ascii: "?")] }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unavailable() }
            buffer += chunk[..<count]
            return count > 0
        }
    }

    private func unavailable() -> CommandError {
        CommandError(
            .unavailable,
            "the audit log \(String(sanitizing: path)) can't be read: \(String(cString: strerror(errno)))",
            hint: "name the file that run or sweep got with --audit-log, and check its permissions")
    }
}
