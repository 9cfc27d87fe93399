import Foundation
import Testing

@testable import RetentionEngine

@Suite struct NotificationLedgerTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)

    /// A service with one account that was swept well since the start, with the given changes.
    private static func status(
        at minutes: Double = 1, startedAt: Date = start, _ edit: (inout AccountStatus) -> Void = { _ in }
    ) -> ServiceStatus {
        var account = AccountStatus(name: "alice")
        let now = startedAt.addingTimeInterval(minutes * 60)
        account.lastSuccessAt = now
        account.lastSweep = AccountState.SweepRecord(
            id: "s", startedAt: now, finishedAt: now, problem: nil, counts: SweepCounts())
        edit(&account)
        var status = ServiceStatus(processID: 1, startedAt: startedAt, policyDigest: "d", accounts: [account])
        status.updatedAt = now
        return status
    }

    /// The causes that are due after each of some statuses; a due one counts as sent at once.
    private func notified(_ statuses: ServiceStatus...) -> [[NotificationCause]] {
        var ledger = NotificationLedger()
        var count = 0
        return statuses.map { status in
            ledger.update(status) {
                count += 1
                return "msg_\(count)"
            }
            let due = ledger.due
            for entry in due { ledger.markNotified(entry.id, at: status.updatedAt) }
            return due.map(\.cause)
        }
    }

    @Test func `a healthy service notifies nothing`() {
        #expect(notified(Self.status(), Self.status(at: 2)) == [[], []])
    }

    private static func bring(_ cause: NotificationCause, upon account: inout AccountStatus) {
        switch cause {
        case .blocked: account.blocked = "too many"
        case .failures: (account.consecutiveFailures, account.problem, account.lastSuccessAt) = (3, "no answer", nil)
        case .quarantine: account.quarantined = 2
        case .keyExpiry: account.keyExpiresAt = start.addingTimeInterval(13 * 86_400)
        }
    }

    @Test(arguments: NotificationCause.allCases)
    func `is notified once and again when it comes back`(cause: NotificationCause) {
        let all = notified(
            Self.status { Self.bring(cause, upon: &$0) }, Self.status(at: 2) { Self.bring(cause, upon: &$0) },
            Self.status(at: 3) { $0.keyExpiresAt = Self.start.addingTimeInterval(100 * 86_400) },
            Self.status(at: 4) { Self.bring(cause, upon: &$0) })
        #expect(all == [[cause], [], [], [cause]])
    }

    @Test func `two failures are not reported`() {
        #expect(notified(Self.status { ($0.consecutiveFailures, $0.problem) = (2, "no answer") }) == [[]])
    }

    @Test func `a block is not a failure as well`() {
        let blocked = Self.status { ($0.blocked, $0.consecutiveFailures, $0.problem) = ("too many", 9, "blocked") }
        #expect(notified(blocked) == [[.blocked]])
    }

    @Test func `another key that expires soon is news`() {
        func key(_ days: Double) -> ServiceStatus {
            Self.status { $0.keyExpiresAt = Self.start.addingTimeInterval(days * 86_400) }
        }
        #expect(notified(key(5), key(5), key(9)) == [[.keyExpiry], [], [.keyExpiry]])
        #expect(notified(key(14.1)) == [[]])
    }

    /// A service that has just started counts failures from zero, knows no key, and hasn't swept.
    @Test func `a restart notifies nothing twice`() throws {
        var ledger = NotificationLedger()
        ledger.update(
            Self.status {
                ($0.consecutiveFailures, $0.problem, $0.lastSuccessAt) = (3, "no answer", nil)
                $0.keyExpiresAt = Self.start.addingTimeInterval(86_400)
                $0.quarantined = 1
            }
        ) { UUID().uuidString }
        #expect(ledger.due.count == 3)
        for entry in ledger.due { ledger.markNotified(entry.id, at: Self.start) }

        ledger = try JSONDecoder().decode(NotificationLedger.self, from: JSONEncoder().encode(ledger))
        let restarted = Self.status(startedAt: Self.start.addingTimeInterval(3600)) {
            ($0.lastSuccessAt, $0.lastSweep) = (Self.start, nil)
        }
        ledger.update(restarted) { UUID().uuidString }
        #expect(ledger.due.isEmpty)
        #expect(ledger.entries.count == 3)
    }

    @Test func `an undelivered message stays due under its id`() {
        var ledger = NotificationLedger()
        let trouble = { (account: inout AccountStatus) in account.quarantined = 1 }
        ledger.update(Self.status(trouble)) { "msg_1" }
        ledger.update(Self.status(at: 20, trouble)) { "msg_2" }
        #expect(ledger.due.map(\.id) == ["msg_1"])
    }

    @Test func `an account that left the policy is forgotten`() {
        var ledger = NotificationLedger()
        ledger.update(Self.status { $0.quarantined = 1 }) { "msg_1" }
        ledger.update(ServiceStatus(processID: 1, startedAt: Self.start, policyDigest: "d", accounts: [])) { "msg_2" }
        #expect(ledger.entries.isEmpty)
    }

    /// Chat programs show the sentence as it is, and log shippers print it.
    @Test func `the message is harmless and the same each time`() throws {
        var ledger = NotificationLedger()
        ledger.update(Self.status { $0.blocked = "\u{1B}[2Jmany \u{202E}items" }) { "msg_1" }
        let entry = try #require(ledger.due.first)
        let message = NotificationMessage(entry, host: "vm", stateDirectory: "/var/lib/retentiond")
        let body = String(decoding: message.body, as: UTF8.self)
        #expect(!body.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        #expect(message.body == NotificationMessage(entry, host: "vm", stateDirectory: "/var/lib/retentiond").body)
        #expect(body.contains(#""type":"retentiond.blocked""#) && body.contains(#""account":"alice""#))
    }

    @Test func `a file that cannot be read is a fresh start`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = StateStore(directory: folder.path())
        var ledger = NotificationLedger()
        ledger.update(Self.status { $0.quarantined = 1 }) { "msg_1" }
        try store.keep(ledger)
        #expect(store.notifications() == ledger)
        try Data("{".utf8).write(to: folder.appending(path: "notifications.json"))
        #expect(store.notifications() == NotificationLedger())
    }
}
