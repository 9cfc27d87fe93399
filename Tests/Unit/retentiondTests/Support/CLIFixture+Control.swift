import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

/// A running service with the two control sockets, passed as systemd passes them.
struct ControlledService: Sendable {
    let fixture: CLIFixture
    let process: BackgroundProcess

    var control: String { "\(fixture.directory.path)/run/control.sock" }
    var read: String { "\(fixture.directory.path)/run/control-read.sock" }

    /// Runs a command that checks for the sockets, with the policy and the state of the fixture.
    func retentiond(_ command: String..., more: [String: String] = [:]) async throws -> CommandResult {
        try await TestSupport.run(
            fixture.program,
            command + ["--policy", fixture.policyPath, "--state-directory", fixture.stateDirectory],
            environment: ["RUNTIME_DIRECTORY": "\(fixture.directory.path)/run"].merging(more) { $1 },
            outputIn: fixture.outputs, timeout: .seconds(120))
    }

    func get(_ target: String, _ headers: [String] = [], at path: String? = nil) async throws -> RawClient.Reply {
        try await httpGet(.unix(path: path ?? read), target, headers: headers)
    }

    func post(
        _ target: String, _ body: String, _ headers: [String] = [], at path: String? = nil
    ) async throws -> RawClient.Reply {
        let client = try RawClient(.unix(path: path ?? control))
        let lines =
            ["POST \(target) HTTP/1.1", "Host: localhost", "Content-Length: \(body.utf8.count)"] + headers
        client.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
        return try await client.readToEnd()
    }
}

extension CLIFixture {
    /// Binds sockets and becomes a program that finds them with sd_listen_fds(3).
    private static let passing = """
        import os, socket, sys
        paths, names = sys.argv[1].split(":"), sys.argv[2]
        for number, path in enumerate(paths):
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind(path)
            listener.listen(128)
            os.dup2(listener.fileno(), 10 + number)
        for number in range(len(paths)):
            os.dup2(10 + number, 3 + number, inheritable=True)
            os.close(10 + number)
        os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(paths)), LISTEN_FDNAMES=names)
        os.execv(sys.argv[3], sys.argv[3:])
        """

    /// Runs the service with sockets of these names.
    ///
    /// - Parameter waits: until its loop runs.
    func withControlledService(
        names: String = "control:control-read", waits: Bool = true, _ body: (ControlledService) async throws -> Void
    ) async throws {
        try directory.write("", to: "run/.keep")
        let paths = ["control.sock", "control-read.sock"].map { "\(directory.path)/run/\($0)" }
        try await withBackgroundProcess(
            PythonListener.path,
            ["-c", Self.passing, paths.joined(separator: ":"), names, program] + arguments(["run"]),
            outputIn: outputs
        ) { process in
            let service = ControlledService(fixture: self, process: process)
            if waits {
                try await wait(until: "the service has begun: \(process.stderr)") {
                    #expect(process.status == nil, "\(process.stderr)")
                    return process.status != nil
                        || text("\(stateDirectory)/status.json")?.contains("\(process.pid)") == true
                }
            }
            try await body(service)
        }
    }
}

/// The stand-in for systemd.
enum PythonListener {
    static let path = "/usr/bin/python3"
    static let isUsable = FileManager.default.isExecutableFile(atPath: path)
}
