import Foundation
import TestSupport
import Testing

@testable import retentiond

/// Issue 17, point 12: bash's completions at the TAB key.
@Suite("Completions", .timeLimit(.minutes(10)))
struct CompletionTests {
    private func offered(_ fixture: CLIFixture, _ words: String...) async throws -> Set<Substring> {
        let script = try await run(
            try fixture.program, ["--generate-completion-script", "bash"], outputIn: fixture.outputs
        ).stdout
        let path = try fixture.directory.write(script, to: "completion.bash")
        let line = ([try fixture.program] + words).map { "'\($0)'" }.joined(separator: " ")
        let command = """
            source '\(path)'
            COMP_WORDS=(\(line)); COMP_CWORD=\(words.count); COMPREPLY=()
            _retentiond '\(try fixture.program)' '\(words.last ?? "")' '\(words.dropLast().last ?? "")'
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try await run("/bin/bash", ["-c", command], outputIn: fixture.outputs)
        return Set(result.stdout.split(separator: "\n").map { $0.trimmingPrefix(" ") })
    }

    @Test func `actions complete without the word show`() async throws {
        try await withFixture { fixture in
            let actions = try await offered(fixture, "audit", "--action", "")
            #expect(actions.isSuperset(of: ["purge", "restore", "purge-failed"]), "\(actions)")
            #expect(try await offered(fixture, "audit", "show", "--action", "") == actions)
            #expect(try await offered(fixture, "audit", "").isSuperset(of: ["show", "verify", "export"]))
        }
    }

    @Test func `accounts complete`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.accounts.append(fixture.account("bob", key: "/k")) }
            for command in ["plan", "sweep", "audit", "status"] {
                let names = try await offered(fixture, command, "--policy", fixture.policyPath, "--account", "")
                #expect(names == ["alice", "bob"], "\(command): \(names)")
            }
        }
    }
}
