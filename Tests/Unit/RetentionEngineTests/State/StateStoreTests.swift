import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct StateStoreTests {
    private let bench = Bench([])
    private var path: String { bench.statePath }

    private func full() -> AccountState {
        var state = AccountState()
        state.policy = AccountState.PolicyRecord(
            digest: "sha256:aa", since: Bench.start, settlesAt: Bench.start.addingTimeInterval(86_400),
            settledDigest: nil)
        state.schedule = "daily"
        state.slotsHandledUntil = Bench.start
        state.pendingSlot = Bench.start
        state.blocked = AccountState.Block(reason: "\"too\" many\n", policyDigest: "x", since: Bench.start)
        state.quarantine = [
            ItemKey(.file, 1): AccountState.QuarantineEntry(failures: 2, nextAt: Bench.start, reason: "locked")
        ]
        state.restores = [ItemKey(.folder, 2): AccountState.RestoreCount(count: 3, lastAt: Bench.start)]
        state.toldHolds = [ItemKey(.file, 1)]
        state.consecutiveFailures = 7
        return state
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func readsWhatItWrote() throws {
        try bench.store.save(full(), account: "alice")
        let read = try bench.store.load(account: "alice")
        try bench.store.save(read, account: "other")
        let other = "\(bench.directory)/accounts/other.json"
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: other)))
        #expect(read.policy?.settlesAt == Bench.start.addingTimeInterval(86_400))
        #expect(read.blocked?.reason == "\"too\" many\n")
        #expect(read.quarantine[ItemKey(.file, 1)]?.failures == 2)
        #expect(read.restores[ItemKey(.folder, 2)]?.count == 3)
        #expect(read.pendingSlot == Bench.start)
    }

    @Test func aNewAccountHasAnEmptyState() throws {
        #expect(try bench.store.load(account: "alice").policy == nil)
    }

    @Test func filesAreForTheOwnerAlone() throws {
        try bench.store.save(full(), account: "alice")
        try bench.store.keepPolicy([UInt8]("{}".utf8), digest: "sha256:aa")
        _ = try bench.store.lock(account: "alice")
        #expect(try mode(path) == 0o600)
        #expect(try mode("\(bench.directory)/policies/sha256%3aaa.json") == 0o600)
        #expect(try mode("\(bench.directory)/accounts/alice.lock") == 0o600)
        #expect(try mode("\(bench.directory)/accounts") == 0o700)
    }

    @Test func aFileMadeReadableByOthersIsReplacedByAPrivateOne() throws {
        try bench.store.save(full(), account: "alice")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try bench.store.save(full(), account: "alice")
        #expect(try mode(path) == 0o600)
    }

    /// A crash while writing leaves an incomplete file beside the good one.
    @Test func aHalfWrittenNewFileIsIgnoredAndTakenAway() throws {
        try bench.store.save(full(), account: "alice")
        let leftovers = ["\(path).1-2a.new", "\(path).1-2b.new"]
        for leftover in leftovers { try Data("{\"vers".utf8).write(to: URL(filePath: leftover)) }
        try FileManager.default.setAttributes([.modificationDate: Date() - 7_200], ofItemAtPath: leftovers[0])
        #expect(try bench.store.load(account: "alice").consecutiveFailures == 7)
        var next = full()
        next.consecutiveFailures = 8
        try bench.store.save(next, account: "alice")
        #expect(try bench.store.load(account: "alice").consecutiveFailures == 8)
        #expect(try mode(path) == 0o600)
        #expect(bench.store.accounts() == ["alice"])
        _ = try bench.store.lockService()
        let left = leftovers.map { FileManager.default.fileExists(atPath: $0) }
        #expect(left == [false, true], "an old one is nobody's any more")
    }

    @Test func everyTruncationIsNoticed() throws {
        try bench.store.save(full(), account: "alice")
        let whole = try Data(contentsOf: URL(filePath: path))
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: URL(filePath: path))
            #expect(throws: StateError.self, "after \(length) bytes") { try bench.store.load(account: "alice") }
        }
    }

    @Test func aReaderNeverSeesAHalfWrittenFile() async throws {
        try bench.store.save(full(), account: "alice")
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [store = bench.store] in
                for count in 0..<150 {
                    var state = AccountState()
                    state.toldHolds = (0..<count * 10).map { ItemKey(.file, $0 + 1) }
                    try? store.save(state, account: "alice")
                }
            }
            group.addTask { [store = bench.store] in
                for _ in 0..<400 {
                    #expect(throws: Never.self) { try store.load(account: "alice") }
                }
            }
        }
    }

    @Test func aDirectoryInPlaceOfTheFileIsAnErrorAndNoFreshStart() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(throws: StateError.self) { try bench.store.load(account: "alice") }
        #expect(throws: StateError.self) { try bench.store.save(AccountState(), account: "alice") }
    }

    @Test func neverWritesThroughALink() throws {
        try bench.store.save(full(), account: "alice")
        let victim = "\(bench.directory)/victim"
        try Data("precious".utf8).write(to: URL(filePath: victim))
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: victim)
        try bench.store.save(AccountState(), account: "alice")
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular)
    }

    @Test(arguments: ["../../etc/passwd", ".", "..", "a/b", "é", "a b", "A", "a%2fb", "\u{0}"])
    func accountNamesNeverLeaveTheDirectory(name: String) throws {
        let file = StateStore.fileName(name)
        #expect(!file.contains("/") && !file.hasPrefix(".") && !file.isEmpty)
        try bench.store.save(full(), account: name)
        #expect(try bench.store.load(account: name).consecutiveFailures == 7)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(bench.directory)/accounts") == ["\(file).json"])
    }

    @Test func differentNamesHaveDifferentFiles() {
        let names = ["a/b", "a%2fb", "a_b", "A/b", "a b", "a\u{301}", "\u{E1}"]
        #expect(Set(names.map(StateStore.fileName)).count == names.count)
    }

    @Test func aSecondLockIsRefusedUntilTheFirstIsGone() throws {
        var first: StateLock? = try bench.store.lock(account: "alice")
        #expect(throws: StateError.self) { try bench.store.lock(account: "alice") }
        _ = try bench.store.lock(account: "bob")
        withExtendedLifetime(first) {}
        first = nil
        _ = try bench.store.lock(account: "alice")
    }

    @Test func aPolicyIsKeptAsItWas() throws {
        try bench.store.keepPolicy([1, 2, 3], digest: "sha256:aa")
        try bench.store.keepPolicy([9], digest: "sha256:aa")
        #expect(try bench.store.policy(digest: "sha256:aa") == [1, 2, 3])
        #expect(try bench.store.policy(digest: "sha256:bb") == nil)
    }

    /// All accounts of a policy keep its text, at the same moment.
    @Test func manyMayWriteTheSameFileAtOnce() async throws {
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
