import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A machine that lacks something", .timeLimit(.minutes(10)))
struct ResourceTests {
    /// Whether something really works in a separate namespace: root of a container often may not, others elsewhere may.
    private static func canUnshare(_ options: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = options
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    static let mayMount = canUnshare([
        "-m", "/bin/sh", "-c", "mount -t tmpfs tmpfs /mnt && mount --bind -o ro /mnt /mnt",
    ])
    static let mayLeaveTheNetwork = canUnshare(["-n", "/bin/true"])

    @Test(.enabled(if: mayMount, "needs a file system of its own"), arguments: [16, 24, 32, 48, 64])
    func `on a full disk nothing is lost or untold`(_ kibibytes: Int) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(60)
            let young = fixture.trash("young.txt", days: 1)
            try fixture.directory.write("", to: "state/.keep")
            // The state, its spool and the audit log on a file system that is nearly full; kept for later.
            let small = "\(fixture.directory.path)/state"
            let script = """
                mount -t tmpfs -o size=\(kibibytes)k tmpfs \(small) && "$0" "$@"; code=$?
                mkdir -p \(fixture.directory.path)/kept && cp -a \(small)/. \(fixture.directory.path)/kept/; exit $code
                """
            let program = try fixture.program
            let arguments = fixture.arguments(["sweep", "--purge-now", "--audit-log", "\(small)/audit.jsonl"])
            let result = try await run(
                "/usr/bin/unshare", ["-m", "/bin/sh", "-c", script, program] + arguments,
                environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], outputIn: fixture.outputs)
            #expect([0, 1, 69, 73, 75].contains(result.status), "\(result)")
            if result.status != 0 { #expect(!result.stderr.isEmpty, "it failed without a word") }
            let announced = try AuditLog.spooled(in: "\(fixture.directory.path)/kept")
            #expect(fixture.destroyed.isSubset(of: due))
            #expect(Set(fixture.destroyed.map(\.description)).isSubset(of: announced), "destroyed without a record")
            #expect(fixture.trashed.contains(young))
        }
    }

    /// Root may write everywhere, so the directory is made read-only for root, too.
    @Test(.enabled(if: mayMount, "needs a mount of its own"))
    func `a read only state directory stops everything`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            try fixture.directory.write("", to: "state/.keep")
            let result = try await run(
                "/usr/bin/unshare",
                [
                    "-m", "/bin/sh", "-c",
                    "mount --bind -o ro \(fixture.stateDirectory) \(fixture.stateDirectory) && exec \"$0\" \"$@\"",
                    try fixture.program,
                ] + fixture.arguments(["sweep", "--purge-now"]),
                environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], outputIn: fixture.outputs)
            #expect(result.status != 0, "\(result)")
            #expect(try result.error().contains("state"))
            #expect(fixture.writes.isEmpty)
            #expect(fixture.trashed == Set(due))
        }
    }

    @Test(.enabled(if: mayLeaveTheNetwork, "needs a network of its own"))
    func `without a network it says so and waits`() async throws {
        try await withFixture { fixture in
            try fixture.install {
                $0.accounts.append(fixture.account("named", key: fixture.keyPath, portal: "https://portal.invalid"))
            }
            for command in [["plan"], ["sweep", "--purge-now"], ["check", "--online"]] {
                let result = try await run(
                    "/usr/bin/unshare", ["-n", try fixture.program] + fixture.arguments(command),
                    outputIn: fixture.outputs)
                #expect(result.status == 69, "\(result)")
                #expect(result.stderr.contains("no connection") || result.stdout.contains("no connection"), "\(result)")
            }
            // The service starts anyway, and is ready for when the network comes.
            try FileManager.default.removeItem(atPath: fixture.auditPath)
            let arguments = ["-n", try fixture.program] + fixture.arguments(["run"])
            try await withBackgroundProcess("/usr/bin/unshare", arguments, outputIn: fixture.outputs) { service in
                try await wait(until: "both sweeps failed") {
                    let failed = try fixture.audit.filter { $0.event == "sweep-failed" }.compactMap { $0["ACCOUNT"] }
                    return Set(failed) == ["alice", "named"]
                }
                service.signal(SIGTERM)
                let end = try await service.ended()
                #expect(end.status == 0, "\(end)")
            }
            fixture.expectNothingChanged()
        }
    }

    @Test func `an unknown name is reported by name`() async throws {
        try await withFixture { fixture in
            try fixture.install {
                $0.accounts = [fixture.account("alice", key: fixture.keyPath, portal: "https://portal.invalid")]
            }
            let result = try await fixture.retentiond("plan")
            #expect(result.status == 69, "\(result)")
            #expect(result.stderr.contains("portal.invalid can't be resolved"), "\(result)")
        }
    }

    /// Other programs use a proxy: it would see the key, or lead elsewhere.
    @Test func `variables that name a proxy are not read`() async throws {
        let trap = try RawServer(answer: "HTTP/1.1 502 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        defer { trap.stop() }
        try await withFixture { fixture in
            let names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
            let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "http://127.0.0.1:\(trap.port)") })
            for command in [["plan"], ["sweep", "--purge-now"]] {
                let result = try await fixture.retentiond(command, environment: environment)
                #expect(result.status == 0, "\(result)")
            }
            #expect(trap.requests == 0)
            #expect(!fixture.portal.ledger.requests.isEmpty)
        }
    }

    /// A thousand accounts whose portal takes connections and never answers, before the one that works, which the
    /// policy names last. It is swept at once, and again on its interval.
    @Test func `a thousand that hang delay no other`() async throws {
        let deaf = try SilentServer()
        defer { deaf.stop() }
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 1)
            let keys = try (1_000..<2_000).map {
                try fixture.directory.write("sk-\(String(repeating: "0", count: 60))\($0)", to: "keys/\($0)")
            }
            try fixture.install {
                let hanging = keys.enumerated().map {
                    fixture.account("hanging \($0.offset)", key: $0.element, portal: "http://127.0.0.1:\(deaf.port)")
                }
                $0.accounts = hanging + $0.accounts
                $0.check = ServiceTests.everySecond
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
            }
            try await fixture.withService { service in
                try await wait(until: "alice's item is restored, long before the others give up", within: .seconds(15))
                {
                    fixture.restored == [wanted]
                }
                let later = fixture.trash("contract 2.pdf", days: 1)
                try await wait(until: "the next one is, too", within: .seconds(15)) {
                    fixture.restored == [wanted, later]
                }
                #expect(try fixture.audit.allSatisfy { $0["ACCOUNT"] == "alice" || $0.event != "sweep-finished" })
                service.process.signal(SIGTERM)
                #expect(try await service.process.ended().status == 0)
            }
        }
    }

    /// It gets four attempts of ten seconds each, while sweeps continue; a stop doesn't wait for it either.
    @Test func `a receiver of messages that hangs delays nothing`() async throws {
        let deaf = try SilentServer()
        defer { deaf.stop() }
        try await withFixture { fixture in
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.expiresAt = fixture.ago(days: -5.5) }
            try fixture.install {
                $0.check = ServiceTests.everySecond
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
            }
            let secret = try fixture.directory.write("0123456789abcdef0123456789abcdef", to: "secret")
            let options = ["--webhook-url", "http://127.0.0.1:\(deaf.port)/", "--webhook-secret", "file:\(secret)"]
            try await fixture.withService(options) { service in
                try await wait(until: "the receiver is called") { deaf.hasBeenCalled }
                for name in 1...3 {
                    let wanted = fixture.trash("contract \(name).pdf", days: 1)
                    try await wait(until: "number \(name) is restored") { fixture.restored.contains(wanted) }
                }
                #expect(!service.process.stderr.contains("notification delivered"))
                service.process.signal(SIGTERM)
                #expect(try await service.process.ended(within: .seconds(8)).status == 0)
            }
        }
    }
}

/// Takes any number of connections, and never answers.
struct SilentServer {
    private let listener: LoopbackListener

    var port: Int { listener.port }

    init() throws {
        // Connections are never accepted: the kernel completes those that fit into its queue.
        listener = try LoopbackListener(backlog: 1_024)
    }

    /// Whether a connection waits to be taken.
    var hasBeenCalled: Bool {
        var pollRequest = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&pollRequest, 1, 0) == 1
    }

    func stop() { close(listener.descriptor) }
}

extension AuditLog {
    /// Items whose purge the spool of a state directory announced.
    fileprivate static func spooled(in directory: String) throws -> Set<String> {
        let data = FileManager.default.contents(atPath: "\(directory)/audit/current.jsonl") ?? Data()
        let whole = data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode([String: String].self, from: Data($0))
        }
        return Set(whole.map { AuditLine(fields: $0) }.items("purge-requested"))
    }
}
