import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("What sweeps remember", .timeLimit(.minutes(10)))
struct StateTests {
    /// Damage of the state file.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let damaged: @Sendable (String) -> String
    }

    static let damages = [
        Damage(testDescription: "it is empty") { _ in "" },
        Damage(testDescription: "it is no JSON") { _ in "\u{0}\u{0}\u{0}\u{0}" },
        Damage(testDescription: "it is cut short") { String($0.prefix($0.count / 2)) },
        Damage(testDescription: "text follows its end") { $0 + $0 },
        Damage(testDescription: "another program's version") {
            $0.replacing(#""version" : 1"#, with: #""version" : 2"#)
        },
        Damage(testDescription: "it has no version") { $0.replacing(#""version" : 1"#, with: #""virgin" : 1"#) },
        Damage(testDescription: "its structure is wrong") { _ in "[]" },
        Damage(testDescription: "an invalid date") {
            $0.replacing(/"startedAt" : [0-9.]+/, with: #""startedAt" : "Monday""#)
        },
    ]

    /// If no service ever ran, `status` shows the sweeps by hand.
    @Test func `reports status of sweeps by hand`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            #expect(try await fixture.sweep().status == 0)
            let result = try await fixture.retentiond("status", "--format", "json")
            #expect(result.status == 3, "\(result)")
            #expect(result.stdout.contains(#""purged" : 2"#), "\(result)")
            #expect(result.stdout.contains(#""running" : false"#))
        }
    }

    @Test(arguments: damages) func `damaged nothing is changed at the portal`(_ damage: Damage) async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let due = fixture.trashDue(3)
            let wanted = fixture.trash("contract.pdf", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            let intact = try #require(fixture.text(fixture.statePath))
            let damaged = damage.damaged(intact)
            try #require(damaged != intact)
            try fixture.directory.write(damaged, to: "state/accounts/alice.json")

            for _ in 1...2 {
                // The test itself must not touch the evidence.
                let result = try await fixture.sweep(limitsAges: true)
                #expect(result.status != 0, "\(result)")
                #expect(try result.error().contains("alice.json"))
            }
            #expect(fixture.writes.isEmpty)
            #expect(fixture.trashed == Set(due + [wanted]))
            #expect(fixture.text(fixture.statePath) == damaged, "evidence was overwritten")
            #expect(try fixture.audit.last?.event == "sweep-failed")
            #expect(try fixture.audit.last?.fields["PRIORITY"] == "3")

            // A plan still shows what there is, and says that no sweep would act.
            let plan = try await fixture.retentiond("plan")
            #expect(plan.stdout.contains("no sweep will change anything"), "\(plan)")
        }
    }

    @Test(arguments: [
        "foreign\n", #"{"format":"retentiond-requests","version":2}"# + "\n",
        #"{"format":"retentiond-requests","version":1}"# + "\n{\n",
    ]) func `damaged requests stop all changes too`(_ text: String) async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let due = fixture.trashDue(3)
            try fixture.directory.write(text, to: "state/accounts/alice.requests")
            let result = try await fixture.sweep(limitsAges: true)
            #expect(result.status == 1, "\(result)")
            #expect(try result.error().contains("alice.requests"))
            #expect(fixture.writes.isEmpty && fixture.trashed == Set(due))
            #expect(fixture.text(fixture.requestsPath) == text, "evidence was overwritten")
            let plan = try await fixture.retentiond("plan")
            #expect(plan.stdout.contains("no sweep will change anything"), "\(plan)")
        }
    }

    @Test(arguments: ["", "RTDSEEN2\u{1}", "RTDSEEN3"])
    func `damaged memory of the last listing stops the purge too`(_ bytes: String) async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let due = fixture.trashDue(3)
            try #require(fixture.text("\(fixture.stateDirectory)/accounts/alice.seen") != nil)
            try fixture.directory.write(bytes, to: "state/accounts/alice.seen")
            let result = try await fixture.sweep()
            #expect(result.status != 0, "\(result)")
            #expect(try result.error().contains("alice.seen"))
            #expect(fixture.writes.isEmpty)
            #expect(fixture.trashed == Set(due))
        }
    }

    @Test func `is for its owner only`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            #expect(try await fixture.sweep().status == 0)
            let files = fixture.directory.files.filter { $0.hasPrefix(fixture.stateDirectory) } + [fixture.auditPath]
            #expect(files.count >= 3)
            for file in files + ["\(fixture.stateDirectory)", "\(fixture.stateDirectory)/accounts"] {
                var status = stat()
                try #require(lstat(file, &status) == 0)
                #expect(status.st_mode & 0o077 == 0, "\(file) is open to others")
            }
        }
    }

    @Test func `a policy that was forgotten settles nothing`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let due = fixture.trash("newer.txt", days: 10)
            for file in fixture.directory.files where file.contains("/policies/") {
                try fixture.directory.write("{", to: String(file.dropFirst(fixture.directory.path.count + 1)))
            }
            try fixture.install {
                $0.retention = "7d"
                $0.grace = "24h"
            }
            _ = try await fixture.sweep()
            #expect(fixture.trashed == [due])
        }
    }

    @Test func `a directory that cannot be written stops everything`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            try fixture.directory.write("in the way", to: "state")
            let result = try await fixture.sweep()
            #expect(result.status != 0, "\(result)")
            #expect(try result.error().contains("state"))
            #expect(fixture.writes.isEmpty)
            #expect(fixture.trashed == Set(due))
        }
    }

    /// On a machine with a journal the records go there.
    @Test(.disabled(if: access("/run/systemd/journal/socket", F_OK) == 0, "a journal runs here"))
    func `without an audit trail nothing is changed`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            for command in ["sweep", "run"] {
                let result = try await run(
                    try fixture.program,
                    [command, "--policy", fixture.policyPath, "--state-directory", fixture.stateDirectory],
                    outputIn: fixture.outputs)
                #expect(result.status == 69, "\(result)")
                #expect(result.stderr.contains("--audit-log"))
            }
            #expect(fixture.portal.ledger.requests.isEmpty)
            #expect(fixture.trashed == Set(due))
        }
    }

    @Test func `an audit file that is full stops everything`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            try fixture.directory.write(String(repeating: "\n", count: 100_000), to: "audit.jsonl")
            let command = [try fixture.program] + fixture.arguments(["sweep", "--purge-now"])
            let result = try await run("/usr/bin/prlimit", ["--fsize=100000"] + command, outputIn: fixture.outputs)
            #expect(result.status == 69, "\(result)")
            #expect(fixture.writes.isEmpty)
            #expect(fixture.trashed == Set(due))
        }
    }

    /// Records written there might not arrive: reported at the start, not at each sweep.
    @Test(arguments: ["/dev/full", "/dev/stdout", "PIPE", "LINK"])
    func `an audit file that cannot be synced is refused at the start`(_ name: String) async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            let path = name.hasPrefix("/") ? name : "\(fixture.directory.path)/odd"
            if name == "PIPE" { try #require(mkfifo(path, 0o600) == 0) }
            if name == "LINK" { try #require(symlink("/dev/stdout", path) == 0) }
            for command in [["sweep", "--purge-now"], ["run"]] {
                let result = try await fixture.retentiond(command + ["--audit-log", path], timeout: .seconds(40))
                #expect(result.status == 69 && result.stderr.contains("can't be opened"), "\(result)")
            }
            #expect(fixture.portal.ledger.requests.isEmpty)
        }
    }

    /// Log rotation renames the file, and may pack and remove it at any moment afterwards.
    @Test func `an audit file that is renamed is followed`() async throws {
        try await withFixture { fixture in
            let log = fixture.auditPath
            try fixture.install {
                $0.check = ServiceTests.everySecond
                $0.rules = [PolicyText.restore("contract*", to: fixture.rescue)]
            }
            try await fixture.withService { service in
                var rotated: [String] = []
                for number in 1...3 {
                    _ = fixture.trash("contract \(number).pdf", days: 1)
                    try await wait(until: "it records") { fixture.text(log)?.contains("sweep-finished") == true }
                    rotated.append("\(log).\(number)")
                    try #require(rename(log, rotated[number - 1]) == 0)
                    if number == 2 { service.process.signal(SIGHUP) }
                }
                _ = fixture.trash("contract 4.pdf", days: 1)
                try await wait(until: "it goes on") { fixture.text(log)?.contains("sweep-finished") == true }
                try await service.stop()
                var status = stat()
                #expect(stat(log, &status) == 0 && status.st_mode & 0o777 == 0o600)
                let files = (rotated + [log]).flatMap { ["--audit-log", $0] }
                let result = try await fixture.retentiond(["audit", "verify"] + files)
                #expect(result.status == 0 && result.stdout.contains(": whole"), "\(result)")
            }
        }
    }

    @Test func `a line cut by a crash does not swallow the next`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            try fixture.directory.write(#"{"MESSAGE":"half a rec"#, to: "audit.jsonl")
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == Set(due))
            let lines = try #require(fixture.text(fixture.auditPath)).split(separator: "\n")
            #expect(lines.dropFirst().allSatisfy { JSONValue(parsing: Array($0.utf8)) != nil })
            #expect(lines.count { $0.contains(#""RETENTIOND_EVENT":"purged""#) } == 2)
        }
    }
}
