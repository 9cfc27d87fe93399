import FoundationEssentials
import Retention
import Time

extension PlanListing.Account {
    /// Reads the items twice, once for the widths of the columns and the order, instead of holding all rows.
    func writeTable(_ decisions: Set<Decision>, width: Int?, hasColor: Bool, to out: (String) -> Void) {
        out("Account \(String(sanitizing: name))\n")
        if let plan, case let shown = plan.indices(decisions), !shown.isEmpty {
            let isShort = width.map { $0 < 150 } ?? false
            var table = Table([
                .init(title: "DECISION"), .init(title: "ITEM", rank: 2), .init(title: "TITLE", isFlexible: true),
                .init(title: "SIZE", alignsRight: true, rank: 3), .init(title: "TRASHED (UTC)", rank: 4),
                .init(title: "DUE (UTC)", rank: 1), .init(title: "PORTAL (UTC)", rank: 6),
                .init(title: "RULE", isFlexible: true, rank: 5), .init(title: "REASON", isFlexible: true),
            ])
            var widths = TableWidths()
            let order = plan.items.inTheOrderShown(shown) { planned in
                widths.removeAll()
                planned.write(to: &widths, isShort)
                table.measure(widths.widths)
            }
            let layout = table.layout(width: width)
            out(table.header(layout, hasColor: hasColor) + "\n")
            let items = plan.items
            ListPieces.write(order.count, to: out) { [table] range in
                var row = TableCells()
                var lines: [UInt8] = []
                for index in order[range] {
                    let planned = items.brief(index)
                    row.removeAll()
                    planned.write(to: &row, isShort)
                    table.append(row, layout, color: hasColor ? planned.decision.color : nil, to: &lines)
                    lines.append(UInt8(ascii: "\n"))
                }
                return String(decoding: lines, as: UTF8.self)
            }
        }
        for note in notes { out("note: \(String(sanitizing: note))\n") }
        if let plan { out(plan.total + "\n") }
    }
}

extension Plan {
    fileprivate var total: String {
        "\(counted(items.count, "item")): \(count(.restore)) to restore, \(count(.hold)) held, \(count(.keep)) kept, "
            + (count(.left) > 0 ? "\(count(.left)) left to the portal, " : "")
            + "\(count(.purge)) to purge (\(ByteCount.format(purgeBytes)) and what folders hold)"
    }
}

extension PlannedItem {
    /// Writes the cells of the item's row.
    fileprivate func write(to row: inout some TableRow, _ isShort: Bool) {
        row.append(plain: { $0.append(contentsOf: decision.rawValue.utf8) })
        row.append(plain: {
            $0.append(contentsOf: item.key.kind.rawValue.utf8)
            $0.append(UInt8(ascii: ":"))
            Digits.append(Int64(item.key.id), to: &$0)
        })
        row.append(item.title)
        if let bytes = item.bytes { row.append(ByteCount.format(bytes)) } else { row.appendDash() }
        Self.append(item.countsSince, isShort, to: &row)
        Self.append(dueAt, isShort, to: &row)
        Self.append(portalPurgesAt, true, to: &row)
        if let rule { row.append(rule) } else { row.appendDash() }
        row.append(warnings.isEmpty ? reason : ([reason] + warnings).joined(separator: "; "))
    }

    /// To the minute, or to the day if the terminal is narrow.
    private static func append(_ date: Date?, _ isShort: Bool, to row: inout some TableRow) {
        guard let date else { return row.appendDash() }
        // 2026-11-01T08:00, or its beginning.
        let length = isShort ? 10 : 16
        row.append(width: length) { bytes in
            let start = bytes.count
            UTCText.append(date, to: &bytes)
            bytes.removeLast(max(0, bytes.count - start - length))
            for index in start..<bytes.count where bytes[index] == UInt8(ascii: "T") {
                bytes[index] = UInt8(ascii: " ")
            }
        }
    }
}

extension PlannedItems {
    /// The position of an item in the table: the next actions first; within a decision, the first due ones.
    private struct Position: Comparable {
        let due: Double
        let id: Int
        let index: UInt32
        let rank: UInt8

        static func < (a: Position, b: Position) -> Bool {
            if a.rank != b.rank { return a.rank < b.rank }
            if a.due != b.due { return a.due < b.due }
            return a.id != b.id ? a.id < b.id : a.index < b.index
        }
    }

    /// - Parameters:
    ///   - shown: the indices of the items to show.
    ///   - visit: gets each of these, in that order.
    /// - Returns: the indices in the order shown.
    fileprivate func inTheOrderShown(_ shown: [Int], _ visit: (PlannedItem) -> Void) -> [Int] {
        var positions: [Position] = []
        positions.reserveCapacity(shown.count)
        for index in shown {
            let planned = self[index]
            visit(planned)
            positions.append(
                Position(
                    due: (planned.dueAt ?? .distantFuture).timeIntervalSinceReferenceDate, id: planned.item.key.id,
                    index: UInt32(index), rank: planned.decision.rank))
        }
        positions.sort()
        return positions.map { Int($0.index) }
    }
}

extension Decision {
    fileprivate var rank: UInt8 {
        switch self {
        case .restore: 0
        case .purge: 1
        case .left: 2
        case .hold: 3
        case .keep: 4
        }
    }

    fileprivate var color: String? {
        switch self {
        case .restore: "32"
        case .purge: "31"
        case .hold, .left: "33"
        case .keep: nil
        }
    }
}
