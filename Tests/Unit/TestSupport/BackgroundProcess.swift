import Glibc

/// A program that runs beside the test, such as the service.
package struct BackgroundProcess: Sendable {
    private let child: ChildProcess
    private let files: OutputFiles

    fileprivate init(_ child: ChildProcess, _ files: OutputFiles) {
        self.child = child
        self.files = files
    }

    /// Its output so far.
    package var stdout: String { files.stdout }
    package var stderr: String { files.stderr }
    /// The exit code, or 128 + the signal that ended it; nil while it runs.
    package var status: Int32? { child.status }
    package var pid: Int32 { child.pid }

    package func signal(_ number: Int32) { child.signal(number) }

    /// Waits for the end.
    ///
    /// - Throws: `DeadlineError`; the process then continues until its scope ends.
    package func ended(within limit: Duration = .seconds(30)) async throws -> CommandResult {
        try await wait(until: "the process ends; its errors: \(stderr)", within: limit) { child.status != nil }
        return CommandResult(status: await child.ended(), stdout: stdout, stderr: stderr)
    }
}

/// Runs a program while `body` runs. Afterwards, also if `body` throws, it is killed unless it has ended.
///
/// - Parameter folder: for its output, in new files.
package func withBackgroundProcess<Result>(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], outputIn folder: String,
    isolation: isolated (any Actor)? = #isolation, _ body: (BackgroundProcess) async throws -> Result
) async throws -> Result {
    let files = OutputFiles(in: folder)
    let child = try ChildProcess(
        program, arguments, environment: environment, output: files.output, errors: files.errors)
    do {
        let result = try await body(BackgroundProcess(child, files))
        child.signal(SIGKILL)
        _ = await child.ended()
        return result
    } catch {
        child.signal(SIGKILL)
        _ = await child.ended()
        throw error
    }
}
