import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The service", .timeLimit(.minutes(10)))
struct ServiceTests {
    static let everySecond = #"{ "every": "1s", "jitter": "0s" }"#

    @Test func `sweeps at its start and then on its interval`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 1)
            try fixture.install {
                $0.check = Self.everySecond
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
            }
            try await fixture.withService { service in
                try await wait(until: "the first sweep restores") { fixture.restored == [wanted] }
                let later = fixture.trash("contract 2.pdf", days: 1)
                try await wait(until: "a later sweep restores") { fixture.restored == [wanted, later] }
                try await wait(until: "a sweep found nothing to do") {
                    service.process.stderr.contains("sweep ended, nothing to do")
                }
                try await service.stop()
            }
            #expect(fixture.destroyed.isEmpty)
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `does not sweep more often than its interval`() async throws {
        try await withFixture { fixture in
            try await fixture.withService { service in
                try await wait(until: "the first sweep ended") { try fixture.audit.last?.event == "sweep-finished" }
                let before = fixture.portal.ledger.requests.count
                // A busy loop would show within the run time of a whole other process.
                for _ in 1...5 { #expect(try await fixture.retentiond("status").status == 0) }
                #expect(fixture.portal.ledger.requests.count == before)
                try await service.stop()
            }
        }
    }

    @Test func `purges at the slots of its schedule`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            // Later items are not older than the listing before them.
            try fixture.install { policy in
                policy.purge = #"{ "schedule": "*:*:0/2" }"#
                policy.retention = "1s"
            }
            try await fixture.withService { service in
                try await wait(until: "a slot came and the purge is told") {
                    try fixture.audit.items("purged").count == 3
                }
                let more = fixture.trash("more.txt", days: 20)
                try await wait(until: "another slot came") { fixture.destroyed == Set(due + [more]) }
                try await service.stop()
            }
            for destruction in fixture.portal.ledger.destroyed {
                #expect(destruction.at.timeIntervalSince(fixture.now) > 0)
            }
        }
    }

    @Test func `waits for a portal that is down`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 1)
            try fixture.install {
                $0.check = Self.everySecond
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
            }
            fixture.portal.fail(.resetBeforeAnswer, when: RequestMatch(count: 6))
            try await fixture.withService { service in
                try await wait(until: "a sweep failed") { try fixture.audit.contains { $0.event == "sweep-failed" } }
                try await wait(until: "the status tells, or it is over") {
                    let status = try PlanDocument(try await fixture.retentiond("status", "--format", "json")).root
                    return status["accounts"]?[0]?["health"] == "failing" || fixture.restored == [wanted]
                }
                try await wait(until: "the portal is up and the item restored") { fixture.restored == [wanted] }
                try await service.stop()
            }
        }
    }

    @Test func `one account that fails delays no other`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 1)
            let dead = try fixture.directory.write("sk-" + String(repeating: "0", count: 64), to: "keys/dead")
            try fixture.install {
                $0.check = Self.everySecond
                $0.accounts = [
                    fixture.account("dead", key: dead), fixture.account("missing", key: "/nowhere/key"),
                    fixture.account("down", key: fixture.keyPath, portal: "http://127.0.0.1:9"), $0.accounts[0],
                ]
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
            }
            try await fixture.withService { service in
                try await wait(until: "alice's item is restored") { fixture.restored == [wanted] }
                try await wait(until: "the others have failed") {
                    let failed = try fixture.audit.filter { $0.event == "sweep-failed" }.compactMap { $0["ACCOUNT"] }
                    return Set(failed).isSuperset(of: ["dead", "down"])
                }
                // The status is written a moment after the record.
                try await wait(until: "the status tells who fails") {
                    let result = try await fixture.retentiond("status", "--format", "json")
                    #expect(result.status == 0)
                    let accounts = try PlanDocument(result).root["accounts"]?.elements ?? []
                    return accounts.reduce(into: [:]) { $0[$1["name"]?.text ?? ""] = $1["health"]?.text }
                        == ["dead": "failing", "missing": "failing", "down": "failing", "alice": "ok"]
                }
                try await service.stop()
            }
        }
    }

    @Test func `its status shows how far the audit trail reaches back`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.check = Self.everySecond }
            _ = fixture.trashDue(1)
            #expect(try await fixture.sweep().status == 0)
            let oldest = try #require(try fixture.audit.first?["AUDIT_TIME"])
            try await fixture.withService { service in
                try await wait(until: "the status shows it") {
                    let result = try await fixture.retentiond("status", "--format", "json")
                    let since = try PlanDocument(result).root["auditReachesBackTo"]?.text
                    return since == oldest.replacing(/\.[0-9]+Z/, with: "Z")
                }
                #expect(try await fixture.retentiond("status").stdout.contains("\nthe audit trail reaches back to "))
                try await service.stop()
            }
        }
    }

    @Test func `reports its status while it runs and after`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            try fixture.install { $0.purge = #"{ "schedule": "2099-01-01" }"# }
            try await fixture.withService { service in
                try await wait(until: "a sweep ended") { try fixture.audit.last?.event == "sweep-finished" }
                try await wait(until: "the status tells of it") {
                    let result = try await fixture.retentiond("status", "--format", "json")
                    #expect(result.status == 0, "\(result)")
                    return try PlanDocument(result).root["accounts"]?[0]?["lastSweep"]?["counts"]?["listed"] == 2
                }
                let root = try PlanDocument(try await fixture.retentiond("status", "--format", "json")).root
                #expect(root["running"] == true)
                #expect(root["processID"]?.integer == Int(service.process.pid))
                #expect(root["accounts"]?[0]?["nextPurgeAt"]?.text?.hasPrefix("2099-01-01") == true)
                #expect(root["accounts"]?[0]?["nextSweepAt"] != nil)
                let table = try await fixture.retentiond("status")
                #expect(table.stdout.contains("alice"))
                try await service.stop()
            }
            let after = try await fixture.retentiond("status", "--format", "json")
            #expect(after.status == 3)
            #expect(try PlanDocument(after).root["running"] == false)
        }
    }

    @Test func `refuses a second instance`() async throws {
        try await withFixture { fixture in
            try await fixture.withService { service in
                let second = try await fixture.retentiond("run")
                #expect(second.status == 75, "\(second)")
                #expect(second.stderr.contains("another retentiond"))
                #expect(service.process.status == nil)
                try await service.stop()
            }
        }
    }

    @Test func `a dirty death does not keep the next from starting`() async throws {
        try await withFixture { fixture in
            try await fixture.withService { service in
                service.process.signal(SIGKILL)
                _ = try await service.process.ended()
            }
            #expect(try await fixture.retentiond("status").status == 3)
            try await fixture.withService { try await $0.stop() }
        }
    }
}
