import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

/// The key, whole or in pieces, in everything that the program leaves behind or shows of itself (promise 6).
@Suite("Secrets", .timeLimit(.minutes(10)))
struct SecretsTests {
    /// Every piece of twelve digits: long enough to exclude chance, and short enough to find fragments.
    private func pieces(of key: String) -> [String] {
        let digits = Array(key.dropFirst(3))
        return (0...digits.count - 12).map { String(digits[$0..<$0 + 12]) }
    }

    /// The texts that contain a piece of the key.
    private func leaks(_ texts: [String: String], _ key: String) -> [String] {
        let pieces = pieces(of: key)
        return texts.filter { text in pieces.contains { text.value.contains($0) } }.keys.sorted()
    }

    @Test func `a piece of the key would be found`() {
        let key = "sk-" + String(repeating: "0123456789abcdef", count: 4)
        #expect(leaks(["log": "… 456789abcdef01 …", "other": "0123456789a"], key) == ["log"])
    }

    /// What other users see of a process, and the files that it can be made to write.
    private func proc(_ pid: Int32) -> [String: String] {
        ["cmdline", "environ", "status", "comm", "maps"].reduce(into: [:]) { texts, name in
            let path = "/proc/\(pid)/\(name)"
            if let data = FileManager.default.contents(atPath: path) {
                texts[path] = String(decoding: data, as: UTF8.self)
            }
        }
    }

    private func files(_ fixture: CLIFixture) -> [String: String] {
        fixture.directory.files.filter { !$0.hasPrefix("\(fixture.directory.path)/keys/") }.reduce(into: [:]) {
            texts, file in
            texts[file] = fixture.text(file)
        }
    }

    /// Every command, succeeding and failing, with every option that writes a file.
    @Test func `the key is in nothing that any command leaves behind`() async throws {
        try await withFixture { fixture in
            let key = fixture.alice.apiKey
            _ = fixture.trash("contract.pdf", days: 5)
            let due = fixture.trashDue(3)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            var shown: [String: String] = [:]
            func note(_ name: String, _ command: [String], environment: [String: String] = [:]) async throws {
                let result = try await fixture.retentiond(command, environment: environment)
                shown["\(name) \(command)"] = result.stdout + result.stderr
            }
            let plan = "\(fixture.directory.path)/saved.json"
            let commands: [[String]] = [
                ["check"], ["check", "--online"], ["plan"], ["plan", "--format", "json"], ["plan", "--format", "csv"],
                ["plan", "--output", plan], ["explain", "\(due[0])"], ["sweep", "--purge-now"],
                ["status", "--format", "json"],
                ["audit", "--audit-log", fixture.auditPath, "--format", "json"],
                ["sweep", "--plan", plan, "--purge-now"],
            ]
            for command in commands { try await note("well:", command) }
            #expect(fixture.destroyed == Set(due), "nothing happened that could have leaked a key")

            // Failures: each kind of refusal, an answer that repeats the key, and a connection that breaks.
            let echo = #"{"error":{"message":"no such key \#(key)","stack":"\#(key)"},"status":1,"statusCode":403}"#
            let troubles: [FaultEffect] = [
                .status(401), .status(403), .status(500), .html(status: 502), .body(echo), .body(key),
                .resetBeforeAnswer, .cutBody(afterBytes: 3), .revokesKey,
            ]
            for (index, trouble) in troubles.enumerated() {
                fixture.portal.fail(trouble, when: RequestMatch(count: nil))
                for command in [["check", "--online"], ["plan"]] { try await note("trouble \(index):", command) }
                fixture.portal.clearTrouble()
            }
            try await note("revoked:", ["sweep", "--purge-now"])
            // From the environment, wrong and right.
            try fixture.install {
                $0.accounts = [
                    #"{ "name": "alice", "portal": "\#(fixture.server.baseURL)", "apiKey": { "environment": "ALICE_KEY" } }"#
                ]
            }
            for value in [key, key + "\n" + key, "Bearer \(key)"] {
                try await note("environment:", ["plan"], environment: ["ALICE_KEY": value])
            }
            #expect(leaks(shown, key) == [])
            #expect(leaks(files(fixture), key) == [])
        }
    }

    private static let unitPath = Repository.root.appending(path: "deploy/retentiond.service").path()

    /// In the middle of its work the service is inspected from outside, and then made to crash under the unit's
    /// environment.
    @Test(arguments: [SIGSEGV, SIGABRT])
    func `the key is in neither proc nor a crash report`(_ signal: Int32) async throws {
        try await withFixture(pace: .perItem(.milliseconds(50))) { fixture in
            _ = fixture.trashDue(20)
            try fixture.install {
                $0.purge = #"{ "schedule": "*:*:*" }"#
                $0.check = ServiceTests.everySecond
            }
            let metrics = "\(fixture.directory.path)/metrics.prom"
            let unit = try #require(fixture.text(Self.unitPath))
            let backtracer = try #require(unit.firstMatch(of: /\nEnvironment=SWIFT_BACKTRACE=(.+)\n/)).output.1
            try await withBackgroundProcess(
                fixture.program, fixture.arguments(["run", "--metrics-file", metrics]),
                environment: ["SWIFT_BACKTRACE": "\(backtracer)"], outputIn: fixture.outputs
            ) { service in
                // Of two sweeps the second purges: a slot counts once its account is known.
                try await wait(until: "it purges") { !fixture.writes("delete").isEmpty }
                let shown = proc(service.pid)
                #expect(shown.count >= 4, "nothing of the process was seen")
                #expect(leaks(shown, fixture.alice.apiKey) == [])
                let children = try children(of: service.pid)
                #expect(children.isEmpty, "who starts no children gives them no environment")
                service.signal(signal)
                let end = try await service.ended(within: .seconds(60))
                #expect(end.status == 128 + signal, "\(end)")
                // The backtracer shows the memory that registers point to: 16 bytes of each.
                #expect(!end.stderr.contains("rax"), "\(end)")
                #expect(leaks(["output": end.stdout + end.stderr], fixture.alice.apiKey) == [])
            }
            #expect(leaks(files(fixture), fixture.alice.apiKey) == [])
            #expect(!fixture.directory.files.contains { $0.contains("core") })
        }
    }

    /// Only root could, and root may read the key file, too.
    @Test func `nobody else may read the memory of the process`() async throws {
        try await withFixture { fixture in
            try await fixture.withService { service in
                // The files belong to root although the process doesn't, or can't be opened: either way only root has access.
                var status = stat()
                try #require(lstat("/proc/\(service.process.pid)/mem", &status) == 0)
                #expect(status.st_uid == 0)
                let limits = try #require(fixture.text("/proc/\(service.process.pid)/limits"))
                let cores = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
                #expect(cores.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(cores)")
                try await service.stop()
            }
        }
    }

    private func children(of pid: Int32) throws -> [String] {
        let text = try #require(FileManager.default.contents(atPath: "/proc/\(pid)/task/\(pid)/children"))
        return String(decoding: text, as: UTF8.self).split(separator: " ").map(String.init)
    }
}
