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
    private func withState(_ body: (Scene) async throws -> Void) async throws {
        try await withScene { scene in
            try #require(mkdir(scene.stateDirectory, 0o700) == 0)
            try giveAway(scene.stateDirectory)
            try await body(scene)
        }
    }

    /// Everything below a directory, itself included.
    private func all(below path: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return [path] + names.map { "\(path)/\($0)" }
    }

    @Test func whatASweepWritesThereIsTheOwners() async throws {
        try await withState { scene in
            let due = scene.trashDue(2)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            let files = all(below: scene.stateDirectory)
            #expect(files.count > 8, "\(files)")
            for file in files {
                let status = try status(file)
                #expect(status.st_uid == Self.owner && status.st_gid == Self.owner, "\(file)")
            }
            #expect(try status(scene.auditPath).st_uid == 0)
        }
    }

    @Test func theProcessIsTheOwnerWhileItWorks() async throws {
        try await withState { scene in
            _ = scene.trashDue(1)
            scene.portal.fail(.delay(.seconds(30)), when: .init(path: "files/@trash"))
            try await withBackgroundProcess(
                scene.program, scene.arguments(["sweep"]), outputIn: scene.outputs
            ) { process in
                try await wait(until: "it lists") {
                    scene.portal.ledger.requests.contains { $0.path.hasSuffix("files/@trash") }
                }
                // The first thread has ended by then, and the kernel shows its earlier identity.
                let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.pid)/task")
                    .filter { $0 != "\(process.pid)" }
                #expect(threads.count > 3)
                for thread in threads {
                    let status = try #require(scene.text("/proc/\(process.pid)/task/\(thread)/status"))
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

    @Test func commandsThatOnlyLookWorkThere() async throws {
        try await withState { scene in
            _ = scene.trashDue(1)
            #expect(try await scene.sweep().status == 0)
            let page = "\(scene.directory.path)/report.html"
            for command in [
                ["plan"], ["explain", "file:1"], ["audit", "verify", "--audit-log", scene.auditPath],
                ["report", "--output", page, "--audit-log", scene.auditPath],
            ] {
                let result = try await scene.retentiond(command)
                #expect(command[0] == "explain" ? result.status == 66 : result.status == 0, "\(result)")
                #expect(!result.stderr.contains("can't be"), "\(result)")
            }
            #expect(try await scene.retentiond("status").stdout.contains("alice"))
        }
    }

    /// The attack of issue 16: `fchown` of a link's target.
    @Test func swappingFreshFoldersForLinksGivesNothingAway() async throws {
        try await withState { scene in
            let target = "\(scene.directory.path)/target"
            try #require(mkdir(target, 0o700) == 0)
            let ends = Counter()
            let swaps = Counter()
            let attacker = Task.detached {
                while ends.value == 0 {
                    for name in Self.folders {
                        let path = "\(scene.stateDirectory)/\(name)"
                        guard rename(path, "\(scene.stateDirectory)/.old\(swaps.value)") == 0 else { continue }
                        symlink(target, path)
                        usleep(500)
                        unlink(path)
                        swaps.add()
                    }
                    await Task.yield()
                }
            }
            for _ in 0..<12 {
                _ = try await scene.sweep(purgeNow: false)
                #expect(try status(target).st_uid == 0)
            }
            ends.add()
            await attacker.value
            #expect(swaps.value > 12, "the attacker was never there in time")
            #expect(try FileManager.default.contentsOfDirectory(atPath: target) == [])
        }
    }

    @Test(arguments: folders) func aLinkInPlaceOfAFolderLeadsNowhere(_ name: String) async throws {
        try await withState { scene in
            let target = "\(scene.directory.path)/target"
            try #require(mkdir(target, 0o777) == 0 && chmod(target, 0o777) == 0)
            try #require(symlink(target, "\(scene.stateDirectory)/\(name)") == 0)
            _ = scene.trashDue(1)
            let result = try await scene.sweep()
            #expect(result.status != 0, "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: target) == [])
            scene.expectNothingChanged()
        }
    }

    /// A file that only root may read must not be shown, nor taken for state, by any path.
    @Test func aLinkToAFileOfRootsIsAnError() async throws {
        try await withState { scene in
            #expect(try await scene.sweep().status == 0)
            let theirs = "\(scene.directory.path)/theirs.json"
            try #require(rename(scene.statePath, theirs) == 0)
            try #require(symlink(theirs, scene.statePath) == 0)
            _ = scene.trashDue(1)
            let result = try await scene.sweep()
            #expect(result.status == 69 && result.stderr.contains("it is a symbolic link"), "\(result)")
            scene.expectNothingChanged()
        }
    }

    @Test(
        arguments: [
            "accounts/alice.json", "accounts/alice.seen", "accounts/alice.requests", "accounts/alice.lock",
            "audit/current.jsonl", "audit/lock",
        ], [S_IFIFO, S_IFCHR]
    ) func nobodyWaitsForAPipeOrADevice(_ name: String, _ kind: mode_t) async throws {
        try await withState { scene in
            #expect(try await scene.sweep().status == 0)
            let path = "\(scene.stateDirectory)/\(name)"
            unlink(path)
            // The device of an unused terminal: opening it would wait, or take the terminal.
            try #require(mknod(path, kind | 0o600, kind == S_IFCHR ? dev_t(5 << 8) : 0) == 0)
            try giveAway(path)
            _ = scene.trashDue(1)
            let result = try await scene.retentiond(["sweep", "--purge-now"], timeout: .seconds(40))
            #expect(result.status != 0 && result.stderr.contains("error: "), "\(result)")
            scene.expectNothingChanged()
            for command in [["plan"], ["status"], ["audit", "verify", "--audit-log", scene.auditPath]] {
                _ = try await scene.retentiond(command, timeout: .seconds(40))
            }
        }
    }

    /// Anybody who can rename the directory could replace it by a link to any folder of root's.
    @Test func aDirectoryOfRootsInAFolderOfAnotherUserIsRefused() async throws {
        try await withScene { scene in
            let folder = "\(scene.directory.path)/theirs"
            try #require(mkdir(folder, 0o755) == 0 && mkdir("\(folder)/state", 0o700) == 0)
            try giveAway(folder)
            let command = ["sweep", "--policy", scene.policyPath, "--audit-log", scene.auditPath, "--state-directory"]
            let result = try await run(scene.program, command + ["\(folder)/state"], outputIn: scene.outputs)
            #expect(result.status == 69 && result.stderr.contains("user \(Self.owner) controls"), "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/state") == [])

            let made = try await run(scene.program, command + ["\(folder)/new/state"], outputIn: scene.outputs)
            #expect(made.status == 0, "\(made)")
            for file in all(below: "\(folder)/new") { #expect(try status(file).st_uid == Self.owner, "\(file)") }
        }
    }

    @Test func whatRootAskedForElsewhereIsRootsAlone() async throws {
        try await withState { scene in
            let folder = "\(scene.directory.path)/theirs"
            try #require(mkdir(folder, 0o755) == 0)
            try giveAway(folder)
            let victim = try scene.directory.write("precious", to: "victim")
            let plan = try await scene.retentiond("plan", "--output", "\(folder)/plan.json")
            #expect(plan.status == 0, "\(plan)")
            let written = try status("\(folder)/plan.json")
            #expect(written.st_uid == 0 && written.st_mode & 0o777 == 0o600)

            try #require(unlink("\(folder)/plan.json") == 0 && symlink(victim, "\(folder)/plan.json") == 0)
            #expect(try await scene.retentiond("plan", "--output", "\(folder)/plan.json").status == 73)
            #expect(scene.text(victim) == "precious")
        }
    }

    /// An audit log in a folder of the owner's belongs to the owner; a link there can't mislead root.
    @Test func anAuditLogInAFolderOfTheOwnersIsTheOwners() async throws {
        try await withState { scene in
            let folder = "\(scene.directory.path)/log"
            try #require(mkdir(folder, 0o755) == 0 && chmod(scene.directory.path, 0o711) == 0)
            try giveAway(folder)
            let log = "\(folder)/audit.jsonl"
            #expect(try await scene.sweep("--audit-log", log).status == 0)
            #expect(try status(log).st_uid == Self.owner)

            let victim = try scene.directory.write("precious\n", to: "victim")
            try #require(unlink(log) == 0 && symlink(victim, log) == 0)
            let result = try await scene.sweep("--audit-log", log)
            #expect(result.status == 69 && result.stderr.contains("symbolic link"), "\(result)")
            #expect(scene.text(victim) == "precious\n")
        }
    }
}
