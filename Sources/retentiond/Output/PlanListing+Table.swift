import FoundationEssentials
import Retention

extension PlanListing.Account {
    /// Works the rows out twice, once for the widths of the columns and the order, instead of holding them all.
    func writeTable(_ decisions: Set<Decision>, width: Int?, hasColor: Bool, to out: (String) -> Void) {
        out("Account \(HarmlessText.of(name))\n")
        if let plan, case let shown = plan.indices(decisions), !shown.isEmpty {
            let isShort = width.map { $0 < 150 } ?? false
            var table = Table([
                .init(title: "DECISION"), .init(title: "ITEM", rank: 2), .init(title: "TITLE", isFlexible: true),
                .init(title: "SIZE", alignsRight: true, rank: 3), .init(title: "TRASHED (UTC)", rank: 4),
                .init(title: "DUE (UTC)", rank: 1), .init(title: "PORTAL (UTC)", rank: 6),
                .init(title: "RULE", isFlexible: true, rank: 5), .init(title: "REASON", isFlexible: true),
            ])
            var row = TableCells()
            let order = plan.items.inTheOrderShown(shown) { planned in
                planned.write(to: &row, isShort)
                table.measure(row)
            }
            let layout = table.layout(width: width)
            out(table.header(layout, hasColor: hasColor) + "\n")
            var lines: [UInt8] = []
            for index in order {
                let planned = plan.items[index]
                planned.write(to: &row, isShort)
                table.append(row, layout, color: hasColor ? planned.decision.color : nil, to: &lines)
                lines.append(UInt8(ascii: "\n"))
                guard lines.count >= 1 << 15 else { continue }
                out(String(decoding: lines, as: UTF8.self))
                lines.removeAll(keepingCapacity: true)
            }
            out(String(decoding: lines, as: UTF8.self))
        }
        for note in notes { out("note: \(HarmlessText.of(note))\n") }
        if let plan { out(plan.total + "\n") }
    }
}

extension Plan {
    fileprivate var total: String {
        "\(items.count) items: \(count(.restore)) to restore, \(count(.hold)) held, \(count(.keep)) kept, "
            + (count(.left) > 0 ? "\(count(.left)) left to the portal, " : "")
            + "\(count(.purge)) to purge (\(ByteCount.format(purgeBytes)) and what folders hold)"
    }
}

extension PlannedItem {
    /// Writes the cells of the item's row, in place of those that were there.
    fileprivate func write(to row: inout TableCells, _ isShort: Bool) {
        row.removeAll()
        row.append(plain: { $0.append(contentsOf: decision.rawValue.utf8) })
        row.append(plain: {
            $0.append(contentsOf: item.key.kind.rawValue.utf8)
            $0.append(UInt8(ascii: ":"))
            Digits.append(Int64(item.key.id), to: &$0)
        })
        row.append(item.title)
        if let bytes = item.bytes { row.append(ByteCount.format(bytes)) } else { row.append("–") }
        Self.append(item.countsSince, isShort, to: &row)
        Self.append(dueAt, isShort, to: &row)
        Self.append(portalPurgesAt, true, to: &row)
        row.append(rule ?? "–")
        row.append(warnings.isEmpty ? reason : ([reason] + warnings).joined(separator: "; "))
    }

    /// To the minute, or where columns are scarce to the day.
    private static func append(_ date: Date?, _ isShort: Bool, to row: inout TableCells) {
        guard let date else { return row.append("–") }
        row.append(plain: { bytes in
            let start = bytes.count
            // 2026-11-01T08:00:00Z
            UTCText.append(date, to: &bytes)
            bytes.removeLast(max(0, bytes.count - start - (isShort ? 10 : 16)))
            for index in start..<bytes.count where bytes[index] == UInt8(ascii: "T") {
                bytes[index] = UInt8(ascii: " ")
            }
        })
    }
}

extension PlannedItems {
    /// The place of an item in the table: what is about to happen first; within a decision, what is due first.
    private struct Place: Comparable {
        let due: Double
        let id: Int
        let index: UInt32
        let rank: UInt8

        static func < (a: Place, b: Place) -> Bool {
            if a.rank != b.rank { return a.rank < b.rank }
            if a.due != b.due { return a.due < b.due }
            return a.id != b.id ? a.id < b.id : a.index < b.index
        }
    }

    /// - Parameters:
    ///   - shown: where the items to show are.
    ///   - visit: is given each of these, in that order.
    /// - Returns: the indices in the order shown.
    fileprivate func inTheOrderShown(_ shown: [Int], _ visit: (PlannedItem) -> Void) -> [Int] {
        var places: [Place] = []
        places.reserveCapacity(shown.count)
        for index in shown {
            let planned = self[index]
            visit(planned)
            places.append(
                Place(
                    due: (planned.dueAt ?? .distantFuture).timeIntervalSinceReferenceDate, id: planned.item.key.id,
                    index: UInt32(index), rank: planned.decision.rank))
        }
        places.sort()
        return places.map { Int($0.index) }
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
