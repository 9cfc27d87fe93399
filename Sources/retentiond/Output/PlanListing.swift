import FoundationEssentials
import Retention

/// What `plan` prints: for each account a plan, or why there is none. Written item by item, so that a trash of a million
/// needs no second copy as text.
struct PlanListing {
    let generatedAt: Date
    /// As in `PlanReport`.
    let at: Date?
    let policyDigest: String
    let accounts: [Account]

    struct Account {
        let name: String
        /// Nil when the trash could not be listed.
        let plan: Plan?
        /// As in `PlanReport`.
        let notes: [String]
    }

    /// The report in one of the formats, piece by piece, and a newline.
    func write(_ format: OutputFormat, width: Int?, hasColor: Bool, to out: (String) -> Void) {
        switch format {
        case .json: writeJSON(to: out)
        case .csv: writeCSV(to: out)
        case .table:
            for (index, account) in accounts.enumerated() {
                if index > 0 { out("\n") }
                account.writeTable(width: width, hasColor: hasColor, to: out)
            }
        }
    }
}

extension PlanListing {
    /// How many items are worked out at a time.
    private static let batch = 256

    /// The JSON text of a `PlanReport` with these plans.
    func writeJSON(to out: (String) -> Void) {
        let frame = PlanReport(
            generatedAt: generatedAt, at: at, policyDigest: policyDigest, accounts: accounts.map(\.frame))
        // In JSON text no value can look like this, for quotes in it are escaped. Nor do empty lists have anything inside.
        var rest = JSONOutput.text(frame)[...]
        for account in accounts {
            guard let plan = account.plan, !plan.items.isEmpty, let start = rest.firstRange(of: "\"items\" : ["),
                let end = rest[start.upperBound...].firstIndex(of: "]")
            else {
                // The list of an account without items stays as it is.
                guard let start = rest.firstRange(of: "\"items\" : [") else { continue }
                out(String(rest[..<start.upperBound]))
                rest = rest[start.upperBound...]
                continue
            }
            out(String(rest[..<start.upperBound]) + "\n")
            for first in stride(from: 0, to: plan.items.count, by: Self.batch) {
                let last = min(first + Self.batch, plan.items.count)
                let lines = JSONOutput.text(plan.items[first..<last].map(PlanReport.Item.init))
                    .split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast()
                // Three levels deeper than on its own.
                out(
                    lines.map { $0.isEmpty ? "" : "      \($0)" }.joined(separator: "\n")
                        + (last < plan.items.count ? ",\n" : "\n      "))
            }
            rest = rest[end...]
        }
        out(rest + "\n")
    }

    private func writeCSV(to out: (String) -> Void) {
        let header = [
            "account", "kind", "id", "title", "bytes", "trashedAt", "decision", "dueAt", "rule", "reason",
            "portalPurgesAt", "warnings",
        ]
        out(CSVOutput.line(header) + "\n")
        for account in accounts {
            guard let plan = account.plan else { continue }
            for planned in plan.items { out(CSVOutput.line([account.name] + planned.cells) + "\n") }
        }
    }
}

extension PlanListing.Account {
    /// The account's part of a report, without its items.
    fileprivate var frame: PlanReport.AccountPlan {
        guard let plan else { return PlanReport.AccountPlan(name: name, failed: notes.joined(separator: "; ")) }
        return PlanReport.AccountPlan(name: name, plan: plan, notes: notes, withItems: false)
    }
}

extension PlannedItem {
    /// In the order of the CSV header, without the account.
    fileprivate var cells: [String] {
        [
            item.key.kind.rawValue, "\(item.key.id)", item.title, item.bytes.map { "\($0)" } ?? "",
            Self.text(item.trashedAt), decision.rawValue, Self.text(dueAt), rule ?? "", reason,
            Self.text(portalPurgesAt), warnings.joined(separator: "; "),
        ]
    }

    private static func text(_ date: Date?) -> String { date.map(UTCText.of) ?? "" }
}
