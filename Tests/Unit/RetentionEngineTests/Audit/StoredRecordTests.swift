import Foundation
import Platform
import RetentionEngine
import TestSupport
import Testing

@Suite struct StoredRecordTests {
    /// Computed by hand: `printf 'MESSAGE=19:alice: purged "é\n"\nRETENTIOND_AUDIT_CHAIN=1:c\n…' | sha256sum`.
    private static let known = "22e0099f02a5c485f3dcd5e83977bb35b7a767a9dfc88823afe5af37c303af06"

    @Test func `has the hash that other tools reckon`() {
        let line = #"""
            {"__REALTIME_TIMESTAMP":"1","RETENTIOND_EVENT":"purged","RETENTIOND_AUDIT_SEQ":"1","_UID":"0",
             "MESSAGE":"alice: purged \"\u00e9\n\"","RETENTIOND_AUDIT_CHAIN":"c","RETENTIOND_AUDIT_RESENT":"1"}
            """#
        let record = AuditLogLine.record(Array(line.utf8))
        #expect(record?.hash == Self.known)
        let fields = [
            "RETENTIOND_AUDIT_SEQ": "1", "RETENTIOND_EVENT": "purged", "MESSAGE": "alice: purged \"é\n\"",
            "RETENTIOND_AUDIT_CHAIN": "c",
        ]
        #expect(SealedTrail.hash(fields) == Self.known, "the tests' own computation")
    }

    @Test func `tests reckon SHA-256 as others do`() {
        #expect(
            SHA256.hexadecimal(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        // head -c 10000 /dev/zero | tr '\0' a | sha256sum
        #expect(
            SHA256.hexadecimal([UInt8](repeating: UInt8(ascii: "a"), count: 10_000))
                == "27dd1f61b867b6a0f6e9d8a41c43231de52107e53ae424de8f847b821db4b711")
    }

    @Test(arguments: ["", "{", "[]", "7", #"{"a":1}"#, #"{"a":null}"#, #"{"a":"b"} x"#, "\u{FEFF}{}", #"{"a":"b""#])
    func `are objects of strings`(_ line: String) {
        #expect(AuditLogLine.record(Array(line.utf8)) == nil)
    }

    @Test func `returns when it was made and taken`() throws {
        let line = #"{"RETENTIOND_AUDIT_TIME":"2026-11-23T09:00:00.250Z","__REALTIME_TIMESTAMP":"1795424460500000"}"#
        let record = try #require(AuditLogLine.record(Array(line.utf8)))
        #expect(record.madeAt?.timeIntervalSince1970 == 1_795_424_400.25)
        #expect(record.receivedAt?.timeIntervalSince1970 == 1_795_424_460.5)
        #expect(record.time == record.madeAt)
    }

    @Test func `keeps both values of a doubled key`() throws {
        let line = #"{"RETENTIOND_AUDIT_SEQ":"1","RETENTIOND_AUDIT_SEQ":"2"}"#
        let record = try #require(AuditLogLine.record(Array(line.utf8)))
        #expect(record.fields.count == 2)
        #expect(record.sequence == 1)
    }
}

@Suite struct TrustedWritersTests {
    private let writers = TrustedWriters(owner: 1000)

    @Test func `are root the service and the owner`() {
        for origin: StoredRecord.Origin in [
            .init(userID: 0, unit: nil), .init(userID: 1000, unit: "user@1000.service"),
            .init(userID: 61999, unit: "retentiond.service"), .init(userID: 5, unit: "retentiond@b.service"),
            .init(userID: 61999, unit: "retentiond-by-hand.service"),
        ] {
            #expect(writers.trusts(origin), "\(origin)")
        }
    }

    @Test func `are no others`() {
        for origin: StoredRecord.Origin in [
            .init(userID: 1001, unit: nil), .init(userID: nil, unit: nil), .init(userID: 61999, unit: "other.service"),
            .init(userID: 1001, unit: "retentiond.service.service"),
            .init(userID: 1001, unit: "xretentiond.service"),
            .init(userID: 1001, unit: "retentiond@b.scope"),
        ] {
            #expect(!writers.trusts(origin), "\(origin)")
        }
    }

    /// On Debian 13 `nobody` owns the state directory of a dynamic user; systemd assigns the numbers of such users only
    /// temporarily.
    @Test(arguments: [65534, 65535, UInt32.max, 61184, 61999, 65519] as [UInt32])
    func `are no owners whose number anybody may bear`(_ user: UInt32) {
        let writers = TrustedWriters(owner: user)
        let byHand = StoredRecord.Origin(userID: user, unit: "session-1.scope")
        let service = StoredRecord.Origin(userID: user, unit: "retentiond.service")
        #expect(!writers.trusts(byHand))
        #expect(writers.trusts(service))
    }

    @Test func `are no more where the owner is unknown`() {
        let writers = TrustedWriters(owner: nil)
        let root = StoredRecord.Origin(userID: 0, unit: nil)
        let person = StoredRecord.Origin(userID: 1000, unit: nil)
        #expect(writers.trusts(root))
        #expect(!writers.trusts(person))
    }

    @Test func `count in files regardless of the writer`() { #expect(writers.trusts(nil)) }
}

@Suite struct ChainHeadTests {
    private func withSpool(_ files: [String: String], _ check: (ChainHead?) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            for (name, text) in files { try directory.write(text, to: "audit/\(name).jsonl") }
            try check(try ChainHead.read(StateStore(directory: directory.path)))
        }
    }

    private let trail = SealedTrail(count: 5)

    private func lines(_ range: ClosedRange<Int>) -> String {
        range.map { SealedTrail.line(trail.records[$0 - 1]) }.joined()
    }

    @Test func `is the last record of the spool`() async throws {
        try await withSpool(["previous": lines(1...3), "current": lines(4...5)]) { head in
            #expect(head?.sequence == 5)
            #expect(head?.chain == trail.chain)
            #expect(head?.hash == SealedTrail.hash(trail.records[4]))
            #expect(head?.madeAt == SealedTrail.start.addingTimeInterval(4))
        }
    }

    @Test func `is in the previous file while the current one is empty or missing`() async throws {
        try await withSpool(["previous": lines(1...3), "current": ""]) { #expect($0?.sequence == 3) }
        try await withSpool(["previous": lines(1...3)]) { #expect($0?.sequence == 3) }
    }

    @Test func `ignores an incomplete last line`() async throws {
        try await withSpool(["current": lines(1...4) + lines(5...5).dropLast(20)]) { #expect($0?.sequence == 4) }
        // Complete, but its newline is not written yet.
        try await withSpool(["current": lines(1...4) + lines(5...5).dropLast()]) { #expect($0?.sequence == 4) }
        try await withSpool(["previous": lines(1...2), "current": "{\"RETEN"]) { #expect($0?.sequence == 2) }
    }

    @Test func `is nothing without a spool`() async throws {
        try await withSpool([:]) { #expect($0 == nil) }
    }

    @Test func `complains of what it cannot read`() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("", to: "audit/current.jsonl/x")
            #expect(throws: FileError.self) { try ChainHead.read(StateStore(directory: directory.path)) }
        }
    }
}
