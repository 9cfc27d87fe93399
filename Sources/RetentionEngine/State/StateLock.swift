import Glibc
import Platform

/// A lock that dies with the process that holds it (flock).
package final class StateLock: Sendable {
    private let file: OpenDescriptor

    /// - Parameter name: of a file in the folder, which is made if missing.
    /// - Throws: `.locked` when another process holds it.
    init(_ folder: Folder, _ name: String, account: String) throws(StateError) {
        do throws(FileError) { file = try folder.open(name, O_RDWR | O_CREAT) } catch {
            throw .unwritable(path: folder.path(name), reason: error.reason)
        }
        guard Self.acquire(file.number) else {
            if errno == EWOULDBLOCK { throw .locked(account: account) }
            throw .unwritable(path: folder.path(name), reason: String(cString: strerror(errno)))
        }
    }

    /// Tries for a moment: a process that the holder is just starting has the lock, too, until it runs.
    private static func acquire(_ descriptor: CInt) -> Bool {
        for attempt in 0..<10 {
            if attempt > 0 { usleep(10_000) }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { return false }
        }
        errno = EWOULDBLOCK
        return false
    }
}
