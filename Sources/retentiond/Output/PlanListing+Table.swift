import FoundationEssentials
import Retention

extension PlanListing.Account {
    /// Works the rows out twice, once for the widths of the columns, instead of holding them all.
    func writeTable(width: Int?, hasColor: Bool, to out: (String) -> Void) {
        out("Account \(HarmlessText.of(name))\n")
        if let plan, !plan.items.isEmpty {
            let isShort = width.map { $0 < 150 } ?? false
            var table = Table([
                .init(title: "DECISION"), .init(title: "ITEM", rank: 2), .init(title: "TITLE", isFlexible: true),
                .init(title: "SIZE", alignsRight: true, rank: 3), .init(title: "TRASHED (UTC)", rank: 4),
                .init(title: "DUE (UTC)", rank: 1), .init(title: "PORTAL (UTC)", rank: 6),
                .init(title: "RULE", isFlexible: true, rank: 5), .init(title: "REASON", isFlexible: true),
            ])
            for planned in plan.items { table.measure(planned.row(isShort)) }
            let layout = table.layout(width: width)
            out(table.header(layout, hasColor: hasColor) + "\n")
            for index in plan.items.inTheOrderShown {
                let planned = plan.items[index]
                out(table.line(planned.row(isShort), layout, color: planned.decision.color, hasColor: hasColor) + "\n")
            }
        }
        for note in notes { out("note: \(HarmlessText.of(note))\n") }
        if let plan { out(plan.total + "\n") }
    }
}

extension Plan {
    fileprivate var total: String {
        "\(items.count) items: \(count(.restore)) to restore, \(count(.hold)) held, \(count(.keep)) kept, "
            + "\(count(.purge)) to purge (\(ByteCount.format(purgeBytes)) and what folders hold)"
    }
}

extension PlannedItem {
    fileprivate func row(_ isShort: Bool) -> [String] {
        [
            decision.rawValue, item.key.description, item.title, item.bytes.map(ByteCount.format) ?? "–",
            Self.text(item.countsSince, isShort), Self.text(dueAt, isShort), Self.text(portalPurgesAt, true),
            rule ?? "–",
            ([reason] + warnings).joined(separator: "; "),
        ]
    }

    /// To the minute, or where columns are scarce to the day.
    private static func text(_ date: Date?, _ isShort: Bool) -> String {
        guard let date else { return "–" }
        // 2026-11-01T08:00:00Z
        return String(UTCText.of(date).prefix(isShort ? 10 : 16)).split(separator: "T").joined(separator: " ")
    }
}

extension PlannedItems {
    /// What is about to happen first; within a decision, what is due first.
    fileprivate var inTheOrderShown: [Int] {
        let order: [Decision] = [.restore, .purge, .hold, .keep]
        let places = enumerated().map { index, planned in
            (
                rank: order.firstIndex(of: planned.decision)!, due: planned.dueAt ?? .distantFuture,
                planned.item.key.id, index
            )
        }
        return places.sorted { $0 < $1 }.map { $0.3 }
    }
}

extension Decision {
    fileprivate var color: String? {
        switch self {
        case .restore: "32"
        case .purge: "31"
        case .hold: "33"
        case .keep: nil
        }
    }
}
