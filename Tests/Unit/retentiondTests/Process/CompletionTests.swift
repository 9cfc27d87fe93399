import Foundation
import TestSupport
import Testing

@testable import retentiond

/// Issue 17, point 12: bash's completions at the TAB key.
@Suite("Completions", .timeLimit(.minutes(10)))
struct CompletionTests {
    private func offered(_ scene: Scene, _ words: String...) async throws -> Set<Substring> {
        let script = try await run(
            try scene.program, ["--generate-completion-script", "bash"], outputIn: scene.outputs
        ).stdout
        let path = try scene.directory.write(script, to: "completion.bash")
        let line = ([try scene.program] + words).map { "'\($0)'" }.joined(separator: " ")
        let command = """
            source '\(path)'
            COMP_WORDS=(\(line)); COMP_CWORD=\(words.count); COMPREPLY=()
            _retentiond '\(try scene.program)' '\(words.last ?? "")' '\(words.dropLast().last ?? "")'
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try await run("/bin/bash", ["-c", command], outputIn: scene.outputs)
        return Set(result.stdout.split(separator: "\n").map { $0.trimmingPrefix(" ") })
    }

    @Test func actionsCompleteWithoutTheWordShow() async throws {
        try await withScene { scene in
            let actions = try await offered(scene, "audit", "--action", "")
            #expect(actions.isSuperset(of: ["purge", "restore", "purge-failed"]), "\(actions)")
            #expect(try await offered(scene, "audit", "show", "--action", "") == actions)
            #expect(try await offered(scene, "audit", "").isSuperset(of: ["show", "verify", "export"]))
        }
    }

    @Test func accountsComplete() async throws {
        try await withScene { scene in
            try scene.install { $0.accounts.append(scene.account("bob", key: "/k")) }
            for command in ["plan", "sweep", "audit", "status"] {
                let names = try await offered(scene, command, "--policy", scene.policyPath, "--account", "")
                #expect(names == ["alice", "bob"], "\(command): \(names)")
            }
        }
    }
}
