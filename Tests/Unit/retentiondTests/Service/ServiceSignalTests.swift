import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Signals to the service", .timeLimit(.minutes(10)))
struct ServiceSignalTests {
    /// The service's work when it is stopped.
    struct Work: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let prepare: @Sendable (CLIFixture) -> Void
        /// Whether it is doing that.
        let isAtIt: @Sendable (CLIFixture) -> Bool
    }

    static let works = [
        Work(testDescription: "a slow operation") { fixture in
            fixture.portal.settings.pace = .perItem(.seconds(2))
        } isAtIt: {
            !$0.writes("delete").isEmpty
        },
        Work(testDescription: "a slow answer to a write") { fixture in
            fixture.portal.fail(.delay(.seconds(40)), when: RequestMatch(path: "fileops/delete"))
        } isAtIt: {
            !$0.writes("delete").isEmpty
        },
        Work(testDescription: "a slow listing") { fixture in
            fixture.portal.fail(.delay(.seconds(40)), when: RequestMatch(path: "files/@trash"))
        } isAtIt: {
            $0.portal.ledger.requests.contains { $0.path.hasSuffix("files/@trash") }
        },
        Work(testDescription: "waiting as the portal asked it to") { fixture in
            fixture.portal.fail(.status(429, retryAfterSeconds: 100), when: RequestMatch(path: "files/@trash"))
        } isAtIt: {
            $0.portal.ledger.requests.contains { $0.status == 429 }
        },
        Work(testDescription: "nothing") { _ in
        } isAtIt: {
            ((try? $0.audit) ?? []).last?.event == "sweep-finished"
        },
    ]

    @Test(arguments: works, [SIGTERM, SIGINT]) func `stops within ten seconds`(_ work: Work, _ signal: Int32)
        async throws
    {
        try await withFixture { fixture in
            let due = fixture.trashDue(20)
            try fixture.install { $0.purge = #"{ "schedule": "*:*:*" }"# }
            // So that the first sweep of the service purges.
            #expect(try await fixture.sweep(purgeNow: false).status == 0)
            try? FileManager.default.removeItem(atPath: fixture.auditPath)
            let before = fixture.portal.ledger.requests.count
            work.prepare(fixture)
            try await fixture.withService { service in
                try await wait(until: "it is at it") {
                    fixture.portal.ledger.requests.count > before && work.isAtIt(fixture)
                }
                let started = ContinuousClock.now
                service.process.signal(signal)
                let result = try await service.process.ended(within: .seconds(20))
                #expect(result.status == 0, "\(result)")
                #expect(ContinuousClock.now - started < .seconds(10))
            }
            // Nothing is claimed that wasn't seen.
            let purged = try fixture.audit.items("purged")
            #expect(Set(purged).isSubset(of: fixture.destroyed.map(\.description)))
            #expect(fixture.destroyed.isSubset(of: due))
        }
    }

    @Test func `a good policy takes over at a reload`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 1)
            try fixture.install { $0.check = ServiceTests.everySecond }
            try await fixture.withService { service in
                try await wait(until: "a sweep ended") { try fixture.audit.contains { $0.event == "sweep-finished" } }
                #expect(fixture.trashed == [wanted])
                try fixture.install {
                    $0.check = ServiceTests.everySecond
                    $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
                }
                service.process.signal(SIGHUP)
                try await wait(until: "the new rule is applied") { fixture.restored == [wanted] }
                #expect(try fixture.audit.count { $0.event == "policy-loaded" } == 2)
                try await service.stop()
            }
        }
    }

    /// The log must show a rule that protects nothing, even if nobody runs a check.
    @Test func `a doubtful policy is logged at the start and at a reload`() async throws {
        try await withFixture { fixture in
            func hold(_ title: String) -> String {
                #"{ "name": "h", "action": "hold", "match": { "title": ["\#(title)"] } }"#
            }
            try fixture.install { $0.rules = [hold("contract")] }
            try await fixture.withService { service in
                func count(_ title: String) -> Int {
                    service.process.stderr.ranges(of: "write \\\"*\(title)*").count
                }
                try await wait(until: "it is named at the start") { count("contract") == 1 }
                #expect(service.process.stderr.contains("warning: policy doubtful "))
                try fixture.install { $0.rules = [hold("invoice")] }
                service.process.signal(SIGHUP)
                try await wait(until: "it is named at the reload") { count("invoice") == 1 }
                #expect(count("contract") == 1)
                try await service.stop()
            }
            let check = try await fixture.retentiond("check", "--quiet")
            #expect(check.status == 0 && check.stdout + check.stderr == "", "\(check)")
        }
    }

    /// The purge of 250 items is in its first call of three when a rule is added that holds them all.
    @Test func `a rule added in the middle of a purge protects what is left`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(250)
            try fixture.install { $0.purge = #"{ "schedule": "*:*:*" }"# }
            #expect(try await fixture.sweep(purgeNow: false).status == 0)
            fixture.portal.settings.pace = .perItem(.milliseconds(60))
            try await fixture.withService { service in
                try await wait(until: "the first call is under way") { !fixture.writes("delete").isEmpty }
                try fixture.install {
                    $0.purge = #"{ "schedule": "*:*:*" }"#
                    $0.rules = [PolicyText.hold("*", name: "stop")]
                }
                service.process.signal(SIGHUP)
                try await wait(until: "a sweep under the new policy ended") {
                    try fixture.audit.contains { $0.event == "held" }
                }
                try await service.stop()
            }
            #expect(fixture.destroyed.count == 50, "the call under way, for the last page, and no other")
            #expect(fixture.trashed.count == due.count - 50)
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `an edit alone changes nothing before a reload`() async throws {
        try await withFixture { fixture in
            let kept = fixture.trash("contract.pdf", days: 1)
            try fixture.install { $0.check = ServiceTests.everySecond }
            try await fixture.withService { service in
                try fixture.install {
                    $0.check = ServiceTests.everySecond
                    $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
                }
                let quiet = service.process.stderr.ranges(of: "nothing to do").count
                try await wait(until: "two more sweeps ended") {
                    service.process.stderr.ranges(of: "nothing to do").count >= quiet + 2
                }
                #expect(fixture.trashed == [kept])
                try await service.stop()
            }
        }
    }

    @Test func `signals right after the start are understood`() async throws {
        try await withFixture { fixture in
            for _ in 1...5 {
                try await fixture.withService { service in
                    service.process.signal(SIGHUP)
                    service.process.signal(SIGHUP)
                    try await service.stop()
                }
            }
        }
    }

    @Test func `a bad policy is reported and left aside`() async throws {
        try await withFixture { fixture in
            try fixture.install {
                $0.check = ServiceTests.everySecond
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
            }
            try await fixture.withService { service in
                try await wait(until: "a sweep ended") { try fixture.audit.contains { $0.event == "sweep-finished" } }
                try fixture.directory.write(#"{ "version": 1, "retention": "1s", "ruels": [] }"#, to: "policy.json")
                service.process.signal(SIGHUP)
                try await wait(until: "it is rejected") { try fixture.audit.contains { $0.event == "policy-rejected" } }
                // The policy in force stays.
                let wanted = fixture.trash("contract.pdf", days: 1)
                try await wait(until: "the old rule is applied") { fixture.restored == [wanted] }
                let status = try PlanDocument(try await fixture.retentiond("status", "--format", "json")).root
                #expect(status["policyProblem"]?.text?.contains("ruels") == true)
                #expect(service.process.stderr.contains("ruels"))

                try fixture.install { $0.check = ServiceTests.everySecond }
                service.process.signal(SIGHUP)
                try await wait(until: "a good one clears the problem") {
                    let result = try await fixture.retentiond("status", "--format", "json")
                    return try PlanDocument(result).root["policyProblem"] ?? .null == .null
                }
                try await service.stop()
            }
            #expect(fixture.destroyed.isEmpty)
        }
    }
}

/// The service while it runs.
struct RunningService {
    let process: BackgroundProcess

    /// Asks it to stop, and sees that it does so in time and in order.
    func stop(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        process.signal(SIGTERM)
        let result = try await process.ended(within: .seconds(20))
        #expect(result.status == 0, "\(result)", sourceLocation: sourceLocation)
    }
}

extension CLIFixture {
    /// Runs the service until `body` ends; returns from its start once it is ready for signals.
    func withService(_ options: [String] = [], _ body: (RunningService) async throws -> Void) async throws {
        try await withBackgroundProcess(program, arguments(["run"] + options), outputIn: outputs) { process in
            try await wait(until: "the service has begun: \(process.stderr)") {
                #expect(process.status == nil, "\(process.stderr)")
                return try process.status != nil || statusIsOf(process.pid)
            }
            try await body(RunningService(process: process))
        }
    }

    private func statusIsOf(_ pid: Int32) throws -> Bool {
        guard let text = text("\(stateDirectory)/status.json") else { return false }
        return JSONValue(parsing: Array(text.utf8))?["processID"]?.integer == Int(pid)
    }
}
