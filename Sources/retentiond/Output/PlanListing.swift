import FoundationEssentials
import Retention

/// The output of `plan`: for each account a plan, or the reason why there is none. Written item by item, so that a
/// trash of a million needs no second copy as text.
struct PlanListing {
    let generatedAt: Date
    /// As in `PlanReport`.
    let at: Date?
    let policyDigest: String
    /// As in `PlanReport`.
    var madeBy: PlanReport.Maker?
    /// As in `PlanReport`.
    var seal: String?
    let accounts: [Account]
    /// Only items with these decisions are shown; the totals are of all.
    var decisions = Set(Decision.allCases)

    struct Account {
        let name: String
        /// Nil if the trash could not be listed.
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
                account.writeTable(decisions, width: width, hasColor: hasColor, to: out)
            }
        }
    }
}

extension PlanListing {
    /// The JSON text of a `PlanReport` with these plans.
    func writeJSON(to out: (String) -> Void) {
        let frame = PlanReport(
            generatedAt: generatedAt, at: at, policyDigest: policyDigest, madeBy: madeBy, seal: seal,
            accounts: accounts.map(\.frame))
        // No JSON value can look like this, because quotes in it are escaped. And empty lists have nothing inside.
        var rest = JSONWriter.text(frame, isIndented: true)[...]
        for account in accounts {
            let shown = account.plan?.indices(decisions) ?? []
            guard let plan = account.plan, !shown.isEmpty, let start = rest.firstRange(of: "\"items\" : ["),
                let end = rest[start.upperBound...].firstIndex(of: "]")
            else {
                // The list of an account without items is left unchanged.
                guard let start = rest.firstRange(of: "\"items\" : [") else { continue }
                out(String(rest[..<start.upperBound]))
                rest = rest[start.upperBound...]
                continue
            }
            out(String(rest[..<start.upperBound]) + "\n")
            let items = plan.items
            ListPieces.write(shown.count, to: out) { range in
                var json = JSONWriter(escaping: .terminal)
                for index in range {
                    items[shown[index]].append(to: &json)
                    json.append(literal: index + 1 < shown.count ? ",\n" : "\n      ")
                }
                return json.take()
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
            var name: [UInt8] = []
            CSVOutput.append(account.name, to: &name)
            let items = plan.items
            let shown = plan.indices(decisions)
            ListPieces.write(shown.count, to: out) { [name] range in
                var lines: [UInt8] = []
                lines.reserveCapacity(range.count * 256)
                for index in shown[range] { items.brief(index).appendCSV(account: name, to: &lines) }
                return String(decoding: lines, as: UTF8.self)
            }
        }
    }
}

extension PlanListing.Account {
    /// The account's part of a report, without its items.
    var frame: PlanReport.AccountPlan {
        guard let plan else { return PlanReport.AccountPlan(name: name, failed: notes.joined(separator: "; ")) }
        return PlanReport.AccountPlan(name: name, plan: plan, notes: notes, withItems: false)
    }
}

extension PlannedItem {
    /// Writes a line with its end, in the order of the CSV header.
    ///
    /// - Parameter account: the first cell, already in its written form.
    fileprivate func appendCSV(account: [UInt8], to lines: inout [UInt8]) {
        let comma = UInt8(ascii: ",")
        lines += account
        lines.append(comma)
        CSVOutput.append(safe: item.key.kind.rawValue, to: &lines)
        lines.append(comma)
        CSVOutput.append(Int64(item.key.id), to: &lines)
        lines.append(comma)
        CSVOutput.append(item.title, to: &lines)
        lines.append(comma)
        CSVOutput.append(item.bytes, to: &lines)
        lines.append(comma)
        CSVOutput.append(item.countsSince, to: &lines)
        lines.append(comma)
        CSVOutput.append(safe: decision.rawValue, to: &lines)
        lines.append(comma)
        CSVOutput.append(dueAt, to: &lines)
        lines.append(comma)
        if let rule { CSVOutput.append(rule, to: &lines) }
        lines.append(comma)
        CSVOutput.append(reason, to: &lines)
        lines.append(comma)
        CSVOutput.append(portalPurgesAt, to: &lines)
        lines.append(comma)
        if !warnings.isEmpty { CSVOutput.append(warnings.joined(separator: "; "), to: &lines) }
        lines.append(UInt8(ascii: "\r"))
        lines.append(UInt8(ascii: "\n"))
    }
}
