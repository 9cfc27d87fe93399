import Foundation
import Platform
import TestSupport
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct BoundedTextTests {
    @Test func `a text that fits stays unchanged`() {
        let text = String(repeating: "é", count: 2_000)
        #expect(BoundedText.of(text) == text)
    }

    @Test(arguments: ["x", "é", "𠮷", "e\u{301}"]) func `a text that does not fit is marked and carries its hash`(
        _ unit: String
    ) {
        let text = String(repeating: unit, count: 10_000)
        let bounded = BoundedText.of(text)
        #expect(bounded.utf8.count <= 4_000 && bounded.utf8.count > 3_990)
        #expect(bounded.hasPrefix(String(repeating: unit, count: 900)))
        let hash = AuditChain.hexadecimal(SHA256Hasher.hash(Array(text.utf8)))
        #expect(bounded.hasSuffix("… [cut: \(text.utf8.count) bytes, sha256 \(hash)]"))
        #expect(BoundedText.of(bounded) == bounded)
    }

    /// Readers drop no field because of a long text from a portal, a policy or a person.
    @Test func `no field of a record is too long for a reader`() {
        let long = String(repeating: "\u{202E}", count: 200_000)
        let record = AuditRecord(
            .purged, account: String(repeating: "é", count: 32), sweepID: "s", policyDigest: "sha256:0",
            item: TrashedItem(key: ItemKey(.file, 1), title: long), rule: long, reason: long, operationID: long)
        for (name, value) in record.fields { #expect(name.utf8.count + 1 + value.utf8.count < 4_096, "\(name)") }
        let line = record.sealed(chain: "c", after: nil, now: Date()).line()
        #expect(line.count < 100_000)
        #expect(AuditLogLine.record(Array(line.dropLast()))?.text("RETENTIOND_ITEM_TITLE")?.contains("[cut: ") == true)
    }
}
