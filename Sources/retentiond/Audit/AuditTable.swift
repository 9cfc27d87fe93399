import FoundationEssentials
import Retention
import RetentionEngine
import Time

/// Records as a table for people.
///
/// The first thousand decide how wide columns are; later ones are printed as they come, so that the memory doesn't
/// depend on their number.
struct AuditTable {
    private static let sampleSize = 1000
    /// Terminals with fewer columns show times without seconds.
    private static let roomForSeconds = 120

    private let times: LocalTime
    private let width: Int?
    private let hasColor: Bool
    private let hasSeconds: Bool
    private var table: Table
    private var layout: Table.Layout?

    /// - Parameters:
    ///   - zone: of the times shown.
    ///   - width: of the terminal in columns; nil: nothing is cut.
    init(zone: TimeZoneRules, width: Int?, hasColor: Bool) {
        times = LocalTime(zone: zone)
        self.width = width
        self.hasColor = hasColor
        hasSeconds = width.map { $0 >= Self.roomForSeconds } ?? true
        table = Table([
            .init(title: "TIME"), .init(title: "ACCOUNT", rank: 2), .init(title: "EVENT"),
            .init(title: "ITEM", rank: 1),
            .init(title: "TITLE", isFlexible: true), .init(title: "SIZE", alignsRight: true, rank: 4),
            .init(title: "TARGET", isFlexible: true, rank: 5), .init(title: "RULE", isFlexible: true, rank: 3),
            .init(title: "REASON", isFlexible: true),
        ])
    }

    /// - Returns: the lines that can be printed now.
    mutating func add(_ entry: AuditEntry) -> [String] {
        let row = cells(entry)
        if let layout {
            var line: [UInt8] = []
            table.append(row, layout, color: hasColor ? Self.color(entry) : nil, to: &line)
            return [String(decoding: line, as: UTF8.self)]
        }
        table.add(row, color: Self.color(entry))
        return table.rows.count < Self.sampleSize ? [] : flush(expectsMore: true)
    }

    /// - Parameter expectsMore: whether rows that aren't known yet must fit.
    /// - Returns: the header and the rows held back; empty if there are none.
    mutating func flush(expectsMore: Bool) -> [String] {
        guard layout == nil, !table.rows.isEmpty else { return [] }
        let layout = table.layout(width: width, likely: expectsMore ? cells(.likely) : nil)
        defer {
            self.layout = layout
            table.removeRows()
        }
        return table.lines(layout, hasColor: hasColor)
    }

    private func cells(_ entry: AuditEntry) -> TableCells {
        let item = entry.itemKind.flatMap { kind in entry.itemId.map { "\(kind):\($0)" } }
        let about: [String] = [
            entry.time.map { times.dateAndTime($0, hasSeconds: hasSeconds) } ?? "–", entry.account ?? "–",
            entry.event ?? "–", item ?? "–", entry.itemTitle ?? "–",
        ]
        let size: [String] = [entry.itemBytes.map(ByteCount.format) ?? "–", entry.target ?? "–"]
        let reason = [entry.reason, entry.operatorName.map { "by \($0)" }].compactMap(\.self).joined(separator: "; ")
        return TableCells(about + size + [entry.rule ?? "–", reason.isEmpty ? "–" : reason])
    }

    private static func color(_ entry: AuditEntry) -> String? {
        switch entry.priority ?? 6 {
        case ...3: "31"
        case 4: "33"
        default: nil
        }
    }
}
