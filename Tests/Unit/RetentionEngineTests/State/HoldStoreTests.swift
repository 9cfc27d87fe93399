import Foundation
import Glibc
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct HoldStoreTests {
    private let harness = SweepHarness([])

    private func put(_ text: String, as name: String = "a.json") throws {
        let folder = "\(harness.directory)/holds.d"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    private func hold(_ id: Int, until: Date? = nil, account: String = "alice") -> StoredHold {
        StoredHold(
            account: account, hold: ItemHold(key: key(id), reason: "r\"\n", until: until, ticket: "T", addedBy: "ann"),
            title: "ä.pdf", addedAt: SweepHarness.start)
    }

    @Test func `reads back what it wrote`() throws {
        try harness.store.add(hold(1, until: SweepHarness.start))
        try harness.store.add(hold(1))
        var file = try #require(try harness.store.holdFiles().first { $0.stored.hold.until == nil })
        #expect(file.stored == hold(1))
        file.stored.release = StoredHold.Release(at: SweepHarness.start, by: "bob", reason: "over")
        try harness.store.update(file)
        let files = try harness.store.holdFiles()
        #expect(files.count == 2)
        #expect(Set(files.map(\.stored.release?.reason)) == ["over", nil])
    }

    @Test func `holds are those of the account in force and the longest of each`() throws {
        try harness.store.add(hold(1, until: SweepHarness.start + 9))
        try harness.store.add(hold(1, until: SweepHarness.start + 5))
        try harness.store.add(hold(2, until: SweepHarness.start))
        try harness.store.add(hold(3, account: "bob"))
        #expect(
            try harness.store.heldItems(account: "alice", among: ["alice", "bob"], at: SweepHarness.start).mapValues(
                \.until)
                == [key(1): SweepHarness.start + 9]
        )
    }

    @Test func `takes what configuration management writes`() throws {
        try put(#"{"version":1,"account":"alice","item":"file:7","reason":"audit","until":"2027-01-01"}"#)
        try put("half of", as: ".ansible_tmp")
        let held = try harness.store.heldItems(account: "alice", among: ["alice", "bob"], at: SweepHarness.start)
        #expect(held.keys.map(\.description) == ["file:7"])
        #expect(held[key(7)]?.text == "held by a person until 2027-01-01T00:00:00Z: audit")
    }

    @Test(arguments: [
        "", "[]", "{", #"{"version":2,"account":"a","item":"file:7","reason":"r"}"#,
        #"{"version":1,"account":"a","item":"file:07","reason":"r"}"#,
        #"{"version":1,"account":"a","item":"file:7","reason":" "}"#,
        #"{"version":1,"account":"a","item":"file:7"}"#,
        #"{"version":1,"account":"a","item":"file:7","reason":"r","untill":"2027-01-01"}"#,
        #"{"version":1,"account":"a","item":"file:7","reason":"r","until":"soon"}"#,
        #"{"version":1,"account":"a","item":"file:7","reason":"r","until":null}"#,
        #"{"version":1,"account":"a","item":"file:7","reason":"r","reason":"s"}"#,
        #"{"version":1,"account":"a","item":"file:7","reason":"r","releasedAt":"2026-01-01"}"#,
        #"{"version":1,"account":"a","item":"file:7","reason":"r","releaseReason":"s"}"#,
    ])
    func `refuses an invalid hold file`(text: String) throws {
        try put(text)
        #expect(throws: StateError.self) {
            try harness.store.heldItems(account: "alice", among: ["alice", "bob"], at: SweepHarness.start)
        }
    }

    @Test func `refuses files with other names links and folders`() throws {
        try put("x", as: "notes.txt")
        #expect(throws: StateError.self) { try harness.store.holdFiles() }
        try FileManager.default.removeItem(atPath: "\(harness.directory)/holds.d/notes.txt")
        #expect(try harness.store.holdFiles().isEmpty)
        try #require(symlink("/dev/null", "\(harness.directory)/holds.d/a.json") == 0)
        #expect(throws: StateError.self) { try harness.store.holdFiles() }
    }

    @Test func `refuses a hold for an account that the policy does not have until it is released`() throws {
        try harness.store.add(hold(1, account: "alcie"))
        let held = { try harness.store.heldItems(account: "alice", among: ["alice"], at: SweepHarness.start) }
        #expect(throws: StateError.self) { try held() }
        var file = try #require(try harness.store.holdFiles().first)
        file.stored.release = StoredHold.Release(at: SweepHarness.start, by: "bob", reason: "misspelt")
        try harness.store.update(file)
        #expect(try held().isEmpty)
    }
}
