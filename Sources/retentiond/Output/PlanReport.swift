import FoundationEssentials
import Retention
import RetentionEngine

/// A plan as `--format json` prints it and a saved plan holds it. The names are part of the contract.
struct PlanReport: Codable {
    let generatedAt: Date
    /// The instant that `--at` rehearses; absent for now.
    let at: Date?
    let policyDigest: String
    /// Its maker; absent unless it was saved.
    var madeBy: Maker?
    /// Shows that the service made it for the user it names: `PlanSeal`. Absent from plans that a command made
    /// directly.
    var seal: String?
    let accounts: [AccountPlan]

    /// The user of a command, as the kernel reports.
    struct Maker: Codable {
        /// The user's number.
        let uid: UInt32
        /// As audit records name operators.
        let name: String
    }

    struct AccountPlan: Codable {
        let name: String
        /// False if the trash could not be listed; then there are no items.
        let complete: Bool
        let items: [Item]
        let summary: Summary
        /// Facts for a person: refusals in force, a policy change in grace, an error.
        let notes: [String]
    }

    struct Item: Codable {
        let kind: ItemKind
        let id: Int
        let title: String
        let bytes: Int64?
        let trashedAt: Date?
        let decision: Decision
        let dueAt: Date?
        let rule: String?
        let reason: String
        /// When the portal itself destroys the item.
        let portalPurgesAt: Date?
        let warnings: [String]
        /// Changes with everything that the portal reports about the item.
        let fingerprint: String

        private enum CodingKeys: CodingKey {
            case kind, id, title, bytes, trashedAt, decision, dueAt, rule, reason, portalPurgesAt, warnings, fingerprint
        }

        /// Absent values are written as null, so that every item has the same keys.
        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(kind, forKey: .kind)
            try values.encode(id, forKey: .id)
            try values.encode(title, forKey: .title)
            try values.encode(bytes, forKey: .bytes)
            try values.encode(trashedAt, forKey: .trashedAt)
            try values.encode(decision, forKey: .decision)
            try values.encode(dueAt, forKey: .dueAt)
            try values.encode(rule, forKey: .rule)
            try values.encode(reason, forKey: .reason)
            try values.encode(portalPurgesAt, forKey: .portalPurgesAt)
            try values.encode(warnings, forKey: .warnings)
            try values.encode(fingerprint, forKey: .fingerprint)
        }
    }

    struct Summary: Codable {
        let restore: Int
        let hold: Int
        let keep: Int
        let left: Int
        let purge: Int
        let purgeBytes: Int64
    }
}

extension PlanReport.AccountPlan {
    /// - Parameter withItems: false if the caller writes them.
    init(name: String, plan: Plan, notes: [String], withItems: Bool = true) {
        self.init(
            name: name, complete: true, items: withItems ? plan.items.map(PlanReport.Item.init) : [],
            summary: PlanReport.Summary(
                restore: plan.count(.restore), hold: plan.count(.hold), keep: plan.count(.keep),
                left: plan.count(.left), purge: plan.count(.purge), purgeBytes: plan.purgeBytes),
            notes: notes)
    }

    init(name: String, failed reason: String) {
        self.init(
            name: name, complete: false, items: [],
            summary: PlanReport.Summary(restore: 0, hold: 0, keep: 0, left: 0, purge: 0, purgeBytes: 0), notes: [reason]
        )
    }
}

extension PlanReport.Item {
    init(_ planned: PlannedItem) {
        self.init(
            kind: planned.item.key.kind, id: planned.item.key.id, title: planned.item.title, bytes: planned.item.bytes,
            trashedAt: planned.item.countsSince, decision: planned.decision, dueAt: planned.dueAt, rule: planned.rule,
            reason: planned.reason, portalPurgesAt: planned.portalPurgesAt, warnings: planned.warnings,
            fingerprint: planned.item.fingerprint)
    }
}

extension PlanReport {
    /// Whether all its numbers are ones that we would write.
    var hasSoundNumbers: Bool {
        StoredNumbers.holds(generatedAt) && StoredNumbers.holds(at)
            && accounts.allSatisfy { $0.items.allSatisfy(\.hasSoundNumbers) }
    }
}

extension PlanReport.Item {
    fileprivate var hasSoundNumbers: Bool {
        id > 0 && StoredNumbers.holds(bytes: bytes)
            && [trashedAt, dueAt, portalPurgesAt].allSatisfy(StoredNumbers.holds)
    }
}
