import Foundation
import TestSupport
import Testing

@testable import RetentionEngine

/// Random trails, as crashes may leave them, and random damage to them.
@Suite struct AuditVerifierPropertyTests {
    private static let seeds: [UInt64] = (0..<300).map { $0 &* 7919 &+ 1 }

    /// As the program keeps them, and in blocks so small that most hashes are forgotten on the way.
    static let kept = [ChainSlots(), ChainSlots(blockSize: 4, openBlocks: 3)]

    @Test(arguments: kept.indices) func `accepts every trail that is whole`(kept: Int) {
        for seed in Self.seeds {
            var random = RandomSource(seed: seed)
            let made = Self.trail(&random)
            let reports = AuditVerifierTests.reports(made.trail, end: made.head, Self.kept[kept])
            #expect(reports.flatMap(\.damages).isEmpty, "seed \(seed)")
        }
    }

    @Test(arguments: kept.indices) func `finds every damage`(kept: Int) {
        for seed in Self.seeds {
            var random = RandomSource(seed: seed)
            let made = Self.trail(&random)
            var damaged = made.trail
            let what = Self.damage(&damaged, &random)
            let reports = AuditVerifierTests.reports(damaged, end: made.head, Self.kept[kept])
            #expect(!reports.flatMap(\.damages).isEmpty, "seed \(seed): \(what) went unnoticed")
        }
    }

    private static func trail(_ random: inout RandomSource) -> (trail: [[String: String]], head: ChainHead?) {
        var trail = SealedTrail()
        for _ in 0..<random.below(40) + 2 {
            var fields = ["RETENTIOND_EVENT": ["purged", "held", "restored"][random.below(3)]]
            for name in ["RULE", "REASON", "ITEM_TITLE"] where random.below(2) == 0 {
                fields["RETENTIOND_\(name)"] = ["", "a", "=1", "é\n", "x=3:abc\n"][random.below(5)]
            }
            trail.append(fields)
        }
        var records: [[String: String]] = []
        for record in trail.records {
            records.append(record)
            // A crash: the last few are sent again.
            if random.below(8) == 0 {
                records += records.suffix(random.below(4) + 1).map {
                    $0.merging(["RETENTIOND_AUDIT_RESENT": "1"]) { $1 }
                }
            }
        }
        return (records, AuditVerifierTests.head(trail.records))
    }

    /// Does one kind of damage and returns its name.
    private static func damage(_ records: inout [[String: String]], _ random: inout RandomSource) -> String {
        let number = "RETENTIOND_AUDIT_SEQ"
        let victim = random.below(records.count)
        let copies = { (records: [[String: String]]) in
            records.indices.filter { records[$0][number] == records[victim][number] }
        }
        switch random.below(6) {
        case 0:
            let doomed = records[victim][number]
            records.removeAll { $0[number] == doomed }
            return "removing record \(doomed!)"
        case 1:
            for index in copies(records) { records[index]["MESSAGE"] = "forged" }
            return "changing record \(records[victim][number]!)"
        case 2:
            let name = records[victim].keys.sorted().filter { $0 != "RETENTIOND_AUDIT_RESENT" }.randomElement(
                using: &random)!
            records[victim][name] = nil
            return "removing \(name) from one copy of a record"
        case 3:
            let plain = records.indices.filter { records[$0]["RETENTIOND_AUDIT_RESENT"] == nil }
            let once = plain.filter { index in records.count { $0[number] == records[index][number] } == 1 }
            guard once.count >= 2 else {
                records.removeAll()
                return "removing all"
            }
            let chosen = once.shuffled(using: &random).prefix(2)
            records.swapAt(chosen[0], chosen[1])
            return "swapping two records"
        case 4:
            var forged = records[victim]
            forged["RETENTIOND_REASON"] = "forged"
            records.insert(forged, at: random.below(records.count + 1))
            return "adding a differing copy"
        default:
            let forged = "\(random.below(60) + 100)"
            for index in copies(records) { records[index][number] = forged }
            return "renumbering a record to \(forged)"
        }
    }
}
