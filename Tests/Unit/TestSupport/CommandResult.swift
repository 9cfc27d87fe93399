import Foundation
import Glibc

/// The result of a program that ran to its end.
package struct CommandResult: Sendable, CustomStringConvertible {
    /// The exit code, or 128 + the signal that ended it.
    package let status: Int32
    package let stdout: String
    package let stderr: String

    /// Lines of standard error, without the empty end.
    package var complaints: [String] { stderr.split(separator: "\n").map(String.init) }

    package var description: String { "exit \(status)\n--- stdout\n\(stdout)--- stderr\n\(stderr)" }
}

/// Something did not happen in time.
package struct DeadlineError: Error, CustomStringConvertible {
    package let description: String
}

/// Runs a program to its end.
///
/// - Parameters:
///   - environment: complete; nothing is inherited.
///   - folder: for its output, in new files.
///   - timeout: after this it is killed.
/// - Throws: `DeadlineError`, or `ChildProcess.SpawnError`.
package func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], outputIn folder: String,
    timeout: Duration = .seconds(60)
) async throws -> CommandResult {
    let files = OutputFiles(in: folder)
    let child = try ChildProcess(
        program, arguments, environment: environment, output: files.output, errors: files.errors)
    let ranInTime = await withTaskGroup(of: Bool.self) { group in
        group.addTask {
            _ = await child.ended()
            return true
        }
        group.addTask {
            try? await Task.sleep(for: timeout)
            child.signal(SIGKILL)
            return false
        }
        defer { group.cancelAll() }
        return await group.next() ?? false
    }
    let result = CommandResult(status: await child.ended(), stdout: files.stdout, stderr: files.stderr)
    guard ranInTime else {
        throw DeadlineError(description: "\(program) \(arguments) ran for more than \(timeout): \(result)")
    }
    return result
}

/// Two files for the output of one process.
struct OutputFiles: Sendable {
    let output: String
    let errors: String

    init(in folder: String) {
        let name = UUID().uuidString
        output = "\(folder)/\(name).stdout"
        errors = "\(folder)/\(name).stderr"
    }

    var stdout: String { Self.text(output) }
    var stderr: String { Self.text(errors) }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}

/// Checks a condition repeatedly until it holds.
///
/// - Parameter what: completes "waited in vain until …".
/// - Throws: `DeadlineError`.
package func wait(
    until what: String, within limit: Duration = .seconds(30), isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw DeadlineError(description: "waited in vain until \(what)") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
