import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct StateStoreTests {
    private let harness = SweepHarness([])
    private var path: String { harness.statePath }

    private func full() -> AccountState {
        var state = AccountState()
        state.policy = AccountState.PolicyRecord(
            digest: "sha256:aa", since: SweepHarness.start, settlesAt: SweepHarness.start.addingTimeInterval(86_400),
            settledDigest: nil)
        state.schedule = "daily"
        state.slotsHandledUntil = SweepHarness.start
        state.pendingSlot = SweepHarness.start
        state.blocked = AccountState.Block(reason: "\"too\" many\n", policyDigest: "x", since: SweepHarness.start)
        state.quarantine = [
            ItemKey(.file, 1): AccountState.QuarantineEntry(failures: 2, nextAt: SweepHarness.start, reason: "locked")
        ]
        state.restores = [ItemKey(.folder, 2): AccountState.RestoreCount(count: 3, lastAt: SweepHarness.start)]
        state.reportedHolds = [ItemKey(.file, 1)]
        state.consecutiveFailures = 7
        return state
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func `reads what it wrote`() throws {
        try harness.store.save(full(), account: "alice")
        let read = try harness.store.load(account: "alice")
        try harness.store.save(read, account: "other")
        let other = "\(harness.directory)/accounts/other.json"
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: other)))
        #expect(read.policy?.settlesAt == SweepHarness.start.addingTimeInterval(86_400))
        #expect(read.blocked?.reason == "\"too\" many\n")
        #expect(read.quarantine[ItemKey(.file, 1)]?.failures == 2)
        #expect(read.restores[ItemKey(.folder, 2)]?.count == 3)
        #expect(read.pendingSlot == SweepHarness.start)
    }

    @Test func `a new account has an empty state`() throws {
        #expect(try harness.store.load(account: "alice").policy == nil)
    }

    @Test func `only the owner can read the files`() throws {
        try harness.store.save(full(), account: "alice")
        try harness.store.keepPolicy([UInt8]("{}".utf8), digest: "sha256:aa")
        _ = try harness.store.lock(account: "alice")
        #expect(try mode(path) == 0o600)
        #expect(try mode("\(harness.directory)/policies/sha256%3aaa.json") == 0o600)
        #expect(try mode("\(harness.directory)/accounts/alice.lock") == 0o600)
        #expect(try mode("\(harness.directory)/accounts") == 0o700)
    }

    @Test func `a file made readable by others is replaced by a private one`() throws {
        try harness.store.save(full(), account: "alice")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try harness.store.save(full(), account: "alice")
        #expect(try mode(path) == 0o600)
    }

    /// A crash while writing leaves an incomplete file beside the good one.
    @Test func `a half written new file is ignored and removed`() throws {
        try harness.store.save(full(), account: "alice")
        let leftovers = ["\(path).1-2a.new", "\(path).1-2b.new"]
        for leftover in leftovers { try Data("{\"vers".utf8).write(to: URL(filePath: leftover)) }
        try FileManager.default.setAttributes([.modificationDate: Date() - 7_200], ofItemAtPath: leftovers[0])
        #expect(try harness.store.load(account: "alice").consecutiveFailures == 7)
        var next = full()
        next.consecutiveFailures = 8
        try harness.store.save(next, account: "alice")
        #expect(try harness.store.load(account: "alice").consecutiveFailures == 8)
        #expect(try mode(path) == 0o600)
        #expect(harness.store.accounts() == ["alice"])
        _ = try harness.store.lockService()
        let left = leftovers.map { FileManager.default.fileExists(atPath: $0) }
        #expect(left == [false, true], "only the old one is removed")
    }

    @Test func `every truncation is noticed`() throws {
        try harness.store.save(full(), account: "alice")
        let whole = try Data(contentsOf: URL(filePath: path))
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: URL(filePath: path))
            #expect(throws: StateError.self, "after \(length) bytes") { try harness.store.load(account: "alice") }
        }
    }

    @Test func `a reader never sees a half written file`() async throws {
        try harness.store.save(full(), account: "alice")
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [store = harness.store] in
                for count in 0..<150 {
                    var state = AccountState()
                    state.reportedHolds = (0..<count * 10).map { ItemKey(.file, $0 + 1) }
                    try? store.save(state, account: "alice")
                }
            }
            group.addTask { [store = harness.store] in
                for _ in 0..<400 {
                    #expect(throws: Never.self) { try store.load(account: "alice") }
                }
            }
        }
    }

    @Test func `a directory in place of the file is an error`() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(throws: StateError.self) { try harness.store.load(account: "alice") }
        #expect(throws: StateError.self) { try harness.store.save(AccountState(), account: "alice") }
    }

    @Test func `never writes through a link`() throws {
        try harness.store.save(full(), account: "alice")
        let victim = "\(harness.directory)/victim"
        try Data("precious".utf8).write(to: URL(filePath: victim))
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: victim)
        try harness.store.save(AccountState(), account: "alice")
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular)
    }

    @Test(arguments: ["../../etc/passwd", ".", "..", "a/b", "é", "a b", "A", "a%2fb", "\u{0}"])
    func `account names never leave the directory`(name: String) throws {
        let file = StateStore.fileName(name)
        #expect(!file.contains("/") && !file.hasPrefix(".") && !file.isEmpty)
        try harness.store.save(full(), account: name)
        #expect(try harness.store.load(account: name).consecutiveFailures == 7)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(harness.directory)/accounts") == ["\(file).json"])
    }

    @Test func `different names have different files`() {
        let names = ["a/b", "a%2fb", "a_b", "A/b", "a b", "a\u{301}", "\u{E1}"]
        #expect(Set(names.map(StateStore.fileName)).count == names.count)
    }

    @Test func `a second lock is refused until the first is gone`() throws {
        var first: StateLock? = try harness.store.lock(account: "alice")
        #expect(throws: StateError.self) { try harness.store.lock(account: "alice") }
        _ = try harness.store.lock(account: "bob")
        withExtendedLifetime(first) {}
        first = nil
        _ = try harness.store.lock(account: "alice")
    }

    @Test func `a policy is kept as it was`() throws {
        try harness.store.keepPolicy([1, 2, 3], digest: "sha256:aa")
        try harness.store.keepPolicy([9], digest: "sha256:aa")
        #expect(try harness.store.policy(digest: "sha256:aa") == [1, 2, 3])
        #expect(try harness.store.policy(digest: "sha256:bb") == nil)
    }

    /// All accounts of a policy keep its text, at the same moment.
    @Test func `many may write the same file at once`() async throws {
        let directory = NSTemporaryDirectory() + "retentiond-state-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = StateStore(directory: directory)
        for round in 0..<20 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { try store.keepPolicy(Array("policy \(round)".utf8), digest: "sha256:\(round)") }
                }
                try await group.waitForAll()
            }
            #expect(try store.policy(digest: "sha256:\(round)") == Array("policy \(round)".utf8))
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: directory + "/policies")
        #expect(left.count == 20, "nothing but the policies: \(left)")
    }
}
