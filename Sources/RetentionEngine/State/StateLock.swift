import Glibc

/// A lock that dies with the process that holds it (flock).
package final class StateLock: Sendable {
    private let descriptor: CInt

    /// - Throws: `.locked` when somebody else holds it.
    package init(path: String, account: String) throws(StateError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw .unwritable(path: path, reason: String(cString: strerror(errno)))
        }
        AtomicFile.giveToOwner(ofFolder: path, descriptor)
        guard Self.acquire(descriptor) else {
            let busy = errno == EWOULDBLOCK
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw busy ? .locked(account: account) : .unwritable(path: path, reason: reason)
        }
    }

    /// Tries for a moment: a process that is just being started by the holder has the lock, too, until it runs.
    private static func acquire(_ descriptor: CInt) -> Bool {
        for attempt in 0..<10 {
            if attempt > 0 { usleep(10_000) }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { return false }
        }
        errno = EWOULDBLOCK
        return false
    }

    deinit {
        close(descriptor)
    }
}
