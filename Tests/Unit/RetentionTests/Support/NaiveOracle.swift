import Foundation

@testable import Retention

/// A second planner, written only from `docs/reference/semantics.md` and as plainly as possible: one item, one long
/// list of questions, `Bool?` for yes, no and unknown.
struct NaiveOracle {
    struct Verdict: Equatable {
        var decision: String
        var rule: String?
        var dueAt: Date?
        var target: RestoreTarget?
        var isRescue = false
        var undecided: Set<String> = []
    }

    let policy: Policy
    let now: Date

    func verdict(_ item: TrashedItem) -> Verdict {
        var answers: [(rule: Rule, answer: Bool?)] = []
        for rule in policy.rules {
            if case .hold(let until, _) = rule.action, let until, until <= now { continue }
            answers.append((rule, NaiveMatch(item: item, now: now).answer(rule.match)))
        }
        for entry in answers where entry.answer == true {  // §1, question 1
            if case .hold(_, let target) = entry.rule.action { return hold(item, entry.rule.name, target) }
        }
        for entry in answers where entry.answer == true {  // question 2
            if case .restore(let target) = entry.rule.action {
                return Verdict(decision: "restore", rule: entry.rule.name, target: target)
            }
        }
        for entry in answers where entry.answer == nil {  // question 3
            if case .hold(_, let target) = entry.rule.action { return hold(item, entry.rule.name, target) }
            if case .restore(let target) = entry.rule.action { return hold(item, entry.rule.name, target) }
        }
        if item.key.kind == .folder && item.childCount != .some(0) {  // question 4
            if policy.folders == .rescue { return hold(item, nil, .origin(fallback: .myDocuments)) }
        }
        var verdict = byAge(item, answers)  // questions 5 and 6
        if item.key.kind == .folder, item.childCount != .some(0), policy.folders == .hold, verdict.decision == "purge" {
            verdict.decision = "left"  // §5
            verdict.rule = nil
        }
        return verdict
    }

    /// §6.
    private func hold(_ item: TrashedItem, _ rule: String?, _ target: RestoreTarget) -> Verdict {
        if let trashed = item.trashedAt, trashed <= now {
            let lastDay = trashed.addingTimeInterval(30 * 86_400)
            let margin = Double(policy.rescueBefore.components.seconds)
            if lastDay.timeIntervalSince(now) <= margin {
                return Verdict(decision: "restore", rule: rule, target: target, isRescue: true)
            }
        }
        if item.trashedAt == nil {
            let margin = Double(policy.rescueBefore.components.seconds)
            let absentFor = item.notInTrashBefore.map { now.timeIntervalSince($0) } ?? .infinity
            if absentFor >= 30 * 86_400 - margin {
                return Verdict(decision: "restore", rule: rule, target: target, isRescue: true)
            }
        }
        return Verdict(decision: "hold", rule: rule)
    }

    /// Since when an item counts as trashed: the portal's date, unless a later listing did not show it.
    static func start(of item: TrashedItem) -> Date? {
        guard let trashed = item.trashedAt else { return nil }
        if let absent = item.notInTrashBefore, absent > trashed { return absent }
        return trashed
    }

    /// §3.
    private func byAge(_ item: TrashedItem, _ answers: [(rule: Rule, answer: Bool?)]) -> Verdict {
        var matching: [(name: String, seconds: Double)] = []
        var perhaps: [(name: String, seconds: Double)] = []
        for entry in answers {
            guard case .purge(let retention) = entry.rule.action else { continue }
            let pair = (name: entry.rule.name, seconds: Double(retention.duration.components.seconds))
            if entry.answer == true { matching.append(pair) }
            if entry.answer == nil { perhaps.append(pair) }
        }
        let undecided = Set(perhaps.map(\.name))
        var age: Double?
        let start = Self.start(of: item)
        if let trashed = item.trashedAt, trashed <= now { age = now.timeIntervalSince(start!) }
        func judged(_ name: String?, _ seconds: Double) -> Verdict {
            Verdict(
                decision: age.map { $0 >= seconds ? "purge" : "keep" } ?? "keep", rule: name,
                dueAt: age == nil ? nil : start!.addingTimeInterval(seconds), undecided: undecided)
        }
        for rule in matching {
            if let age, age >= rule.seconds { return judged(rule.name, rule.seconds) }
        }
        var shortest: (name: String, seconds: Double)?
        for rule in matching where shortest == nil || rule.seconds < shortest!.seconds { shortest = rule }
        if let shortest { return judged(shortest.name, shortest.seconds) }
        guard let own = policy.retention else { return Verdict(decision: "keep", undecided: undecided) }
        var longest = Double(own.duration.components.seconds)
        for rule in perhaps where rule.seconds > longest { longest = rule.seconds }
        return judged(nil, longest)
    }
}
