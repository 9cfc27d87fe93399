import Foundation
import Testing

@testable import RetentionEngine

/// Foundation also has a type of this name.
private typealias Queue = RetentionEngine.NotificationQueue

@Suite struct NotificationQueueTests {
    /// Entries that are due, by the accounts they are about.
    private static func entries(_ accounts: [String]) -> [NotificationLedger.Entry] {
        var status = ServiceStatus(
            processID: 1, startedAt: Date(timeIntervalSince1970: 0), policyDigest: "",
            accounts: accounts.map { name in
                var account = AccountStatus(name: name)
                account.blocked = "too many"
                return account
            })
        status.updatedAt = Date(timeIntervalSince1970: 1)
        var ledger = NotificationLedger()
        var numbers = accounts.makeIterator()
        ledger.update(status) { numbers.next() ?? "" }
        return ledger.due
    }

    private func started(_ queue: inout Queue, _ due: [NotificationLedger.Entry], at now: Double)
        -> [String]
    {
        queue.start(due, at: now).map(\.id)
    }

    @Test func `one that fails holds up no other`() {
        let due = Self.entries(["a", "b"])
        var queue = Queue()
        #expect(started(&queue, due, at: 0) == ["a", "b"])
        #expect(started(&queue, due, at: 1) == [], "both are under way")
        _ = queue.end("a", .failed, at: 1, jitter: 1)
        _ = queue.end("b", .taken, at: 1, jitter: 1)
        let later = Self.entries(["a", "c"])
        #expect(started(&queue, later, at: 2) == ["c"])
        #expect(queue.nextAt == 3)
        #expect(started(&queue, later, at: 3) == ["a"])
    }

    @Test func `each has its own pauses`() {
        let due = Self.entries(["a"])
        var queue = Queue()
        var now = 0.0
        var pauses: [Double] = []
        var restsAfter: [Int] = []
        for attempt in 1...8 {
            #expect(started(&queue, due, at: now) == ["a"])
            if queue.end("a", .failed, at: now, jitter: 1) { restsAfter.append(attempt) }
            pauses.append(queue.nextAt! - now)
            #expect(started(&queue, due, at: queue.nextAt! - 0.5) == [])
            now = queue.nextAt!
        }
        #expect(pauses == [2, 8, 32, 900, 2, 8, 32, 900])
        #expect(restsAfter == [4, 8])
    }

    @Test func `a rejected one rests for a day`() {
        let due = Self.entries(["a", "b"])
        var queue = Queue()
        _ = queue.start(due, at: 0)
        let isGivenUp = queue.end("a", .rejected, at: 10, jitter: 1)
        #expect(isGivenUp && queue.nextAt == 86_410)
        _ = queue.end("b", .taken, at: 10, jitter: 1)
        #expect(started(&queue, Self.entries(["a"]), at: 86_409) == [])
        #expect(started(&queue, Self.entries(["a"]), at: 86_410) == ["a"])
    }

    @Test func `failures of ended causes are forgotten`() {
        var queue = Queue()
        _ = queue.start(Self.entries(["a"]), at: 0)
        _ = queue.end("a", .failed, at: 0, jitter: 1)
        #expect(started(&queue, [], at: 1) == [] && queue.nextAt == nil)
    }

    @Test func `few are under way at once`() {
        let due = Self.entries((1...20).map { "\($0)" })
        var queue = Queue()
        #expect(queue.start(due, at: 0).count == 8)
        _ = queue.end("1", .taken, at: 0, jitter: 1)
        #expect(queue.start(Array(due.dropFirst()), at: 0).map(\.id) == ["9"])
    }
}

@Suite struct NotificationFormatTests {
    private static func message(_ reason: String) throws -> NotificationMessage {
        var account = AccountStatus(name: "a&<b>")
        account.blocked = reason
        var status = ServiceStatus(
            processID: 1, startedAt: Date(timeIntervalSince1970: 0), policyDigest: "", accounts: [account])
        status.updatedAt = Date(timeIntervalSince1970: 1)
        var ledger = NotificationLedger()
        ledger.update(status) { "m" }
        return NotificationMessage(try #require(ledger.due.first), host: "vm", stateDirectory: "/s")
    }

    private static func json(_ format: NotificationFormat, _ reason: String = "too many") throws -> [String: Any] {
        let bytes = format.body(of: try message(reason))
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func `Slack gets its three characters escaped`() throws {
        let body = try Self.json(.slack)
        #expect(body.keys.sorted() == ["text"])
        #expect((body["text"] as? String)?.hasPrefix("retentiond on vm, account a&amp;&lt;b&gt;: too many.") == true)
    }

    @Test func `discord calls nobody and gets no more than it takes`() throws {
        let body = try Self.json(.discord, String(repeating: "@everyone ", count: 500))
        #expect(((body["content"] as? String)?.count ?? .max) <= 2_000)
        #expect((body["allowed_mentions"] as? [String: [String]]) == ["parse": []])
    }

    @Test func `google chat sees no mention`() throws {
        let body = try Self.json(.googleChat, "<users/all>")
        #expect(body.keys.sorted() == ["text"])
        #expect((body["text"] as? String)?.contains("<") == false)
    }

    @Test func `Teams gets one adaptive card`() throws {
        let body = try Self.json(.teams)
        #expect(body["type"] as? String == "message")
        let attachment = try #require((body["attachments"] as? [[String: Any]])?.first)
        #expect(attachment["contentType"] as? String == "application/vnd.microsoft.card.adaptive")
        let card = try #require(attachment["content"] as? [String: Any])
        #expect(card["type"] as? String == "AdaptiveCard" && card["version"] as? String == "1.2")
        let block = try #require((card["body"] as? [[String: Any]])?.first)
        #expect(block["type"] as? String == "TextBlock" && block["wrap"] as? Bool == true)
        #expect((block["text"] as? String)?.contains("too many") == true)
    }

    @Test func `only our own form is signed`() {
        #expect(NotificationFormat.allCases.filter(\.isSigned) == [.standard])
    }
}
