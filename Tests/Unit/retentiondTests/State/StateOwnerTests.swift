import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

/// Commands that root starts, in a state directory that belongs to somebody else.
@Suite(
    "Root in the state directory of another user", .timeLimit(.minutes(10)), .enabled(if: getuid() == 0, "needs root"))
struct StateOwnerTests {
    private static let owner: uid_t = 54_321
    private static let folders = ["accounts", "audit", "policies"]

    private func giveAway(_ path: String) throws {
        try #require(chown(path, Self.owner, Self.owner) == 0)
    }

    private func status(_ path: String) throws -> stat {
        var status = stat()
        try #require(lstat(path, &status) == 0, "\(path)")
        return status
    }

    /// A state directory of the other user's, in a folder that only root may enter, as below /var/lib/private.
    private func withState(_ body: (CLIFixture) async throws -> Void) async throws {
        try await withFixture { fixture in
            try #require(mkdir(fixture.stateDirectory, 0o700) == 0)
            try giveAway(fixture.stateDirectory)
            try await body(fixture)
        }
    }

    /// Everything below a directory, itself included.
    private func all(below path: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return [path] + names.map { "\(path)/\($0)" }
    }

    @Test func `files that a sweep writes belong to the owner`() async throws {
        try await withState { fixture in
            let due = fixture.trashDue(2)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            let files = all(below: fixture.stateDirectory)
            #expect(files.count > 8, "\(files)")
            for file in files {
                let status = try status(file)
                #expect(status.st_uid == Self.owner && status.st_gid == Self.owner, "\(file)")
            }
            #expect(try status(fixture.auditPath).st_uid == 0)
        }
    }

    @Test func `the process is the owner while it works`() async throws {
        try await withState { fixture in
            _ = fixture.trashDue(1)
            fixture.portal.fail(.delay(.seconds(30)), when: .init(path: "files/@trash"))
            try await withBackgroundProcess(
                fixture.program, fixture.arguments(["sweep"]), outputIn: fixture.outputs
            ) { process in
                try await wait(until: "it lists") {
                    fixture.portal.ledger.requests.contains { $0.path.hasSuffix("files/@trash") }
                }
                // The first thread has ended by then, and the kernel shows its earlier identity.
                let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.pid)/task")
                    .filter { $0 != "\(process.pid)" }
                #expect(threads.count > 3)
                for thread in threads {
                    let status = try #require(fixture.text("/proc/\(process.pid)/task/\(thread)/status"))
                    let lines = status.split(separator: "\n")
                    let ids = lines.filter { $0.hasPrefix("Uid:") || $0.hasPrefix("Gid:") }
                    #expect(ids.allSatisfy { $0.split(separator: "\t")[2] == "\(Self.owner)" }, "\(ids)")
                    let groups = try #require(lines.first { $0.hasPrefix("Groups:") })
                    // In addition to the owner's own, only the group that may read the journal.
                    let journal = getgrnam("systemd-journal").map { "\($0.pointee.gr_gid)" }
                    #expect(
                        Set(groups.dropFirst(7).split(whereSeparator: \.isWhitespace).map(String.init)).subtracting(
                            [journal].compactMap(\.self)) == ["\(Self.owner)"], "\(groups)")
                    #expect(lines.contains("CapEff:\t0000000000000000"), "\(lines)")
                }
            }
        }
    }

    @Test func `commands that only read work there`() async throws {
        try await withState { fixture in
            _ = fixture.trashDue(1)
            #expect(try await fixture.sweep().status == 0)
            let page = "\(fixture.directory.path)/report.html"
            for command in [
                ["plan"], ["explain", "file:1"], ["audit", "verify", "--audit-log", fixture.auditPath],
                ["report", "--output", page, "--audit-log", fixture.auditPath],
            ] {
                let result = try await fixture.retentiond(command)
                #expect(command[0] == "explain" ? result.status == 66 : result.status == 0, "\(result)")
                #expect(!result.stderr.contains("can't be"), "\(result)")
            }
            #expect(try await fixture.retentiond("status").stdout.contains("alice"))
        }
    }

    /// The attack of issue 16: `fchown` of a link's target.
    @Test func `swapping fresh folders for links gives nothing away`() async throws {
        try await withState { fixture in
            let target = "\(fixture.directory.path)/target"
            try #require(mkdir(target, 0o700) == 0)
            let ends = Counter()
            let swaps = Counter()
            let attacker = Task.detached {
                while ends.value == 0 {
                    for name in Self.folders {
                        let path = "\(fixture.stateDirectory)/\(name)"
                        guard rename(path, "\(fixture.stateDirectory)/.old\(swaps.value)") == 0 else { continue }
                        symlink(target, path)
                        usleep(500)
                        unlink(path)
                        swaps.add()
                    }
                    await Task.yield()
                }
            }
            for _ in 0..<12 {
                _ = try await fixture.sweep(purgeNow: false)
                #expect(try status(target).st_uid == 0)
            }
            ends.add()
            await attacker.value
            #expect(swaps.value > 12, "the attacker was never there in time")
            #expect(try FileManager.default.contentsOfDirectory(atPath: target) == [])
        }
    }

    @Test(arguments: folders) func `a link in place of a folder leads nowhere`(_ name: String) async throws {
        try await withState { fixture in
            let target = "\(fixture.directory.path)/target"
            try #require(mkdir(target, 0o777) == 0 && chmod(target, 0o777) == 0)
            try #require(symlink(target, "\(fixture.stateDirectory)/\(name)") == 0)
            _ = fixture.trashDue(1)
            let result = try await fixture.sweep()
            #expect(result.status != 0, "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: target) == [])
            fixture.expectNothingChanged()
        }
    }

    /// A file that only root may read must not be shown, nor taken for state, by any path.
    @Test func `a link to a file of roots is an error`() async throws {
        try await withState { fixture in
            #expect(try await fixture.sweep().status == 0)
            let theirs = "\(fixture.directory.path)/theirs.json"
            try #require(rename(fixture.statePath, theirs) == 0)
            try #require(symlink(theirs, fixture.statePath) == 0)
            _ = fixture.trashDue(1)
            let result = try await fixture.sweep()
            #expect(result.status == 69 && result.stderr.contains("it is a symbolic link"), "\(result)")
            fixture.expectNothingChanged()
        }
    }

    @Test(
        arguments: [
            "accounts/alice.json", "accounts/alice.seen", "accounts/alice.requests", "accounts/alice.lock",
            "audit/current.jsonl", "audit/lock",
        ], [S_IFIFO, S_IFCHR]
    ) func `nobody waits for a pipe or a device`(_ name: String, _ kind: mode_t) async throws {
        try await withState { fixture in
            #expect(try await fixture.sweep().status == 0)
            let path = "\(fixture.stateDirectory)/\(name)"
            unlink(path)
            // The device of an unused terminal: opening it would wait, or take the terminal.
            try #require(mknod(path, kind | 0o600, kind == S_IFCHR ? dev_t(5 << 8) : 0) == 0)
            try giveAway(path)
            _ = fixture.trashDue(1)
            let result = try await fixture.retentiond(["sweep", "--purge-now"], timeout: .seconds(40))
            #expect(result.status != 0 && result.stderr.contains("error: "), "\(result)")
            fixture.expectNothingChanged()
            for command in [["plan"], ["status"], ["audit", "verify", "--audit-log", fixture.auditPath]] {
                _ = try await fixture.retentiond(command, timeout: .seconds(40))
            }
        }
    }

    /// Anybody who can rename the directory could replace it by a link to any folder of root's.
    @Test func `a directory of roots in a folder of another user is refused`() async throws {
        try await withFixture { fixture in
            let folder = "\(fixture.directory.path)/theirs"
            try #require(mkdir(folder, 0o755) == 0 && mkdir("\(folder)/state", 0o700) == 0)
            try giveAway(folder)
            let command = [
                "sweep", "--policy", fixture.policyPath, "--audit-log", fixture.auditPath, "--state-directory",
            ]
            let result = try await run(fixture.program, command + ["\(folder)/state"], outputIn: fixture.outputs)
            #expect(result.status == 69 && result.stderr.contains("user \(Self.owner) controls"), "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/state") == [])

            let made = try await run(fixture.program, command + ["\(folder)/new/state"], outputIn: fixture.outputs)
            #expect(made.status == 0, "\(made)")
            for file in all(below: "\(folder)/new") { #expect(try status(file).st_uid == Self.owner, "\(file)") }
        }
    }

    @Test func `files that root requested elsewhere are roots alone`() async throws {
        try await withState { fixture in
            let folder = "\(fixture.directory.path)/theirs"
            try #require(mkdir(folder, 0o755) == 0)
            try giveAway(folder)
            let victim = try fixture.directory.write("precious", to: "victim")
            let plan = try await fixture.retentiond("plan", "--output", "\(folder)/plan.json")
            #expect(plan.status == 0, "\(plan)")
            let written = try status("\(folder)/plan.json")
            #expect(written.st_uid == 0 && written.st_mode & 0o777 == 0o600)

            try #require(unlink("\(folder)/plan.json") == 0 && symlink(victim, "\(folder)/plan.json") == 0)
            #expect(try await fixture.retentiond("plan", "--output", "\(folder)/plan.json").status == 73)
            #expect(fixture.text(victim) == "precious")
        }
    }

    /// An audit log in a folder of the owner's belongs to the owner; a link there can't mislead root.
    @Test func `an audit log in a folder of the owners is the owners`() async throws {
        try await withState { fixture in
            let folder = "\(fixture.directory.path)/log"
            try #require(mkdir(folder, 0o755) == 0 && chmod(fixture.directory.path, 0o711) == 0)
            try giveAway(folder)
            let log = "\(folder)/audit.jsonl"
            #expect(try await fixture.sweep("--audit-log", log).status == 0)
            #expect(try status(log).st_uid == Self.owner)

            let victim = try fixture.directory.write("precious\n", to: "victim")
            try #require(unlink(log) == 0 && symlink(victim, log) == 0)
            let result = try await fixture.sweep("--audit-log", log)
            #expect(result.status == 69 && result.stderr.contains("symbolic link"), "\(result)")
            #expect(fixture.text(victim) == "precious\n")
        }
    }
}
