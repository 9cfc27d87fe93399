import FoundationEssentials
import Retention
import RetentionEngine

/// Problems that a person should review, the worst first.
extension ReportPage {
    /// One problem to review.
    struct Concern: Equatable {
        let isBad: Bool
        let what: String
        let why: String
        /// The accounts concerned; empty for a problem of no single account.
        var accounts: [String] = []
    }

    /// With more accounts, the heading counts them, and their names are listed below it.
    fileprivate static let namesInHeading = 4

    var attention: HTML {
        let concerns = concerns
        guard !concerns.isEmpty else {
            return section(
                "attention", "What needs a person", "<p class=\"calm\">Nothing, as far as this report can see.</p>")
        }
        let items = concerns.map { concern -> HTML in
            """
            <li\(concern.isBad ? " class=\"bad\"" : "")><strong>\(HTML.isolated(concern.heading))</strong>\
            <span class="why">\(HTML.isolated(concern.why))</span>\(names(concern))</li>

            """
        }
        return section("attention", "What needs a person", "<ul class=\"attention\">\(items)</ul>")
    }

    var concerns: [Concern] {
        let concerns = trailConcerns + Self.joined(content.accounts.flatMap(concerns)) + planConcerns
        return concerns.filter(\.isBad) + concerns.filter { !$0.isBad }
    }

    private func names(_ concern: Concern) -> HTML {
        guard concern.accounts.count > Self.namesInHeading else { return "" }
        return "<span class=\"why\">\(HTML.isolated(concern.accounts.joined(separator: ", ")))</span>"
    }

    /// One concern for all accounts that share it.
    private static func joined(_ concerns: [Concern]) -> [Concern] {
        struct Cause: Hashable {
            let isBad: Bool
            let what: String
            let why: String
        }
        var joined: [Concern] = []
        var indices: [Cause: Int] = [:]
        for concern in concerns {
            let cause = Cause(isBad: concern.isBad, what: concern.what, why: TrailDigest.general(concern.why))
            if let index = indices[cause] {
                joined[index].accounts += concern.accounts
            } else {
                indices[cause] = joined.count
                joined.append(concern)
            }
        }
        return joined
    }

    private var trailConcerns: [Concern] {
        var concerns: [Concern] = []
        if !content.isWhole {
            let count = content.chains.reduce(0) { $0 + $1.damages.count }
            concerns.append(
                Concern(
                    isBad: true, what: "The audit trail is not whole",
                    why: """
                        \(Texts.count(count, "finding")) below; audit.md in /usr/share/doc/retentiond says what each can mean.
                        """))
        }
        let unknown = content.trail.stillUnknown
        if unknown > 0 {
            concerns.append(
                Concern(
                    isBad: true, what: "The outcome of \(Texts.count(unknown, "request")) is unknown",
                    why: "The portal’s answer was lost, and no later sweep could determine the outcome. "
                        + "Search the records for outcome-unknown."))
        }
        if content.trail.limitRefusals > 0 {
            let times = Texts.count(content.trail.limitRefusals, "purge was", "purges were")
            concerns.append(
                Concern(
                    isBad: false, what: "\(times) refused as a whole",
                    why: "A limit or a doubtful clock prevented it. The reasons are below."))
        }
        return concerns
    }

    private func concerns(_ account: AccountView) -> [Concern] {
        let problems = account.facts(policyDigest: content.policyDigest).problems(at: content.generatedAt)
        let notes = account.notes.map { Concern(isBad: false, what: "a note of the plan", why: $0) }
        return (problems.compactMap(concern) + notes).map { $0.of(account.name) }
    }

    /// Nil for a problem that a note of the plan reports, and for one that only a running service knows.
    func concern(_ problem: AccountProblem) -> Concern? {
        switch problem {
        case .blocked(let reason, let since):
            Concern(
                isBad: true, what: "nothing is purged\(since.map { " since \(zone.minute($0))" } ?? "")",
                why: "\(reason). To lift it: \(content.invocation.confirmation(of: "NAME")).")
        case .failing(let reason, let inARow, let isLasting):
            Concern(
                isBad: isLasting, what: "the last sweep left something undone",
                why: (reason ?? "The reason is not known") + AccountProblem.repetition(inARow))
        case .unlisted(let reason):
            Concern(isBad: false, what: "the plan is missing, as its trash couldn’t be listed", why: reason)
        case .keyExpires(let end, let isOver):
            Concern(
                isBad: isOver, what: isOver ? "the key has expired" : "the key expires soon",
                why: "On \(zone.minute(end)). Create a new one as the user whose trash it is.")
        case .backlog(let end):
            Concern(
                isBad: false, what: "the due items take until about \(zone.minute(end))",
                why: "The policy's maxPurgeItemsPerDay spreads them over days, the oldest first.")
        case .quarantine(let count):
            Concern(
                isBad: false, what: "\(Texts.count(count, "item")) in quarantine",
                why: "The portal refused an action on them, which is retried later; see below.")
        case .unsupportedPortal, .otherTrash, .readOnlyKey, .overdue, .paused: nil
        }
    }

    private var planConcerns: [Concern] {
        var concerns: [Concern] = []
        if let forecast, forecast.lost.items > 0 {
            concerns.append(
                Concern(
                    isBad: false,
                    what: "The portal itself will destroy \(Texts.count(forecast.lost.items, "item")) within 30 days",
                    why:
                        "No rule rescues them, and no retention ends before that. Move items that must be kept out of the trash."
                ))
        }
        let idle = content.rules.filter { $0.matches == 0 && content.trail.rules[$0.name] == nil }
        if !idle.isEmpty {
            concerns.append(
                Concern(
                    isBad: false,
                    what: "\(Texts.count(idle.count, "rule has", "rules have")) never matched anything here",
                    why: "\(Texts.list(idle.map { "“\($0.name)”" })): neither in the records nor in the trashes now."))
        }
        return concerns
    }
}

extension ReportPage.Concern {
    /// The problem, after the accounts concerned or their number.
    var heading: String {
        guard !accounts.isEmpty else { return what }
        let isShort = accounts.count <= ReportPage.namesInHeading
        return "\(isShort ? Texts.list(accounts) : Texts.count(accounts.count, "account")): \(what)"
    }

    /// The same for this account, whose name the reason need not repeat.
    fileprivate func of(_ account: String) -> Self {
        let prefix = "\(account): "
        let why = why.hasPrefix(prefix) ? String(why.dropFirst(prefix.count)) : why
        return Self(isBad: isBad, what: what, why: why, accounts: [account])
    }
}
