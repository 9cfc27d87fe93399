import FoundationEssentials
import Retention
import RetentionEngine

/// The results of a sweep, as text.
enum SweepReport {
    /// The number of items that are named; others are only counted.
    private static let maxNamed = 20

    /// The summary to standard output; problems to standard error.
    ///
    /// - Parameters:
    ///   - invocation: options that make commands mean the same policy and state.
    ///   - quiet: prints only problems.
    static func show(_ outcome: SweepOutcome, under invocation: Invocation, quiet: Bool = false) {
        if !quiet { showSummary(outcome) }
        let name = String(sanitizing: outcome.account)
        for warning in outcome.warnings { Console.printError("warning: \(name): \(String(sanitizing: warning))") }
        if !quiet { list(outcome.dropped, "note: \(name): dropped from the plan:") }
        list(outcome.failures, "warning: \(name):")
        if let problem = outcome.problem { CommandError(problem, account: name, under: invocation).report() }
    }

    private static func showSummary(_ outcome: SweepOutcome) {
        let name = String(sanitizing: outcome.account)
        let counts = outcome.counts
        if outcome.problem.map(\.happenedBeforeListing) != true {
            var line = "\(name): \(counts.summary)"
            if counts.purged > 0 { line += " (purged \(ByteCount.format(counts.purgedBytes)) and what folders held)" }
            if !outcome.purgeWasDue, counts.due > 0 {
                line += ", purged at a scheduled time or with --purge-now"
            }
            if let end = outcome.backlogEndsAt { line += ", the last of them until about \(end.formatted(.iso8601))" }
            Console.print(line)
        }
        if let difference = outcome.difference, difference.newlyPurgeable + difference.noLongerProtected > 0 {
            Console.printError(
                "note: \(name): the policy is new: \(difference.text)")
        }
        if outcome.problem == nil, let blocked = outcome.blocked {
            Console.printError("note: \(name): no purge will take place: \(String(sanitizing: blocked))")
        }
    }

    /// The result of a restore by hand.
    static func show(restore outcome: SweepOutcome, under invocation: Invocation) {
        let name = String(sanitizing: outcome.account)
        if outcome.counts.restored > 0 { Console.print("\(name): \(outcome.counts.restored) restored") }
        for warning in outcome.warnings { Console.printError("warning: \(name): \(String(sanitizing: warning))") }
        list(outcome.dropped, "warning: \(name): not restored:")
        list(outcome.failures, "warning: \(name):")
        if let problem = outcome.problem { CommandError(problem, account: name, under: invocation).report() }
    }

    private static func list(_ items: [SweepOutcome.Failure], _ introduction: String) {
        for entry in items.prefix(maxNamed) {
            let title = String(sanitizing: entry.item.title)
            Console.printError("\(introduction) \(entry.item.key) \"\(title)\": \(String(sanitizing: entry.reason))")
        }
        if items.count > maxNamed {
            Console.printError("\(introduction) … and \(counted(items.count - maxNamed, "more item"))")
        }
    }
}

extension SweepError {
    /// Whether the sweep ended before the trash was listed.
    fileprivate var happenedBeforeListing: Bool {
        switch self {
        case .refused, .blocked, .itemsFailed, .incompleteListing, .noReadableDates, .unknownHolds, .awaitingApproval,
            .paused:
            false
        case .unsupportedPortal, .otherTrash, .sharedTrash, .keyRefused, .unavailable, .gaveUp, .state, .storage,
            .noAudit,
            .cancelled, .superseded:
            true
        }
    }
}

extension PolicyDifference {
    /// One clause for people.
    var text: String {
        "\(counted(newlyPurgeable, "item")) due only under it \(newlyPurgeable == 1 ? "is" : "are") kept in grace, "
            + "\(noLongerProtected) no longer protected"
    }
}
