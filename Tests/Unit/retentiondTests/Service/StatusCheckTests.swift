import Foundation
import Testing

@testable import RetentionEngine
@testable import retentiond

@Suite("The status for a monitoring system")
struct StatusCheckTests {
    private static let now = Date(timeIntervalSince1970: 1_795_424_400)

    private static func status(_ edit: (inout ServiceStatus) -> Void = { _ in }) -> ServiceStatus {
        var status = ServiceStatus(
            processID: 1, startedAt: now.addingTimeInterval(-86_400), policyDigest: "", accounts: [])
        status.checkIntervalSeconds = 900
        status.accounts = ["alice", "bob"].map { (name: String) -> AccountStatus in
            var account = AccountStatus(name: name)
            var counts = SweepCounts()
            (counts.listed, counts.due) = (10, 2)
            account.lastSweep = AccountState.SweepRecord(
                id: name, startedAt: now.addingTimeInterval(-130), finishedAt: now.addingTimeInterval(-120),
                problem: nil, counts: counts)
            return account
        }
        edit(&status)
        return status
    }

    private func check(
        _ status: ServiceStatus?, running: Bool = true, _ names: String..., stopped: StoppedUnit? = nil
    ) -> StatusCheck {
        StatusCheck(running: running, status: status, names: names, stopped: stopped, now: Self.now)
    }

    @Test func `all is well`() {
        let result = check(Self.status())
        #expect(result.level == .ok)
        #expect(result.line.hasPrefix("RETENTIOND OK - 2 accounts, all swept since "))
        #expect(
            result.line.hasSuffix(" | accounts=2 failing=0 blocked=0 overdue=0 quarantined=0 trash=20 due=4"))
    }

    struct Trouble: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let level: StatusCheck.Level
        let text: String
        let edit: @Sendable (inout ServiceStatus) -> Void
    }

    @Test(arguments: [
        Trouble(testDescription: "a failure", level: .critical, text: "bob: the portal is down (3 times in a row)") {
            ($0.accounts[1].health, $0.accounts[1].problem) = (.failing, "the portal is down")
            $0.accounts[1].consecutiveFailures = 3
        },
        Trouble(testDescription: "a block", level: .critical, text: "bob: blocked: too many") {
            $0.accounts[1].blocked = "too many"
        },
        Trouble(testDescription: "late", level: .critical, text: "bob: overdue: last swept on 2026-11-23T08:19:59Z") {
            $0.accounts[1].lastSweep?.finishedAt = now.addingTimeInterval(-2_401)
        },
        Trouble(testDescription: "never swept", level: .critical, text: "bob: overdue: not swept yet") {
            $0.accounts[1].lastSweep = nil
        },
        Trouble(testDescription: "a key", level: .warning, text: "bob: its key expires on 2026-12-06T09:00:00Z") {
            $0.accounts[1].keyExpiresAt = now.addingTimeInterval(13 * 86_400)
        },
        Trouble(testDescription: "quarantine", level: .warning, text: "bob: 1 item in quarantine") {
            $0.accounts[1].quarantined = 1
        },
        Trouble(testDescription: "a policy", level: .warning, text: "the changed policy was refused: line 3") {
            $0.policyProblem = "line 3"
        },
    ])
    func `reports the worst`(trouble: Trouble) {
        let result = check(Self.status(trouble.edit))
        #expect(result.level == trouble.level)
        #expect(result.line.hasPrefix("RETENTIOND \(trouble.level.label) - \(trouble.text) | "), "\(result.line)")
        #expect(check(Self.status(trouble.edit), "alice").level == .ok, "of another account it is no concern")
    }

    @Test func `a sweep under way may take its time`() {
        let status = Self.status {
            $0.accounts[1].lastSweep?.finishedAt = Self.now.addingTimeInterval(-5_000)
            $0.accounts[1].activity = "sweeping"
        }
        #expect(check(status).level == .ok)
    }

    @Test func `critical comes before warnings and the rest is counted`() {
        let status = Self.status {
            $0.accounts[0].quarantined = 1
            $0.accounts[1].blocked = "a|b\nc"
            $0.problems = (1...6).map { "problem \($0)" }
        }
        let line = check(status).line
        #expect(line.hasPrefix("RETENTIOND CRITICAL - bob: blocked: a¦b"))
        #expect(line.contains("; and 3 more | "))
        #expect(!line.contains("\n"))
    }

    @Test func `a service that is not running is unknown`() {
        let stopped = StoppedUnit(
            "retentiond.service", shown: "LoadState=loaded\nActiveState=failed\nResult=exit-code\nExecMainStatus=78\n")
        let result = check(Self.status(), running: false, stopped: stopped)
        #expect(result.level == .unknown)
        #expect(
            result.line
                == "RETENTIOND UNKNOWN - the service is not running: retentiond.service ended with exit code 78: "
                + "the policy, a key or an option was refused")
        #expect(check(Self.status(), "carol").level == .unknown)
    }
}

@Suite("Why a service stopped")
struct StoppedUnitTests {
    @Test(arguments: [
        ("ActiveState=failed\nResult=watchdog", "x.service no longer advanced, so systemd's watchdog ended it"),
        ("ActiveState=failed\nResult=oom-kill", "x.service ran out of memory (MemoryMax=)"),
        (
            "ActiveState=failed\nResult=start-limit-hit",
            "x.service failed too often within an hour, so systemd no longer starts it"
        ),
        ("ActiveState=failed\nResult=signal\nExecMainStatus=9", "x.service was ended by signal 9"),
        (
            "ActiveState=failed\nResult=exit-code\nExecMainStatus=243",
            "x.service ended with exit code 243: systemd could not hand over a credential"
        ),
        (
            "ActiveState=activating\nSubState=auto-restart\nResult=exit-code\nExecMainStatus=69",
            "x.service ended with exit code 69: the audit trail or the state directory can't be used, and systemd starts it again within a minute"
        ),
        (
            "ActiveState=inactive\nResult=success\nInactiveEnterTimestamp=Mon 2026-11-23 09:00:00 UTC",
            "x.service was stopped on Mon 2026-11-23 09:00:00 UTC"
        ),
        (
            "ActiveState=inactive\nResult=success\nInactiveEnterTimestamp=",
            "x.service was not started since this machine booted"
        ),
    ])
    func `says how`(shown: String, reason: String) {
        #expect(StoppedUnit("x.service", shown: "LoadState=loaded\n\(shown)\n")?.reason == reason)
    }

    @Test func `quotes the last status`() {
        let unit = StoppedUnit(
            "x.service",
            shown: "LoadState=loaded\nActiveState=failed\nResult=exit-code\nExecMainStatus=78\nStatusText=a=b\n")
        #expect(unit?.lastStatus == "a=b")
        #expect(unit?.hint.contains("systemctl reset-failed x.service; systemctl start x.service") == true)
    }

    @Test(arguments: ["LoadState=not-found\nActiveState=inactive\n", "LoadState=loaded\nActiveState=active\n", ""])
    func `says nothing of what runs or is not there`(shown: String) {
        #expect(StoppedUnit("x.service", shown: shown) == nil)
    }
}
