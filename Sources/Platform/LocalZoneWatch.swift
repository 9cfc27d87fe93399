import Glibc
import Synchronization

/// Notices that the machine's time zone was changed while the service runs, as by `timedatectl set-timezone`.
package final class LocalZoneWatch: Sendable {
    /// Distinguishes one /etc/localtime from another.
    private struct Mark: Equatable, Sendable {
        let inode: ino_t
        let seconds: Int
        let nanoseconds: Int
        /// The target of the link, which an update of the zone package may replace.
        let target: [ino_t]

        init(_ path: String) {
            var link = stat()
            var file = stat()
            lstat(path, &link)
            stat(path, &file)
            inode = link.st_ino
            (seconds, nanoseconds) = (file.st_mtim.tv_sec, file.st_mtim.tv_nsec)
            target = [file.st_ino]
        }
    }

    private struct State {
        var mark: Mark
        var react: @Sendable () -> Void = {}
    }

    private let path: String
    private let state: Mutex<State>

    package init(path: String = "/etc/localtime") {
        self.path = path
        state = Mutex(State(mark: Mark(path)))
    }

    /// - Parameter react: called after each change.
    package func onChange(_ react: @escaping @Sendable () -> Void) { state.withLock { $0.react = react } }

    /// Checks whether it was changed since the last call.
    package func check() {
        let mark = Mark(path)
        let react: (@Sendable () -> Void)? = state.withLock { state in
            guard mark != state.mark else { return nil }
            state.mark = mark
            return state.react
        }
        react?()
    }
}
