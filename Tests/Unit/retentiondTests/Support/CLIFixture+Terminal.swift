import Foundation
import TestSupport

extension CLIFixture {
    /// Whether a person at a terminal can be simulated.
    static var hasTerminal: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") }

    private static let person = """
        import os, pty, sys
        prompt, answers, command = sys.argv[1].encode(), sys.argv[2].split(","), sys.argv[3:]
        pid, terminal = pty.fork()
        if pid == 0: os.execv(command[0], command)
        seen, asked = b"", 0
        while True:
            try: data = os.read(terminal, 4096)
            except OSError: break
            if not data: break
            seen += data
            while seen.count(prompt) > asked and asked < len(answers):
                os.write(terminal, answers[asked].encode() + b"\\n")
                asked += 1
        sys.stdout.write(seen.decode())
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """

    /// Runs the program at a terminal, where a person types an answer at each prompt. The terminal's text is the
    /// standard output.
    ///
    /// - Parameter answers: without commas.
    func typing(_ answers: [String], at prompt: String, _ command: [String]) async throws -> CommandResult {
        try await run(
            "/usr/bin/python3", ["-c", Self.person, prompt, answers.joined(separator: ","), try program] + command,
            outputIn: outputs)
    }
}
