import FoundationEssentials
import Retention
import RetentionEngine

/// The long tables: every record, and every item of the plan.
extension ReportPage {
    /// Browsers are slow with more rows.
    private static let maxItems = 100_000

    var records: HTML {
        let rows = content.trail.rows.elements
        guard !rows.isEmpty else {
            return section("records", "All records", "<p class=\"empty\">There are none.</p>")
        }
        let table = LongTable(
            id: "records", caption: "Records of the audit trail, the newest first", noun: "records",
            columns: [
                .init(title: "Time", kind: .plain), .init(title: "Event", kind: .text, isChoice: true),
                .init(title: "Account", kind: .text, isChoice: true), .init(title: "Title", kind: .plain),
                .init(title: "Size", kind: .size), .init(title: "Reason", kind: .text),
                .init(title: "Rule", kind: .text), .init(title: "Target", kind: .text),
                .init(title: "Item", kind: .plain),
            ],
            mark: 1, style: Self.style, count: rows.count, omitted: content.trail.rows.total - rows.count
        ) { [zone] index in
            let row = rows[index]
            return [
                .plain(row.time.map(zone.second) ?? ""), .text(row.event), .text(row.account), .plain(row.title ?? ""),
                .size(row.bytes), .text(row.reason), .text(row.rule), .text(row.target),
                .plain(row.item ?? ""),
            ]
        }
        return section("records", "All records", isLong: true, table.html)
    }

    private static func style(_ event: String) -> LongTable.Style {
        AuditEvent(rawValue: event).map { event in
            if event == .quarantined || event.priority == .error { return .refused }
            return OutcomeKind(event).map(LongTable.Style.init) ?? .quiet
        } ?? .quiet
    }

    var plan: HTML {
        guard content.hasPlan else { return "" }
        let plans = content.accounts.map(\.plan)
        let sorted = PlanPosition.all(plans).sorted()
        let table = LongTable(
            id: "plan", caption: "Items in the trashes, those that change next first", noun: "items",
            columns: [
                .init(title: "Decision", kind: .text, isChoice: true), .init(title: "Title", kind: .plain),
                .init(title: "Size", kind: .size), .init(title: "Trashed", kind: .text),
                .init(title: "Due", kind: .text),
                .init(title: "Portal’s end", kind: .text), .init(title: "Reason", kind: .text),
                .init(title: "Rule", kind: .text), .init(title: "Account", kind: .text, isChoice: true),
                .init(title: "Item", kind: .plain),
            ],
            mark: 0, style: Self.planStyle, count: min(sorted.count, Self.maxItems),
            omitted: max(0, sorted.count - Self.maxItems)
        ) { [zone, content] index in
            let position = sorted[index]
            let account = content.accounts[position.account].name
            guard let item = plans[position.account]?.items[position.index] else { return [] }
            return [
                .text(item.decision.rawValue), .plain(item.item.title), .size(item.item.bytes),
                .text(item.item.countsSince.map(zone.minute)), .text(item.dueAt.map(zone.minute)),
                .text(item.portalPurgesAt.map(zone.minute)),
                .text(([item.reason] + item.warnings).joined(separator: "; ")), .text(item.rule), .text(account),
                .plain(item.item.key.description),
            ]
        }
        return section(
            "plan", "The plan", isLong: true,
            "<p>What a sweep would do to each item now. Nothing was changed.</p>\(table.html)")
    }

    private static func planStyle(_ decision: String) -> LongTable.Style {
        switch Decision(rawValue: decision) {
        case .purge: .purged
        case .restore: .restored
        case .hold: .held
        case .left: .quiet
        case .keep, nil: .keep
        }
    }
}

/// The index of an item in a plan, with the values that order the table.
private struct PlanPosition: Comparable {
    private static let order: [Decision] = [.purge, .restore, .left, .hold, .keep]

    let rank: Int
    let date: Date
    let key: ItemKey
    /// The account's index in the report.
    let account: Int
    /// The item's index in the plan.
    let index: Int

    static func all(_ plans: [Plan?]) -> [PlanPosition] {
        plans.enumerated().flatMap { account, plan in
            plan?.items.enumerated().map { index, item in
                PlanPosition(
                    rank: order.firstIndex(of: item.decision)!,
                    date: item.dueAt ?? item.portalPurgesAt ?? .distantFuture, key: item.item.key, account: account,
                    index: index)
            } ?? []
        }
    }

    static func < (left: PlanPosition, right: PlanPosition) -> Bool {
        if left.rank != right.rank { return left.rank < right.rank }
        if left.date != right.date { return left.date < right.date }
        if left.key != right.key { return left.key < right.key }
        return (left.account, left.index) < (right.account, right.index)
    }
}
