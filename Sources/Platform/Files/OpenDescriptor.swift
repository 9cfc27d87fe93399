import Glibc

/// An open file, closed with its last owner.
package final class OpenDescriptor: Sendable {
    package let number: CInt

    /// Opens a file, close-on-exec; one that is created gets mode 0600.
    convenience init(_ path: String, _ flags: CInt) throws(FileError) {
        try self.init(taking: open(path, flags | O_CLOEXEC, 0o600))
    }

    /// - Parameter result: of a call that opens; -1 with errno set when it failed.
    convenience init(taking result: CInt) throws(FileError) {
        guard result >= 0 else { throw FileError("open") }
        self.init(owned: result)
    }

    /// - Parameter number: open.
    init(owned number: CInt) { self.number = number }

    /// - Throws: `FileError` for anything but a regular file.
    func mustBeFile() throws(FileError) {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw FileError("fstat") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError("open", because: "it is not a regular file")
        }
    }

    deinit {
        close(number)
    }
}
