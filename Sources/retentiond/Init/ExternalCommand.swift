import CProcess
import Glibc
import Platform
import RetentionEngine

/// A program of systemd that runs to its end.
enum ExternalCommand {
    struct Result {
        /// The exit code; 127 if the program doesn't exist, 128 and more for a signal.
        let status: Int32
        let output: [UInt8]
        /// The last line of its standard error.
        let complaint: String
    }

    /// The environment variables that such programs need.
    private static let passed = ["PATH", "LANG", "SYSTEMD_CREDENTIAL_SECRET"]

    /// Runs a program of `$PATH`. Its input and output stay in memory: they may be keys.
    ///
    static func run(_ command: [String], input: [UInt8] = []) -> Result {
        var pipes: [[CInt]] = []
        defer { for end in pipes.joined() where end >= 0 { close(end) } }
        // Holds any length without a reader: a pipe would hold 64 KiB.
        let source = retentiond_memory_file()
        guard source >= 0 else { return failed(errno) }
        defer { close(source) }
        guard (try? AtomicFile.writeAll(input, to: source)) != nil, lseek(source, 0, SEEK_SET) == 0 else {
            return failed(errno)
        }
        for _ in 0..<2 {
            var ends: [CInt] = [-1, -1]
            guard pipe(&ends) == 0 else { return failed(errno) }
            pipes.append(ends)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, source, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, pipes[0][1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, pipes[1][1], STDERR_FILENO)
        // Not every socket of the HTTP library is closed automatically.
        retentiond_close_files_from(&actions, STDERR_FILENO + 1)
        let variables = passed.compactMap { name in Environment[name].map { "\(name)=\($0)" } }
        var argv = command.map { strdup($0) } + [nil]
        var envp = variables.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, command[0], &actions, nil, &argv, &envp)
        guard code == 0 else { return failed(code) }
        // No longer ours: reading ends when the program does.
        for pipe in pipes.indices {
            close(pipes[pipe][1])
            pipes[pipe][1] = -1
        }
        let output = (try? OpenFile.readAll(pipes[0][0])) ?? []
        let errors = (try? OpenFile.readAll(pipes[1][0])) ?? []
        var status: CInt = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let complaint = String(decoding: errors, as: UTF8.self).split(separator: "\n").last.map(String.init)
        return Result(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F, output: output,
            complaint: complaint ?? "\(command[0]) failed")
    }

    private static func failed(_ code: CInt) -> Result {
        Result(status: 127, output: [], complaint: String(cString: strerror(code)))
    }
}
