import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

/// Commands of a user who may read the policy, and neither the keys nor the state of the service (issue 16, number 12).
@Suite("Commands without root", .timeLimit(.minutes(10)), .enabled(if: getuid() == 0, "needs root, to become a user"))
struct UnprivilegedTests {
    private static let commands = [
        ["plan"], ["explain", "file:1"], ["sweep", "--purge-now"], ["account", "accept", "alice"],
    ]

    /// Commands that need no key.
    private static let ofTheState = [
        ["account", "list"], ["account", "pause", "alice"], ["account", "resume", "alice"], ["hold", "list"],
        ["hold", "add", "file:1", "--account", "alice", "--reason", "r"],
        ["hold", "release", "file:1", "--account", "alice", "--reason", "r"], ["restore", "file:1"],
    ]

    /// Runs a command as a user of no other groups.
    private func retentiond(
        _ fixture: CLIFixture, _ command: [String], environment: [String: String] = [:]
    ) async throws -> CommandResult {
        let user = ["--reuid", "54322", "--regid", "54322", "--clear-groups", try fixture.program]
        return try await run(
            "/usr/bin/setpriv", user + fixture.arguments(command), environment: environment, outputIn: fixture.outputs)
    }

    /// One line, with the remedy in it, and nothing done.
    private func expectRootIsRequired(_ result: CommandResult, _ command: [String]) {
        #expect(result.status == 77, "\(command): \(result)")
        #expect(result.complaints.count == 1, "\(command): \(result)")
        #expect(result.stderr.hasPrefix("error: requires root or "), "\(command): \(result)")
        for advice in ["move it away", "starts from scratch", "damaged"] {
            #expect(!result.stderr.contains(advice), "\(result)")
        }
    }

    @Test(arguments: commands) func `a key of systemds requires root`(_ command: [String]) async throws {
        try await withFixture { fixture in
            try #require(chmod(fixture.directory.path, 0o755) == 0)
            try fixture.install {
                $0.accounts = [
                    #"{ "name": "alice", "portal": "\#(fixture.server.baseURL)", "apiKey": { "credential": "alice" } }"#
                ]
            }
            expectRootIsRequired(try await retentiond(fixture, command), command)
            #expect(fixture.portal.ledger.requests.isEmpty)
        }
    }

    @Test(arguments: commands + ofTheState) func `a closed state directory requires root`(_ command: [String])
        async throws
    {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let requests = fixture.portal.ledger.requests.count
            try #require(chmod(fixture.directory.path, 0o755) == 0)
            // This user may read the key, so only the state is missing.
            let key = try fixture.directory.write(fixture.alice.apiKey, to: "keys/user")
            try #require(chown(key, 54_322, 54_322) == 0)
            try fixture.install { $0.accounts = [fixture.account("alice", key: key)] }
            expectRootIsRequired(try await retentiond(fixture, command), command)
            #expect(fixture.portal.ledger.requests.count == requests)
        }
    }

    /// The status is for everybody. It doesn't report that this user may not read pauses.
    @Test func `the status reports nothing that cannot be checked`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            try #require(chmod(fixture.directory.path, 0o755) == 0)
            try fixture.directory.write(
                #"{"processID":1,"startedAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","policyDigest":"","#
                    + #""accounts":[{"name":"alice","health":"ok","consecutiveFailures":0,"quarantined":0}]}"#,
                to: "run/status.json", mode: 0o644)
            try #require(chmod("\(fixture.directory.path)/run", 0o755) == 0)
            let variables = ["RUNTIME_DIRECTORY": "\(fixture.directory.path)/run"]
            for (command, news) in [
                (["status"], "alice"), (["status", "--check"], "RETENTIOND OK"),
                (["status", "--format", "json"], "alice"),
            ] {
                let result = try await retentiond(fixture, command, environment: variables)
                #expect(result.stdout.contains(news) && !result.stdout.contains("paused"), "\(result)")
            }
            // If it can be known, it is shown.
            #expect(try await fixture.retentiond("account", "pause", "alice").status == 0)
            let shown = try await fixture.retentiond(["status"], environment: variables)
            #expect(shown.stdout.contains("purging is paused since 20"), "\(shown)")
        }
    }
}
