import Foundation
import Platform
import Testing

@testable import Retention
@testable import RetentionEngine
@testable import retentiond

@Suite("The status line")
struct StatusLineTests {
    /// 2026-11-23 09:00 UTC, a Monday.
    private static let now = Date(timeIntervalSince1970: 1_795_424_400)

    private func line(_ change: (inout ServiceStatus) -> Void) -> String {
        var status = ServiceStatus(
            processID: 1, startedAt: Self.now, policyDigest: "sha256:0", accounts: [AccountStatus(name: "alice")])
        status.accounts[0].nextSweepAt = Self.now.addingTimeInterval(900)
        change(&status)
        return StatusLine.text(status, times: LocalTime(zone: ZoneInfoDirectory().zone("Europe/Berlin")!))
    }

    @Test func `reports the next check and purge in local time`() {
        #expect(line { _ in } == "Next check Mon 2026-11-23 10:15:00 CET")
        let purge = line { $0.accounts[0].nextPurgeAt = Date(timeIntervalSince1970: 1_806_195_600) }
        #expect(purge == "Next check Mon 2026-11-23 10:15:00 CET; next purge Sun 2027-03-28 03:00:00 CEST")
    }

    @Test func `reports what is going on`() {
        #expect(line { $0.accounts[0].activity = "sweeping" } == "Sweeping alice")
        var status = ServiceStatus(
            processID: 1, startedAt: Self.now, policyDigest: "",
            accounts: ["alice", "bob"].map { AccountStatus(name: $0) })
        for index in 0..<2 { status.accounts[index].activity = "sweeping" }
        #expect(
            StatusLine.text(status, progress: ["bob": "Purging bob: 3 % of 90"])
                == "Purging bob: 3 % of 90; sweeping alice")
        #expect(StatusLine.text("alice", .purging(done: 250, total: 1000)) == "Purging alice: 25 % of 1000")
        #expect(StatusLine.text("alice", .restoring(done: 1, total: 3)) == "Restoring alice: 33 % of 3")
    }

    @Test func `reports trouble first`() {
        let blocked = line {
            $0.accounts[0].blocked = "12 items are more than 10"
            $0.accounts[0].problem = "nothing was purged"
        }
        #expect(blocked.hasPrefix("Account alice is blocked: 12 items are more than 10; next check"))
        let failing = line {
            $0.accounts[0].problem = "no connection"
            $0.accounts[0].consecutiveFailures = 3
        }
        #expect(failing.hasPrefix("Account alice: no connection (3 times in a row); next check"))
        #expect(
            line { $0.policyProblem = "x" }.hasPrefix("The new policy is invalid, the earlier one stays in force; "))
    }

    @Test func `reports a key that expires within two weeks`() {
        let soon = line { $0.accounts[0].keyExpiresAt = Self.now.addingTimeInterval(13 * 86_400) }
        #expect(soon.hasPrefix("The key of alice expires on Sun 2026-12-06 10:00:00 CET; next check"))
        #expect(!line { $0.accounts[0].keyExpiresAt = Self.now.addingTimeInterval(15 * 86_400) }.contains("key"))
    }
}
