import FoundationEssentials
import Retention
import RetentionEngine

/// Shows that the service made a plan, and for whom.
///
/// Over a socket nobody can prove that a plan is somebody else's: the sender may have changed the name in it. So the
/// service seals its plans with a secret key, and approves only sealed ones. The seal covers the items to restore and
/// to purge; the rest of a plan is for people.
enum PlanSeal {
    /// The decisions that act on items.
    static let actions: Set<Decision> = [.restore, .purge]

    /// - Parameter maker: as the kernel reports.
    static func of(_ listing: PlanListing, maker: PlanReport.Maker, key: [UInt8]) -> String {
        var text = Text(policyDigest: listing.policyDigest, at: listing.at, maker)
        for account in listing.accounts {
            text.add(account.name, isComplete: account.plan != nil)
            guard let plan = account.plan else { continue }
            for index in plan.indices(actions.intersection(listing.decisions)) {
                let planned = plan.items[index]
                text.add(planned.item.key, planned.decision, planned.item.fingerprint)
            }
        }
        return text.seal(key)
    }

    /// Whether a plan has the seal of that key and is unchanged.
    static func fits(_ report: PlanReport, key: [UInt8]) -> Bool {
        guard let seal = report.seal, let expected = text(report, key: key) else { return false }
        // Takes the same time for every seal of that length.
        return seal.utf8.count == expected.utf8.count
            && zip(seal.utf8, expected.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The seal of a plan in its present form; nil for one that doesn't name its maker.
    static func text(_ report: PlanReport, key: [UInt8]) -> String? {
        guard let maker = report.madeBy else { return nil }
        var text = Text(policyDigest: report.policyDigest, at: report.at, maker)
        for account in report.accounts {
            text.add(account.name, isComplete: account.complete)
            for item in account.items where actions.contains(item.decision) {
                text.add(ItemKey(item.kind, item.id), item.decision, item.fingerprint)
            }
        }
        return text.seal(key)
    }

    /// The sealed text. Each field has its length, so that no two plans have the same text.
    private struct Text {
        private var bytes: [UInt8] = []

        init(policyDigest: String, at: Date?, _ maker: PlanReport.Maker) {
            for field in [
                "retentiond-plan-1", policyDigest, at == nil ? "now" : "rehearsed", "\(maker.uid)", maker.name,
            ] {
                add(field)
            }
        }

        mutating func add(_ account: String, isComplete: Bool) {
            for field in ["account", account, "\(isComplete)"] { add(field) }
        }

        mutating func add(_ key: ItemKey, _ decision: Decision, _ fingerprint: String) {
            for field in ["item", key.description, decision.rawValue, fingerprint] { add(field) }
        }

        private mutating func add(_ field: String) { bytes += Array("\(field.utf8.count):\(field)\n".utf8) }

        func seal(_ key: [UInt8]) -> String {
            "hmac-sha256:"
                + MessageSignature.authenticationCode(bytes, key: key).map { byte in
                    (byte < 16 ? "0" : "") + String(byte, radix: 16)
                }.joined()
        }
    }
}

extension PlanReport {
    /// Without the items on which nothing is done.
    var actionsOnly: PlanReport {
        PlanReport(
            generatedAt: generatedAt, at: at, policyDigest: policyDigest, madeBy: madeBy, seal: seal,
            accounts: accounts.map { account in
                AccountPlan(
                    name: account.name, complete: account.complete,
                    items: account.items.filter { PlanSeal.actions.contains($0.decision) }, summary: account.summary,
                    notes: [])
            })
    }
}
