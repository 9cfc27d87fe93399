import Retention

/// The output of `plan --summary`: for each account the number of items with each decision, and the sum.
struct PlanSummary {
    let listing: PlanListing

    private struct Row {
        let name: String
        var counts: [Decision: Int] = [:]
        var purgeBytes: Int64 = 0

        mutating func add(_ other: Row) {
            counts.merge(other.counts, uniquingKeysWith: +)
            purgeBytes = purgeBytes.addingSaturated(other.purgeBytes)
        }
    }

    /// The decisions that have a column.
    private var decisions: [Decision] {
        [Decision.restore, .hold, .keep, .left, .purge].filter(listing.decisions.contains)
    }

    private var rows: [Row] {
        listing.accounts.compactMap { account in
            account.plan.map { plan in
                let counts = decisions.map { ($0, plan.count($0)) }
                return Row(
                    name: account.name, counts: Dictionary(uniqueKeysWithValues: counts),
                    purgeBytes: plan.purgeBytes)
            }
        }
    }

    /// The summary in one of the formats, and a newline. As JSON it is a report without items.
    func write(_ format: OutputFormat, width: Int?, hasColor: Bool, to out: (String) -> Void) {
        switch format {
        case .json:
            let report = PlanReport(
                generatedAt: listing.generatedAt, at: listing.at, policyDigest: listing.policyDigest,
                accounts: listing.accounts.map(\.frame))
            out(JSONWriter.text(report, isIndented: true) + "\n")
        case .csv:
            let header = ["account"] + decisions.map(\.rawValue) + (hasBytes ? ["purgeBytes"] : [])
            for cells in [header] + rows.map({ cells($0, bytes: { "\($0)" }) }) { out(CSVOutput.line(cells) + "\n") }
        case .table: writeTable(width: width, hasColor: hasColor, to: out)
        }
    }

    private var hasBytes: Bool { listing.decisions.contains(.purge) }

    private func cells(_ row: Row, bytes: (Int64) -> String) -> [String] {
        [row.name] + decisions.map { "\(row.counts[$0] ?? 0)" } + (hasBytes ? [bytes(row.purgeBytes)] : [])
    }

    private func writeTable(width: Int?, hasColor: Bool, to out: (String) -> Void) {
        var table = Table(
            [.init(title: "ACCOUNT", isFlexible: true)]
                + decisions.map { .init(title: $0.rawValue.uppercased(), alignsRight: true) }
                + (hasBytes ? [.init(title: "PURGE SIZE", alignsRight: true)] : []))
        for row in rows { table.add(cells(row, bytes: ByteCount.format)) }
        if rows.count > 1 {
            let total = rows.reduce(into: Row(name: "all")) { $0.add($1) }
            table.add(cells(total, bytes: ByteCount.format))
        }
        for line in table.lines(width: width, hasColor: hasColor) { out(line + "\n") }
        for account in listing.accounts {
            for note in account.notes {
                out("note: \(String(sanitizing: account.name)): \(String(sanitizing: note))\n")
            }
        }
    }
}
