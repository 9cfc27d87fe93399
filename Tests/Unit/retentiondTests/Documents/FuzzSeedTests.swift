import Foundation
import TestSupport
import Testing
import Time

@testable import DocSpace
@testable import Retention
@testable import RetentionEngine
@testable import retentiond

/// A seed that its parser refuses is useless to the fuzzer. `PolicySeedTests` has those of policies.
@Suite("Fuzz seeds") struct FuzzSeedTests {
    private static let folder = "Tests/Tools/fuzz/corpus"
    /// Seeds that are refused on purpose.
    private static let refused: Set = [
        "json/deeper", "portal-date/none", "seen/disorder", "state/malformed-key",
    ]
    /// Targets without a reader here: they accept every text, or `PolicySeedTests` reads their seeds.
    private static let without: Set = ["harmless", "policy", "state-numbers"]

    /// Whether a parser accepts a seed, by the name of the target in `Tests/Tools/fuzz/harness/Fuzzer.swift`.
    private static let readers: [String: @Sendable ([UInt8]) -> Bool] = [
        "audit-line": { SealedRecord(line: $0) != nil && AuditLogLine.record($0) != nil },
        "audit-trail": { bytes in
            bytes.split(separator: UInt8(ascii: "\n")).allSatisfy { AuditLogLine.record(Array($0)) != nil }
        },
        "bytes": { (try? ByteCount.parse(text($0))) != nil },
        "calendar": { (try? CalendarSchedule(parsing: text($0), localZone: .utc, zone: { _ in .utc })) != nil },
        "glob": { (try? Glob(firstLine($0))) != nil },
        "json": { (try? JSONParser.parse($0)) != nil },
        "listing": { $0.split(separator: 0x1E).allSatisfy { (try? reply(Array($0)).decode(FolderPage.self)) != nil } },
        "operation": { (try? reply($0).decode(OperationList.self))?.operations.isEmpty == false },
        "page": {
            (try? reply($0).decode(FolderPage.self)) != nil || (try? reply($0).decode(KeyInfo.self)) != nil
        },
        "plan": { bytes in
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            return (try? decoder.decode(PlanReport.self, from: Data(bytes))) != nil
        },
        "portal-date": { PortalDate.parse(text($0)) != nil || PortalDate.parseHTTP(text($0)) != nil },
        "regex": { (try? TitlePattern(firstLine($0))) != nil },
        "seen": { SeenItems(bytes: $0) != nil },
        "span": { (try? TimeSpan.parse(text($0))) != nil },
        "state": { StateStore.decode($0) != nil },
        "zone": { (try? TimeZoneRules(tzif: $0, identifier: "Fuzz/Zone")) != nil },
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func firstLine(_ bytes: [UInt8]) -> String {
        text(bytes.prefix { $0 != UInt8(ascii: "\n") }.map(\.self))
    }

    private static func reply(_ body: [UInt8]) -> HTTPReply {
        HTTPReply(status: 200, body: body, portalDate: nil, receivedAt: Date(timeIntervalSince1970: 0))
    }

    @Test func `every folder has a reader`() throws {
        let folders = try Repository.names(in: Self.folder)
        #expect(differences(folders, in: Self.folder, from: Self.without.union(Self.readers.keys)) == [])
    }

    @Test(arguments: readers.keys.sorted()) func `seeds are accepted unless meant otherwise`(_ target: String) throws {
        let reader = try #require(Self.readers[target])
        for name in try Repository.names(in: "\(Self.folder)/\(target)") {
            let seed = "\(target)/\(name)"
            #expect(reader(try Repository.bytes("\(Self.folder)/\(seed)")) != Self.refused.contains(seed), "\(seed)")
        }
    }
}
