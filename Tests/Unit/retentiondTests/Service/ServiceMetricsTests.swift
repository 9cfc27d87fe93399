import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Metrics of the service", .timeLimit(.minutes(10)))
struct ServiceMetricsTests {
    private let never = #"{ "schedule": "2099-01-01" }"#

    @Test func `report a purge in the file and over the socket`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(3)
            try fixture.install { $0.purge = #"{ "schedule": "*:*:0/2" }"# }
            try await fixture.withMeasuredService { service in
                let purged =
                    #"retentiond_items_total{state_directory="\#(fixture.stateDirectory)",account="alice",outcome="purged"} 3"#
                try await wait(until: "the file tells it") {
                    fixture.text(fixture.metricsFile)?.contains("\(purged)\n") == true
                }
                let reply = try await httpGet(
                    .unix(path: fixture.metricsSocket), "/metrics", headers: ["Accept: application/openmetrics-text"])
                #expect(reply.status == 200)
                #expect(reply.body.contains("\(purged)\n"))
                #expect(
                    reply.body.contains(
                        "\nretentiond_purged_bytes_total{state_directory=\"\(fixture.stateDirectory)\",account=\"alice\"} 3072\n"
                    ))
                #expect(reply.body.hasSuffix("\n# EOF\n"))
                for title in ["old 1", "alice-key", fixture.alice.apiKey] { #expect(!reply.body.contains(title)) }
                try await service.stop()
            }
            #expect(fixture.text(fixture.metricsFile) == nil)
            #expect(access(fixture.metricsSocket, F_OK) != 0)
        }
    }

    /// A sweep of an earlier run, or by hand, is stored as the last sweep, but these counts are the service's own.
    @Test func `count only sweeps of this run`() async throws {
        try await withFixture { fixture in
            try fixture.install {
                $0.check = ServiceTests.everySecond
                $0.purge = never
            }
            _ = fixture.trashDue(2)
            #expect(try await fixture.sweep().status == 0)
            try await fixture.withMeasuredService { service in
                try await wait(until: "the first sweep ended") {
                    try await fixture.metric("retentiond_sweeps_total", "ok") >= 1
                }
                _ = fixture.trashDue(3)
                // The service may be sweeping at the moment.
                try await wait(until: "a sweep by hand purged") { try await fixture.sweep().status == 0 }
                let ended = try await fixture.metric("retentiond_sweeps_total", "ok")
                try await wait(until: "later sweeps ended") {
                    try await fixture.metric("retentiond_sweeps_total", "ok") >= ended + 2
                }
                #expect(try await fixture.metric("retentiond_items_total", "purged") == 0)
                let lastPurge = try await fixture.metric("retentiond_last_purge_timestamp_seconds")
                #expect(lastPurge >= fixture.now.timeIntervalSince1970)
                try await service.stop()
            }
            #expect(fixture.destroyed.count == 5)
        }
    }

    /// Neither readers who never finish nor an unwritable file delay the work.
    @Test func `never hold up a sweep`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.check = ServiceTests.everySecond }
            try await fixture.withMeasuredService { service in
                let idle = try (1...40).map { _ in try RawClient(.unix(path: fixture.metricsSocket)) }
                for client in idle { client.send(Array("GET /metr".utf8)) }
                try FileManager.default.removeItem(atPath: fixture.metricsFolder)
                let swept = service.process.stderr.ranges(of: "nothing to do").count
                try await wait(until: "sweeps go on") {
                    service.process.stderr.ranges(of: "nothing to do").count >= swept + 3
                }
                try await wait(until: "the lost file is told") {
                    service.process.stderr.contains("metrics not published")
                }
                #expect(idle.count == 40)
                try await service.stop()
            }
        }
    }

    @Test func `come back after a dirty death`() async throws {
        try await withFixture { fixture in
            try await fixture.withMeasuredService { service in
                service.process.signal(SIGKILL)
                _ = try await service.process.ended()
            }
            #expect(access(fixture.metricsSocket, F_OK) == 0)
            try await fixture.withMeasuredService { service in
                #expect(try await fixture.metric("retentiond_sweeps_total", "failing") == 0)
                try await service.stop()
            }
        }
    }

    /// Another user's process on the port doesn't stop sweeps; once it has ended, the service listens.
    @Test(arguments: ["listener", "file", "socket"]) func `that cannot be shown keep nothing from being swept`(
        _ part: String
    ) async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 1)
            try fixture.install {
                $0.check = ServiceTests.everySecond
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
            }
            let other = try LoopbackListener(backlog: 1)
            let folder = "\(fixture.directory.path)/later"
            let (options, expected) =
                switch part {
                case "listener": (["--metrics-listen", "127.0.0.1:\(other.port)"], "Address already in use")
                case "file": (["--metrics-file", "\(folder)/x.prom"], "No such file or directory")
                default: (["--metrics-listen", "unix:\(fixture.policyPath)"], "it exists and is not a socket")
                }
            try await fixture.withService(options) { service in
                try await wait(until: "it sweeps") { fixture.restored == [wanted] }
                try await wait(until: "the status tells it") {
                    let status = try await fixture.retentiond("status")
                    return status.stdout.contains("problem: ") && status.stdout.contains(expected)
                }
                #expect(service.process.stderr.contains("metrics not published"))
                close(other.descriptor)
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                if part != "socket" {
                    try await wait(until: "it is over") {
                        try await !fixture.retentiond("status").stdout.contains("problem: ")
                    }
                }
                try await service.stop()
            }
        }
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let arguments: @Sendable (CLIFixture) -> [String]
        let status: Int32
        let error: String
    }

    static let mistakes = [
        Mistake(
            testDescription: "an unset variable", arguments: { _ in ["--metrics-file", ""] }, status: 78,
            error: "its name is empty"),
        Mistake(
            testDescription: "not loopback", arguments: { _ in ["--metrics-listen", "0.0.0.0:9469"] }, status: 78,
            error: "metrics are not served at \"0.0.0.0:9469\": it is not a loopback address"),
        Mistake(
            testDescription: "no address", arguments: { _ in ["--metrics-listen", "9469"] }, status: 78,
            error: "metrics can't be served at \"9469\": it has no port"),
    ]

    @Test(arguments: mistakes) func `end the start at a mistake`(_ mistake: Mistake) async throws {
        try await withFixture { fixture in
            let result = try await fixture.retentiond(["run"] + mistake.arguments(fixture))
            #expect(result.status == mistake.status, "\(result)")
            #expect(try result.error().contains(mistake.error))
            #expect(result.complaints.last?.hasPrefix("hint: ") == true)
            #expect(fixture.portal.ledger.requests.isEmpty)
        }
    }
}

extension CLIFixture {
    var metricsFolder: String { "\(directory.path)/textfile" }
    var metricsFile: String { "\(metricsFolder)/retentiond.prom" }
    var metricsSocket: String { "\(directory.path)/metrics.sock" }

    /// Runs the service with both outputs; it has begun to answer when `body` runs.
    func withMeasuredService(_ body: (RunningService) async throws -> Void) async throws {
        try FileManager.default.createDirectory(atPath: metricsFolder, withIntermediateDirectories: true)
        let command = ["run", "--metrics-file", metricsFile, "--metrics-listen", "unix:\(metricsSocket)"]
        try await withBackgroundProcess(program, arguments(command), outputIn: outputs) { process in
            try await wait(until: "the service answers: \(process.stderr)") {
                #expect(process.status == nil, "\(process.stderr)")
                guard process.status == nil else { return true }
                return (try? await httpGet(.unix(path: metricsSocket), "/metrics"))?.status == 200
            }
            try await body(RunningService(process: process))
        }
    }

    /// The value of Alice's sample, by the socket.
    ///
    /// - Parameter kind: the value of its last label, if it has one beside the account.
    func metric(_ name: String, _ kind: String? = nil) async throws -> Double {
        let text = try await httpGet(.unix(path: metricsSocket), "/metrics").body
        let line = text.split(separator: "\n").first {
            $0.hasPrefix("\(name){") && $0.contains(#"account="alice""#) && (kind.map($0.contains) ?? true)
        }
        let value = try #require(line, "no \(name) in \(text)").split(separator: " ").last
        return try #require(value.flatMap { Double($0) })
    }
}
