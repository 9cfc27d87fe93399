import FoundationEssentials
import Retention

extension PlanReport {
    /// The report in one of the formats, ready to print.
    func text(_ format: OutputFormat, width: Int?, hasColor: Bool) -> String {
        switch format {
        case .json: JSONOutput.text(self)
        case .csv: csv
        case .table: accounts.map { $0.table(width: width, hasColor: hasColor) }.joined(separator: "\n\n")
        }
    }

    private var csv: String {
        let header = [
            "account", "kind", "id", "title", "bytes", "trashedAt", "decision", "dueAt", "rule", "reason",
            "portalPurgesAt", "warnings",
        ]
        let rows = accounts.flatMap { account in account.items.map { [account.name] + $0.cells } }
        return ([header] + rows).map(CSVOutput.line).joined(separator: "\n")
    }
}

extension PlanReport.Item {
    /// In the order of the CSV header, without the account.
    fileprivate var cells: [String] {
        let size: String = bytes.map { "\($0)" } ?? ""
        let about: [String] = [kind.rawValue, "\(id)", title, size, Self.text(trashedAt), decision.rawValue]
        return about + [
            Self.text(dueAt), rule ?? "", reason, Self.text(portalPurgesAt), warnings.joined(separator: "; "),
        ]
    }

    private static func text(_ date: Date?) -> String { date?.formatted(.iso8601) ?? "" }
}

extension PlanReport.AccountPlan {
    fileprivate func table(width: Int?, hasColor: Bool) -> String {
        let isShort = width.map { $0 < 150 } ?? false
        var table = Table([
            .init(title: "DECISION"), .init(title: "ITEM", rank: 2), .init(title: "TITLE", isFlexible: true),
            .init(title: "SIZE", alignsRight: true, rank: 3), .init(title: "TRASHED (UTC)", rank: 4),
            .init(title: "DUE (UTC)", rank: 1), .init(title: "PORTAL (UTC)", rank: 6),
            .init(title: "RULE", isFlexible: true, rank: 5), .init(title: "REASON", isFlexible: true),
        ])
        for item in items.sorted(by: PlanReport.Item.isShownBefore) {
            table.add(
                [
                    item.decision.rawValue, "\(item.kind.rawValue):\(item.id)", item.title,
                    item.bytes.map(ByteCount.format) ?? "–", Self.text(item.trashedAt, isShort),
                    Self.text(item.dueAt, isShort), Self.text(item.portalPurgesAt, true), item.rule ?? "–",
                    ([item.reason] + item.warnings).joined(separator: "; "),
                ], color: item.decision.color)
        }
        var lines = ["Account \(HarmlessText.of(name))"]
        if !items.isEmpty { lines += table.lines(width: width, hasColor: hasColor) }
        lines += notes.map { "note: \(HarmlessText.of($0))" }
        if complete { lines.append(total) }
        return lines.joined(separator: "\n")
    }

    private var total: String {
        let summary = summary
        return "\(items.count) items: \(summary.restore) to restore, \(summary.hold) held, \(summary.keep) kept, "
            + "\(summary.purge) to purge (\(ByteCount.format(summary.purgeBytes)) and what folders hold)"
    }

    /// To the minute, or where columns are scarce to the day.
    private static func text(_ date: Date?, _ isShort: Bool) -> String {
        guard let date else { return "–" }
        // 2026-11-01T08:00:00Z
        return String(date.formatted(.iso8601).prefix(isShort ? 10 : 16)).split(separator: "T").joined(separator: " ")
    }
}

extension PlanReport.Item {
    /// What is about to happen first; within a decision, what is due first.
    fileprivate static func isShownBefore(_ left: Self, _ right: Self) -> Bool {
        let order: [Decision] = [.restore, .purge, .hold, .keep]
        let ranks = (order.firstIndex(of: left.decision)!, order.firstIndex(of: right.decision)!)
        if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
        let dates = (left.dueAt ?? .distantFuture, right.dueAt ?? .distantFuture)
        return dates.0 == dates.1 ? left.id < right.id : dates.0 < dates.1
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
