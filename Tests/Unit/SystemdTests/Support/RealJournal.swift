import Glibc
import Testing

/// systemd-journald itself, run without systemd inside `PrivateRun`; ended with the value.
///
/// It runs under a separate name ("journal namespace"), in which journald ignores the kernel's log and audit.
struct RealJournal: ~Copyable {
    struct ProcessError: Error {
        var program: String
        var code: Int32
    }

    static let requirement: Comment = "needs systemd-journald, a machine id and CAP_SYS_ADMIN"

    private static let journald = "/lib/systemd/systemd-journald"
    private static let name = "tests"

    static var isPossible: Bool {
        PrivateRun.isPossible && access(journald, X_OK) == 0 && machineID != nil
    }

    /// The folder of its files.
    let directory: String

    private let process: pid_t

    private init(directory: String, process: pid_t) {
        self.directory = directory
        self.process = process
    }

    /// Starts journald and waits until it listens at the path libsystemd writes to.
    static func started() throws -> RealJournal {
        try PrivateRun.enter()
        symlink("journal.\(name)", "/run/systemd/journal")
        let notifications = try DatagramSocket(at: "/run/notify")
        let process = try start([journald, name], environment: ["NOTIFY_SOCKET=/run/notify"])
        let journal = RealJournal(directory: "/var/log/journal/\(machineID ?? "").\(name)", process: process)
        while try !notifications.next().text.split(separator: "\n").contains("READY=1") {}
        return journal
    }

    deinit {
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// Returns once everything sent so far can be read.
    func synchronize() throws {
        let arguments = ["/usr/bin/journalctl", "--namespace=\(Self.name)", "--sync"]
        let journalctl = try Self.start(arguments, environment: [])
        var status: Int32 = 0
        guard waitpid(journalctl, &status, 0) == journalctl, status == 0 else {
            throw ProcessError(program: "journalctl", code: status)
        }
    }

    private static var machineID: String? {
        let text = PrivateRun.readFile("/etc/machine-id")?.split(separator: "\n").first
        return text.flatMap { $0.utf8.count == 32 ? String($0) : nil }
    }

    private static func start(_ arguments: [String], environment: [String]) throws -> pid_t {
        var process = pid_t()
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup($0) } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        let code = posix_spawn(&process, arguments[0], nil, nil, argv, envp)
        guard code == 0 else { throw ProcessError(program: arguments[0], code: code) }
        return process
    }
}
