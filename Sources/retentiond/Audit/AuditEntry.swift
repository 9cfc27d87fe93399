import FoundationEssentials
import Retention
import RetentionEngine

/// A record as `--format json` and `csv` print it. The names are part of the contract; docs/reference/audit.md
/// describes them.
struct AuditEntry: Encodable {
    let time: Date?
    /// RFC 3339 in UTC with milliseconds, as the record has it.
    private let timeText: String?
    let event: String?
    let account: String?
    let portalUser: String?
    let operatorName: String?
    let sweepId: String?
    let itemKind: String?
    let itemId: Int64?
    let itemTitle: String?
    let itemBytes: Int64?
    let targetId: Int64?
    let targetTitle: String?
    let rule: String?
    let reason: String?
    let operationId: String?
    let policyDigest: String?
    let chain: String?
    let seq: UInt64?
    let hash: String?
    let priority: Int?
    let message: String?

    init(_ record: StoredRecord) {
        time = record.time
        timeText =
            record.madeAt != nil
            ? record.text(AuditChain.timeField) : record.receivedAt?.formatted(AuditChain.timeStyle)
        event = record["EVENT"]
        account = record["ACCOUNT"]
        portalUser = record["PORTAL_USER"]
        operatorName = record["OPERATOR"]
        sweepId = record["SWEEP_ID"]
        itemKind = record["ITEM_KIND"]
        itemId = record["ITEM_ID"].flatMap { Int64($0) }
        itemTitle = record["ITEM_TITLE"]
        itemBytes = record["ITEM_BYTES"].flatMap { Int64($0) }
        targetId = record["TARGET_ID"].flatMap { Int64($0) }
        targetTitle = record["TARGET_TITLE"]
        rule = record["RULE"]
        reason = record["REASON"]
        operationId = record["OPERATION_ID"]
        policyDigest = record["POLICY_DIGEST"]
        chain = record.chain
        seq = record.sequence
        hash = record.previousHash
        priority = record.text("PRIORITY").flatMap { Int($0) }
        message = record.text("MESSAGE")
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case time, event, account, sweepId, itemKind, itemId, itemTitle, itemBytes, targetId, targetTitle
        case rule, reason, operationId, policyDigest, chain, seq, hash, priority, message, portalUser
        case operatorName = "operator"
    }

    /// Absent values are left out.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        for (key, text) in texts { try values.encodeIfPresent(text, forKey: key) }
        try values.encodeIfPresent(itemId, forKey: .itemId)
        try values.encodeIfPresent(itemBytes, forKey: .itemBytes)
        try values.encodeIfPresent(targetId, forKey: .targetId)
        try values.encodeIfPresent(seq, forKey: .seq)
        try values.encodeIfPresent(priority, forKey: .priority)
    }

    private var texts: [(CodingKeys, String?)] {
        [
            (.time, timeText), (.event, event), (.account, account), (.sweepId, sweepId), (.itemKind, itemKind),
            (.itemTitle, itemTitle), (.targetTitle, targetTitle), (.rule, rule), (.reason, reason),
            (.operationId, operationId),
            (.policyDigest, policyDigest), (.chain, chain), (.hash, hash), (.message, message),
            (.portalUser, portalUser), (.operatorName, operatorName),
        ]
    }
}

extension AuditEntry {
    /// The folder that a restore went to, or should have, for people.
    var target: String? { targetTitle ?? targetId.map { "folder \($0)" } }

    /// A typical length.
    static let likely = AuditEntry(
        StoredRecord(
            fields: [
                ("EVENT", "restore-requested"), ("ACCOUNT", "account"), ("ITEM_KIND", "folder"), ("ITEM_ID", "123456"),
                ("ITEM_BYTES", "1048471142"),
            ].map { ("RETENTIOND_\($0.0)", Array($0.1.utf8)) }, receivedAt: Date(timeIntervalSince1970: 0)))

    /// One line of JSON.
    var json: String { JSONWriter.text(self) }

    static var csvHeader: String { CSVOutput.line(CodingKeys.allCases.map(\.rawValue)) }

    /// In the order of the header; absent values are empty.
    var csv: String {
        let numbers: [CodingKeys: String?] = [
            .itemId: itemId.map { "\($0)" }, .itemBytes: itemBytes.map { "\($0)" },
            .targetId: targetId.map { "\($0)" }, .seq: seq.map { "\($0)" },
            .priority: priority.map { "\($0)" },
        ]
        let cells = Dictionary(uniqueKeysWithValues: texts).merging(numbers) { $1 }
        return CSVOutput.line(CodingKeys.allCases.map { cells[$0].flatMap { $0 } ?? "" })
    }
}
