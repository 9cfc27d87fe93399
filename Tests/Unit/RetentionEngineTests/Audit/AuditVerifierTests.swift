import Foundation
import TestSupport
import Testing

@testable import RetentionEngine

@Suite struct AuditVerifierTests {
    /// Damage of a trail of nine records, and the expected findings.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let damages: Set<AuditDamage>
        let notes: Set<AuditNote>
        let change: @Sendable (inout [[String: String]]) -> Void

        init(
            _ description: String, damages: Set<AuditDamage> = [], notes: Set<AuditNote> = [],
            change: @escaping @Sendable (inout [[String: String]]) -> Void
        ) {
            (testDescription, self.damages, self.notes, self.change) = (description, damages, notes, change)
        }
    }

    static let damaged = [
        Case("a record is missing", damages: [.missing(5...5)]) { $0.remove(at: 4) },
        Case("several are missing", damages: [.missing(3...4), .missing(7...7)]) {
            $0.remove(at: 6)
            $0.removeSubrange(2...3)
        },
        Case("the last ones are missing", damages: [.endMissing(8...9)]) { $0.removeLast(2) },
        Case("all are missing", damages: [.allMissing(upTo: 9)]) { $0.removeAll() },
        Case("the first ones are missing", damages: [.beginningMissing(upTo: 2)]) { $0.removeFirst(2) },
        Case("a value was changed", damages: [.changed(5...5)]) { $0[4]["RETENTIOND_ITEM_ID"] = "666" },
        Case("a field was added", damages: [.changed(5...5)]) { $0[4]["RETENTIOND_RULE"] = "mine" },
        Case("a field was removed", damages: [.changed(5...5)]) { $0[4]["PRIORITY"] = nil },
        Case("the carried hash was changed", damages: [.changed(4...5)]) {
            $0[4]["RETENTIOND_AUDIT_HASH"] = String(repeating: "a", count: 64)
        },
        Case("the carried hash is invalid", damages: [.changed(4...5)]) { $0[4]["RETENTIOND_AUDIT_HASH"] = "?" },
        Case("two neighbours were changed", damages: [.changed(4...5)]) {
            $0[3]["MESSAGE"] = "x"
            $0[4]["MESSAGE"] = "x"
        },
        Case("one before a gap was changed", damages: [.changed(3...4), .missing(5...5)]) {
            $0.remove(at: 4)
            $0[2]["MESSAGE"] = "x"
        },
        Case("the last one was changed", damages: [.changed(8...9), .differsFromState(9)]) {
            $0[8]["RETENTIOND_AUDIT_HASH"] = "x"
        },
        Case("the content of the last one was changed", damages: [.differsFromState(9)]) { $0[8]["MESSAGE"] = "x" },
        Case("the one before the last was changed", damages: [.changed(8...8)]) { $0[7]["MESSAGE"] = "x" },
        Case("one was moved back", damages: [.displaced(4...4)]) { $0.insert($0.remove(at: 3), at: 6) },
        Case("two changed places", damages: [.displaced(4...4)]) { $0.swapAt(3, 4) },
        Case("one that was sent again and came late was changed", damages: [.changed(7...7)], notes: [.arrivedLate(1)])
        {
            var late = $0.remove(at: 6)
            late["RETENTIOND_AUDIT_RESENT"] = "1"
            late["MESSAGE"] = "x"
            $0.append(late)
        },
        Case("a copy differs", damages: [.forked(4...4)]) { records in
            var copy = records[3]
            copy["MESSAGE"] = "x"
            records.append(copy)
        },
        Case("a differing copy stands first", damages: [.forked(4...4)]) { records in
            var copy = records[3]
            copy["MESSAGE"] = "x"
            records.insert(copy, at: 3)
        },
        Case("a resent copy differs", damages: [.forked(4...4)]) { records in
            var copy = records[3]
            copy["MESSAGE"] = "x"
            copy["RETENTIOND_AUDIT_RESENT"] = "1"
            records.append(copy)
        },
        Case("the state directory was copied to a second machine", damages: [.forked(8...9)]) { records in
            var other = SealedTrail()
            other.records = Array(records[..<7])
            other.append(["RETENTIOND_EVENT": "held"])
            other.append(["RETENTIOND_EVENT": "held"])
            records += other.records[7...]
        },
        Case("records were added", damages: [.beyondState(10...11)]) { records in
            var trail = SealedTrail()
            trail.records = records
            trail.append([:])
            trail.append([:])
            records = trail.records
        },
        Case("the beginning was replaced", damages: [.falseStart(3), .beginningMissing(upTo: 2), .changed(3...3)]) {
            $0.removeFirst(2)
            $0[0]["RETENTIOND_AUDIT_HASH"] = String(repeating: "0", count: 64)
            $0[0]["RETENTIOND_AUDIT_PREVIOUS_TIME"] = nil
        },
        Case("the first one pretends to have a predecessor", damages: [.falseStart(1), .changed(1...1)]) {
            $0[0]["RETENTIOND_AUDIT_HASH"] = String(repeating: "1", count: 64)
        },
        Case("a number is invalid", damages: [.unnumbered(1), .missing(4...4)]) {
            $0[3]["RETENTIOND_AUDIT_SEQ"] = "four"
        },
        Case("a number has leading zeros", damages: [.unnumbered(1), .missing(4...4)]) {
            $0[3]["RETENTIOND_AUDIT_SEQ"] = "04"
        },
        Case(
            "a number is absurd",
            damages: [
                .missing(4...4), .displaced(5...9), .missing(10...999_999_999_999_999_999),
                .beyondState(10...1_000_000_000_000_000_000),
            ]
        ) { $0[3]["RETENTIOND_AUDIT_SEQ"] = "1000000000000000000" },
    ]

    static let harmless = [
        Case("nothing") { _ in },
        Case("the last ones were sent again", notes: [.duplicates(3)]) { records in
            records += records[6...].map { $0.merging(["RETENTIOND_AUDIT_RESENT": "1"]) { $1 } }
        },
        Case("some were sent again in between", notes: [.duplicates(2)]) { records in
            records.insert(
                contentsOf: records[3...4].map { $0.merging(["RETENTIOND_AUDIT_RESENT": "1"]) { $1 } }, at: 5)
        },
        Case("a copy of the same content", notes: [.duplicates(1)]) { $0.append($0[2]) },
        Case("one that journald dropped was sent again", notes: [.arrivedLate(1)]) { records in
            var late = records.remove(at: 6)
            late["RETENTIOND_AUDIT_RESENT"] = "1"
            records.append(late)
        },
        Case("the trail adds fields of its own") { records in
            for index in records.indices {
                records[index]["_UID"] = "0"
                records[index]["__REALTIME_TIMESTAMP"] = "\(index)"
                records[index]["SYSLOG_TIMESTAMP"] = "\(index)"
            }
        },
    ]

    @Test(arguments: damaged + harmless) func `finds what happened`(_ example: Case) {
        let trail = SealedTrail(count: 9)
        var records = trail.records
        example.change(&records)
        let reports = Self.reports(records, end: Self.head(trail.records))
        #expect(reports.count == 1)
        #expect(Set(reports.flatMap(\.damages)) == example.damages, "\(reports)")
        #expect(Set(reports.flatMap(\.notes)) == example.notes, "\(reports)")
        #expect(reports.allSatisfy { $0.isEndKnown })
    }

    @Test(arguments: harmless) func `needs no state directory`(_ example: Case) {
        var records = SealedTrail(count: 9).records
        example.change(&records)
        let reports = Self.reports(records, end: nil)
        #expect(reports.allSatisfy { $0.damages.isEmpty && !$0.isEndKnown && $0.numbers == 1...9 }, "\(reports)")
    }

    @Test func `finds nothing in nothing`() {
        #expect(Self.reports([], end: nil).isEmpty)
    }

    @Test func `keeps chains apart`() {
        let one = SealedTrail(count: 5, chain: "one").records
        var two = SealedTrail(count: 4, chain: "two").records
        two.remove(at: 2)
        let mixed = [one[0], two[0], one[1], one[2], two[1], two[2], one[3], one[4]]
        let reports = Self.reports(mixed, end: Self.head(one))
        #expect(reports.map(\.chain) == ["one", "two"])
        #expect(reports.map(\.damages) == [[], [.missing(3...3)]])
        #expect(reports.map(\.isEndKnown) == [true, false])
    }

    @Test func `counts records of no chain`() {
        var verifier = AuditVerifier()
        verifier.add(StoredRecord(fields: [("RETENTIOND_EVENT", Array("purged".utf8))]))
        #expect(verifier.unchained == 1)
        #expect(Self.reports(verifier, end: nil).isEmpty)
    }

    @Test func `notices a record that lost its chain`() {
        var records = SealedTrail(count: 5).records
        var copy = records[2]
        copy["RETENTIOND_AUDIT_CHAIN"] = nil
        records.append(copy)
        let reports = Self.reports(records, end: nil)
        #expect(reports.map(\.damages) == [[], [.astray(1)]])
    }

    /// The journals of two namespaces are merged by time, which is not the order of numbers.
    @Test func `does not judge the order between namespaces`() {
        let records = SealedTrail(count: 6).records
        let order: [(Int, String?)] = [(0, nil), (3, "n"), (1, nil), (4, "n"), (2, nil), (5, "n")]
        let merged = order.map { Self.stored(records[$0.0], namespace: $0.1) }
        #expect(Self.reports(Self.verifier(merged), end: nil).flatMap(\.damages).isEmpty)
        let swapped = [merged[0], merged[4], merged[2], merged[1], merged[3], merged[5]]
        #expect(Self.reports(Self.verifier(swapped), end: nil).flatMap(\.damages) == [.displaced(2...2)])
    }

    /// A second value of a field, which other readers might take for the first.
    @Test func `notices a second value`() {
        let records = SealedTrail(count: 3).records.map { Self.stored($0) }
        let doubled = StoredRecord(fields: records[1].fields + [("RETENTIOND_ITEM_ID", Array("2".utf8))])
        let reports = Self.reports(Self.verifier([records[0], doubled, records[2]]), end: nil)
        #expect(reports.flatMap(\.damages) == [.changed(2...3)])
    }

    /// Far behind the newest record hashes are forgotten: a copy can't be compared, and a forged one must not pass for one.
    @Test(arguments: [false, true]) func `notices a record that comes again much later`(isForged: Bool) {
        var records = SealedTrail(count: 40).records
        var copy = records[5]
        copy["RETENTIOND_AUDIT_RESENT"] = "1"
        if isForged { copy["RETENTIOND_ITEM_ID"] = "99" }
        records.append(copy)
        let reports = Self.reports(records, end: nil, ChainSlots(blockSize: 4, openBlocks: 3))
        #expect(reports.map(\.damages) == [[.displaced(6...6)]])
        #expect(reports.map(\.numbers) == [1...40])
    }

    /// What is kept of a whole trail does not grow with it; each flaw keeps its block.
    @Test func `remembers only the newest and the flawed`() {
        var slots = ChainSlots(blockSize: 4, openBlocks: 3)
        for number in UInt64(1)...400 where number != 201 {
            slots[number].set(.present)
            #expect(slots.countOfOpenBlocks <= (number < 201 ? 4 : 6), "at \(number)")
        }
        #expect(slots[201].bits == 0 && slots[202].has(.present) && !slots[202].has(.sealed))
        var seen: [ClosedRange<UInt64>] = []
        slots.forEachPresent { numbers, _ in seen.append(numbers) }
        #expect(seen.map(\.lowerBound).first == 1 && seen.map(\.count).reduce(0, +) == 399)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    }

    @Test func `tolerates a service that writes meanwhile`() {
        let records = SealedTrail(count: 9).records
        let end = ChainEnd(before: Self.head(Array(records[..<6]))!, after: Self.head(records)!)
        for count in 6...9 {
            let reports = Self.reports(Self.verifier(records[..<count].map { Self.stored($0) }), end: end)
            #expect(reports.flatMap(\.damages).isEmpty, "with \(count) records: \(reports)")
        }
        let late = Self.reports(Self.verifier(records[..<5].map { Self.stored($0) }), end: end)
        #expect(late.flatMap(\.damages) == [.endMissing(6...6)])
    }
}

extension AuditVerifierTests {
    static func stored(_ fields: [String: String], namespace: String? = nil) -> StoredRecord {
        StoredRecord(fields: fields.map { ($0.key, Array($0.value.utf8)) }, namespace: namespace)
    }

    static func head(_ records: [[String: String]]) -> ChainHead? { records.last.flatMap { ChainHead(stored($0)) } }

    static func verifier(_ records: [StoredRecord], _ slots: ChainSlots = ChainSlots()) -> AuditVerifier {
        records.reduce(into: AuditVerifier(slots)) { $0.add($1) }
    }

    /// A journal that reaches far back, by default.
    static func reports(
        _ verifier: AuditVerifier, end: ChainEnd?, reach: TrailReach = .journal(oldest: .distantPast)
    ) -> [ChainReport] {
        verifier.reports(end: end) { _ in reach }
    }

    static func reports(
        _ records: [[String: String]], end: ChainHead?, _ slots: ChainSlots = ChainSlots()
    ) -> [ChainReport] {
        reports(verifier(records.map { stored($0) }, slots), end: end.map { ChainEnd(before: $0, after: $0) })
    }
}
