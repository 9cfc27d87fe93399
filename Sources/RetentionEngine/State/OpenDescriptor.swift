import Glibc

/// An open file, closed with its last owner.
final class OpenDescriptor: Sendable {
    let number: CInt

    /// Opens a file, close-on-exec; one that is created gets mode 0600.
    init(_ path: String, _ flags: CInt) throws(FileError) {
        number = open(path, flags | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw FileError("open") }
    }

    deinit {
        close(number)
    }
}
