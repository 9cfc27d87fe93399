import DocSpaceSimulator
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite("A process with few resources", .timeLimit(.minutes(10)))
struct ResourcePreflightTests {
    /// Lets a process open only a few further files, once its id is known.
    private final class Tightening: Sendable {
        private let pid = Mutex<pid_t?>(nil)

        func aim(at process: BackgroundProcess) { pid.withLock { $0 = process.pid } }

        /// - Returns: whether it is in force.
        func apply(leaving rest: Int) -> Bool {
            guard let pid = pid.withLock({ $0 }),
                let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
            else { return false }
            return limit(to: open + rest)
        }

        /// Sets the soft limit, which may be raised again.
        func limit(to count: Int) -> Bool {
            guard let pid = pid.withLock({ $0 }) else { return false }
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/prlimit")
            process.arguments = ["--pid", "\(pid)", "--nofile=\(count):"]
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
    }

    /// Five items: three are due, one is wanted, one is young.
    private func prepare(_ fixture: CLIFixture) throws -> (due: Set<ItemKey>, young: ItemKey, wanted: ItemKey) {
        let due = Set(fixture.trashDue(3))
        let young = fixture.trash("young.txt", days: 1)
        let wanted = fixture.trash("contract.pdf", days: 5)
        try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
        return (due, young, wanted)
    }

    /// If a timer can't be set, the program would hang: so it doesn't start with too few descriptors.
    @Test(arguments: [8, 13, 18, 24]) func `with too few it says so at once and does nothing`(_ count: Int) async throws
    {
        try await withFixture { fixture in
            _ = try prepare(fixture)
            for command in [["sweep", "--purge-now"], ["plan"], ["run"]] {
                let result = try await run(
                    "/bin/sh",
                    ["-c", "ulimit -n \(count) && exec \"$0\" \"$@\"", try fixture.program]
                        + fixture.arguments(command), outputIn: fixture.outputs)
                #expect(result.status == 75, "\(result)")
                #expect(result.stderr.contains("LimitNOFILE="), "\(result)")
            }
            #expect(fixture.portal.ledger.requests.isEmpty)
        }
    }

    /// The timers have their file before anything else uses files. The command waits for its standard input, and has set no
    /// timer yet.
    @Test(arguments: 1...5) func `the timers file is open before anything begins`(_ attempt: Int) async throws {
        try await withFixture { fixture in
            let arguments = [
                "init", "--portal", "http://127.0.0.1:9", "--account", "alice", "--key-stdin", "--yes",
                "--policy", "\(fixture.directory.path)/new-policy.json",
            ]
            try await withBackgroundProcess(
                "/bin/sh",
                [
                    "-c", "mkfifo \"$1\" && shift && exec \"$0\" \"$@\" 0<>\"$PIPE\"", try fixture.program,
                    "\(fixture.outputs)/pipe",
                ]
                    + arguments,
                environment: ["PATH": "/usr/bin:/bin", "PIPE": "\(fixture.outputs)/pipe"], outputIn: fixture.outputs
            ) { command in
                let files = "/proc/\(command.pid)/fd"
                try await wait(until: "the timers' file is open") {
                    (try? FileManager.default.contentsOfDirectory(atPath: files))?.contains {
                        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(files)/\($0)"))
                            == "anon_inode:[timerfd]"
                    } ?? false
                }
                #expect(command.status == nil, "it ended")
            }
        }
    }

    /// Root has no limit, so the test runs as another user, who runs nothing else.
    @Test(.enabled(if: getuid() == 0, "needs another user")) func `with too few threads too`() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("", to: "outputs/.keep")
            let program = "\(directory.path)/retentiond"
            // By another process: children of other tests would keep open a file that is opened for writing here.
            let copy = try await run(
                "/bin/cp", [try Binary.path(named: "retentiond"), program], outputIn: "\(directory.path)/outputs")
            #expect(copy.status == 0, "\(copy)")
            chmod(directory.path, 0o755)
            let asAnother = ["/usr/bin/setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", program]
            let free = try await run(
                asAnother[0], asAnother.dropFirst() + ["--version"], outputIn: "\(directory.path)/outputs")
            guard free.status == 0 else { try Test.cancel("Swift's libraries are root's alone here: \(free)") }
            for count in [1, 3, 5, 7, 12] {
                let result = try await run(
                    "/usr/bin/prlimit", ["--nproc=\(count)"] + asAnother + ["plan"],
                    outputIn: "\(directory.path)/outputs")
                #expect(result.status == 75, "\(result)")
                #expect(result.stderr.contains("TasksMax="), "\(result)")
            }
        }
    }

    /// From some request on something fails anywhere; nothing may be left half done without a message.
    @Test(arguments: [1, 2, 3, 4, 6, 9], [0, 1, 2, 3])
    func `from some request on nothing is lost or untold`(_ request: Int, _ rest: Int) async throws {
        try await withFixture { fixture in
            let (due, young, wanted) = try prepare(fixture)
            let tightening = Tightening()
            let applied = Counter()
            fixture.portal.on(
                .before, RequestMatch(nth: request),
                do: .custom { _ in if tightening.apply(leaving: rest) { applied.add() } })
            // It waits until its id is known here.
            let result = try await withBackgroundProcess(
                "/bin/sh",
                ["-c", "while [ ! -e \"$1/go\" ]; do sleep 0.01; done; shift; exec \"$0\" \"$@\"", try fixture.program]
                    + [fixture.outputs] + fixture.arguments(["sweep", "--purge-now"]),
                environment: ["PATH": "/usr/bin:/bin"], outputIn: fixture.outputs
            ) { sweep in
                tightening.aim(at: sweep)
                try fixture.directory.write("", to: "outputs/go")
                return try await sweep.ended(within: .seconds(60))
            }
            #expect(applied.value == 1, "not tried: there are fewer requests")
            if result.status == 0 {
                #expect(fixture.destroyed == due)
            } else {
                #expect([1, 69, 75].contains(result.status), "\(result)")
                #expect(!result.stderr.isEmpty, "it failed without a word")
            }
            #expect(fixture.trashed.contains(young))
            // With enough resources it finishes the work, and records all of it.
            try fixture.ageRequestsIfAny()
            let next = try await fixture.sweep()
            #expect(next.status == 0, "\(next)")
            #expect(fixture.destroyed == due && fixture.restored == [wanted] && fixture.trashed == [young])
            #expect(fixture.writes("delete").count == 1)
            try fixture.expectAuditIsTrue(afterTheUnsent: true)
        }
    }

    @Test func `the service reports and continues when it may again`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 1)
            try fixture.install {
                $0.check = ServiceTests.everySecond
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
            }
            try await fixture.withService { service in
                let tightening = Tightening()
                tightening.aim(at: service.process)
                try await wait(until: "the first sweep restores") { fixture.restored == [wanted] }
                // It has these; it can get no others, even if it closes some.
                #expect(tightening.limit(to: 4))
                try await wait(until: "it tells what it lacks") {
                    try fixture.audit.contains { ($0["REASON"] ?? "").contains("Too many open files") }
                        || service.process.stderr.contains("Too many open files")
                }
                let later = fixture.trash("contract 2.pdf", days: 1)
                #expect(service.process.status == nil, "it ended")
                #expect(tightening.limit(to: 1_024))
                try await wait(until: "the next one is restored and told") {
                    try fixture.audit.items("restored").count == 2
                }
                #expect(fixture.restored == [wanted, later])
                try await service.stop()
            }
            try fixture.expectAuditIsTrue()
        }
    }
}
