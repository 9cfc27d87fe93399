import FoundationEssentials
import RetentionEngine

/// One record of the trail as the searchable table shows it.
struct RecordRow: Sendable {
    let time: Date?
    let event: String
    let account: String?
    /// Such as `file:101`.
    let item: String?
    let title: String?
    let bytes: Int64?
    /// The folder that a restore went to, or should have: its title and number.
    let target: String?
    let rule: String?
    let reason: String?
    /// The person who requested it; nil if none did.
    let operatorName: String?

    init(_ record: StoredRecord) {
        time = record.time
        event = record["EVENT"] ?? "–"
        account = record["ACCOUNT"]
        item = record["ITEM_KIND"].flatMap { kind in record["ITEM_ID"].map { "\(kind):\($0)" } }
        title = record["ITEM_TITLE"]
        bytes = record["ITEM_BYTES"].flatMap { Int64($0) }
        target = Self.target(id: record["TARGET_ID"], title: record["TARGET_TITLE"])
        rule = record["RULE"]
        reason = record["REASON"]
        operatorName = record["OPERATOR"]
    }

    private static func target(id: String?, title: String?) -> String? {
        id.map { id in title.map { "\($0) (\(id))" } ?? "folder \(id)" } ?? title
    }
}

/// The newest of many values, and how many there were.
struct Newest<Element: Sendable>: Sendable {
    private var ring: [Element] = []
    private var next = 0
    private let limit: Int
    /// All that were ever added.
    private(set) var total = 0

    /// - Parameter limit: the number to keep; at least 1.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    mutating func add(_ element: Element) {
        total += 1
        if ring.count < limit {
            ring.append(element)
        } else {
            ring[next] = element
            next = (next + 1) % limit
        }
    }

    /// The newest first.
    var elements: [Element] { Array((ring[next...] + ring[..<next]).reversed()) }
}
