import CProcess
import Foundation
package import Glibc
import Synchronization

/// A process that a test started. Never signals a process id that may have been reused.
package final class ChildProcess: Sendable {
    package struct SpawnError: Error, CustomStringConvertible {
        package let description: String
    }

    private struct State {
        var status: Int32?
        var waiters: [CheckedContinuation<Int32, Never>] = []
    }

    package let pid: pid_t
    private let state = Mutex(State())

    /// Starts a program with exactly this environment, its output in two files, no input, and no other file.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String], output: String, errors: String
    ) throws(SpawnError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // NIO's sockets would be inherited: a connection that a test closes would stay open for its peer as long as
        // such a process runs.
        retentiond_close_files_from(&actions, STDERR_FILENO + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        Self.resetSignals(&attributes)

        var argv = ([program] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, program, &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw SpawnError(description: "\(program): \(String(cString: strerror(code)))") }
        self.pid = pid
        Thread.detachNewThread { [self] in reap() }
    }

    /// Sends a signal, unless the process has ended.
    package func signal(_ number: Int32) {
        state.withLock { if $0.status == nil { _ = kill(pid, number) } }
    }

    /// The exit code, or 128 + the signal that ended it, as in a shell; nil while it runs.
    package var status: Int32? { state.withLock { $0.status } }

    /// Waits for the end.
    package func ended() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state in
                if state.status == nil { state.waiters.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    }

    private func reap() {
        var info = siginfo_t()
        // Leaves it a zombie, so that its id isn't reused while it may still be signalled.
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let waiters = state.withLock { state in
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            state.status = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f
            defer { state.waiters = [] }
            return state.waiters
        }
        let status = self.status ?? -1
        for waiter in waiters { waiter.resume(returning: status) }
    }
}
