import ArgumentParser
import FoundationEssentials
import Retention
import Time

/// The instant that `plan --at` rehearses.
enum PlanInstant: ExpressibleByArgument {
    case instant(Date)
    /// `next-purge`: the next time of the purge schedule.
    case nextPurge

    init?(argument: String) {
        if argument == "next-purge" {
            self = .nextPurge
        } else {
            guard let instant = Instant(argument: argument) else { return nil }
            self = .instant(instant.date)
        }
    }

    /// In a form that other processes read, in any time zone.
    var text: String {
        switch self {
        case .instant(let date): UTCText.of(date)
        case .nextPurge: "next-purge"
        }
    }

    /// - Throws: with exit status 64 if the policy has no purge schedule, or one whose times are all over.
    func date(under policy: Policy, now: Date) throws(CommandError) -> Date {
        switch self {
        case .instant(let date): return date
        case .nextPurge:
            guard let next = policy.purge.schedule?.next(after: now) else {
                throw CommandError(
                    .usage, "there is no next purge: the policy has no purge schedule with a time to come",
                    hint: "name an instant: --at 2026-12-24T03:00:00Z")
            }
            return next
        }
    }
}

extension Decision: ExpressibleByArgument {}
