import Glibc

/// Whether a stream of this process is connected to the journal: `$JOURNAL_STREAM` in systemd.exec(5).
package enum JournalStream {
    /// Whether standard error is the journal. False if it was redirected after the service manager had set it up.
    package static var isStandardError: Bool {
        isJournal(STDERR_FILENO, journalStream: getenv("JOURNAL_STREAM").map { String(cString: $0) })
    }

    /// Whether a descriptor is the stream that the variable names.
    ///
    /// - Parameters:
    ///   - descriptor: a file descriptor; false for a closed one.
    ///   - journalStream: device and inode in decimal, such as `8:1234`; nil or anything else names no stream.
    /// - Returns: whether device and inode agree.
    package static func isJournal(_ descriptor: Int32, journalStream: String?) -> Bool {
        let numbers = (journalStream ?? "").split(separator: ":", omittingEmptySubsequences: false).map { UInt64($0) }
        guard numbers.count == 2, let device = numbers[0], let inode = numbers[1] else { return false }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        return UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
    }
}
