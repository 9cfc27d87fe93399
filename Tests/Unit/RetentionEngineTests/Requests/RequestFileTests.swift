import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// The requests on the disk: complete lines are read again, an incomplete last one is removed, and after anything else
/// nothing is changed at the portal.
@Suite struct RequestFileTests {
    private let harness = SweepHarness(files(1...3))
    private static let at = SweepHarness.start

    private func file() throws -> RequestFile { try RequestFile(store: harness.store, account: "alice") }

    private static let purge = RequestEvent.announced(requests: [
        OpenRequest(.purge, .file(1), sweepID: "a", at: at, rule: "r", reason: "older than 1d"),
        OpenRequest(.purge, .file(2), sweepID: "a", at: at),
    ])
    private static let events: [RequestEvent] = [
        purge, .called(items: [ItemKey(.file, 1)], sweepID: "a", stage: .inDoubt, at: at),
        .waiting(items: [key(1)], sweepID: "a", at: at), .reported(items: [ItemKey(.file, 1)]),
        .announced(requests: [
            OpenRequest(.restore, .file(3), sweepID: "b", at: at, target: RecordedTarget(id: 50, title: "Drafts"))
        ]),
        .closed(items: [ItemKey(.file, 2)], sweepID: "a"), .ended(sweepID: "a", at: at),
        .mistaken(
            TrashedMistake(key: ItemKey(.file, 9), title: "t", trashedAt: at, origin: RecordedTarget(id: 1, title: nil))
        ),
        .watched(items: [key(4), key(5)], requests: [OpenRequest(.purge, .file(4), sweepID: "a", at: at)]),
        .watched(items: [key(4)], requests: [OpenRequest(.restore, .file(4), sweepID: "b", at: at)]),
        .purged(calls: [
            UnlistedFiles(ids: [6], sweepID: "a", at: at, overAt: at),
            UnlistedFiles(ids: [7, 8], sweepID: "a", at: at, overAt: at.addingTimeInterval(9)),
        ]),
        .proven(until: at),
    ]

    private func text() throws -> String { try String(contentsOfFile: harness.requestsPath, encoding: .utf8) }
    private func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: harness.requestsPath)) }

    @Test func `is read as it was written`() throws {
        var written = try file()
        for event in Self.events { try written.append(event, record: 7) }
        let read = try file()
        #expect(read.ledger == written.ledger && read.auditSequence == 7)
        #expect(read.ledger.keys == [key(1), key(3)] && read.ledger.mistakes.count == 1)
        #expect(read.ledger.watched[key(4)]?.map(\.action) == [.restore])
        #expect(read.ledger.unlisted.map(\.ids) == [[7, 8]])
        try written.compact()
        #expect(try file().ledger == written.ledger && file().auditSequence == 7)
        #expect(try text().split(separator: "\n").count == 5)
    }

    /// A watched request keeps its number, also where nothing is open.
    @Test func `no number is given twice`() throws {
        var written = try file()
        try written.append(Self.purge, record: 1)
        let own = written.ledger[key(1)]
        try written.append(.watched(items: [key(1)], requests: own), record: 1)
        try written.append(.closed(items: [key(1), key(2)], sweepID: nil), record: 1)
        try written.compact()
        var read = try file()
        try read.append(Self.purge, record: 2)
        #expect(own.map(\.number) == [1] && read.ledger[key(1)].map(\.number) == [2])
    }

    @Test func `nothing open needs no file`() throws {
        var file = try file()
        try file.append(Self.purge, record: 1)
        try file.append(.closed(items: [ItemKey(.file, 1), ItemKey(.file, 2)], sweepID: nil), record: 2)
        try file.compact()
        #expect(!FileManager.default.fileExists(atPath: harness.requestsPath))
    }

    /// Each call appends only its own lines.
    @Test func `grows by a line for each event`() throws {
        var file = try file()
        var sizes: [Int] = []
        for id in 1...40 {
            let request = OpenRequest(.purge, .file(100 + id), sweepID: "a", at: Self.at)
            try file.append(.announced(requests: [request]), record: nil)
            sizes.append(try text().utf8.count)
        }
        let steps = zip(sizes.dropFirst(), sizes).map { $0 - $1 }
        #expect(steps.max()! - steps.min()! < 10)
    }

    @Test func `a line that a crash left half is taken away`() throws {
        var written = try file()
        try written.append(Self.purge, record: 1)
        let whole = try text()
        let next = #"{"event":{"closed":{"items":["file:1"]}},"record":2}"#
        for length in 1...next.count {
            try write(whole + next.prefix(length))
            var torn = try file()
            #expect(torn.ledger.count == 2, "\(length)")
            try torn.append(.ended(sweepID: "a", at: Self.at), record: 2)
            #expect(try text().hasPrefix(whole) && file().ledger == torn.ledger, "\(length)")
        }
        try write(whole + "\0\0\0")
        #expect(try file().ledger.count == 2)
        try write(String(whole.prefix(20)))
        #expect(try file().ledger.isEmpty)
    }

    private static let foreign = [
        "[]\n", "{}\n", #"{"format":"other","version":1}"# + "\n", "\u{0}\u{0}\n",
    ]

    @Test func `foreign lines are damage`() async throws {
        for text in Self.foreign { try await expectDamage(text) }
    }

    @Test func `a newer version is said`() async throws {
        try await expectDamage(
            #"{"format":"retentiond-requests","version":2}"# + "\n",
            says: "was written by a newer version of retentiond")
    }

    @Test func `impossible values are damage`() async throws {
        var written = try file()
        try written.append(Self.purge, record: 1)
        let whole = try text()
        let changes: [(String, String)] = [
            (#""key":"file:1""#, #""key":"file:-1""#), (#""key":"file:1""#, #""key":"room:1""#),
            (#""key":"file:1""#, #""key":"file:01""#), (#""key":"file:1""#, #""key":"""#),
            (#""key":"file:1""#, #""key":1"#),
            (#""bytes":100"#, #""bytes":-1"#), (#""at":1795424400"#, #""at":1e300"#), (#""record":1"#, #""record":-1"#),
            (#""stage":"announced""#, #""stage":"half""#), (#""action":"purge""#, #""action":"destroy""#),
            (#""number":1"#, #""number":-1"#), (#"{"announced":"#, #"{"unknown":"#), ("}\n", "\n"),
        ]
        for (what, by) in changes {
            let damaged = whole.replacing(what, with: by)
            try #require(damaged != whole, "\(what)")
            try await expectDamage(damaged)
        }
        // Only a last line of ours can be torn.
        try await expectDamage(whole + "half a line")
        try await expectDamage(whole + #"{"event":{"clo"# + "\n")
    }

    /// Nothing is changed at the portal, the message names the file, and the exit status is that of a damaged state.
    private func expectDamage(_ text: String, says: String = "is damaged") async throws {
        _ = try harness.store.prepared("accounts")
        try write(text)
        let outcome = await harness.sweep(.day)
        guard case .state(let reason) = outcome.problem else {
            return #expect(Bool(false), "\(text): \(outcome.problem as Any)")
        }
        #expect(reason.contains("accounts/alice.requests \(says)"), "\(reason)")
        #expect(harness.trash.now.calls.isEmpty)
        #expect(try self.text() == text, "it is left as it is")
    }

    /// State files of earlier versions contained the requests.
    @Test func `open intents of an older state are taken over`() async throws {
        var state = AccountState()
        state.portal = "https://portal.example"
        state.intents = [
            AccountState.Intent(
                action: .purge, sweepID: "old", at: Self.at.addingTimeInterval(-3_600), endedAt: nil,
                items: [
                    AccountState.Intent.Item(
                        key: ItemKey(.file, 9), title: "gone.pdf", bytes: 4, trashedAt: Self.at, rule: nil, reason: nil)
                ])
        ]
        try harness.store.save(state, account: "alice")
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged) == [key(9)])
        #expect(try harness.requests().isEmpty && harness.state().intents == nil)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged) == [key(9)], "once")
    }
}
