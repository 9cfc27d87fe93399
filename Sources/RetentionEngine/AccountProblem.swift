package import FoundationEssentials

/// Something that is wrong with an account. `AccountFacts` alone decides what is; status, webhook, report, plan and checks only
/// word it, each for its readers.
package enum AccountProblem: Sendable, Equatable {
    /// The portal's version is too old, or unknown: nothing is changed.
    case unsupportedPortal(PortalSupport)
    /// The key shows another trash than before: nothing is changed.
    case otherTrash(found: TrashOwner, expected: TrashOwner)
    /// The key may neither restore nor purge.
    case readOnlyKey
    /// A limit refused a purge: nothing is purged until the policy changes or a person confirms. `since` is nil where it isn't known.
    case blocked(reason: String, since: Date?)
    /// The last sweep left something undone. A block is a problem of its own, though each sweep under it leaves something undone,
    /// too.
    ///
    /// - reason: nil where it isn't known.
    /// - inARow: so many sweeps did; 0 where that isn't known.
    /// - isLasting: too many for a portal that restarts.
    case failing(reason: String?, inARow: Int, isLasting: Bool)
    /// No sweep has ended for so long that none can be coming regularly.
    case overdue(lastSweptAt: Date?)
    /// The trash couldn't be listed just now.
    case unlisted(reason: String)
    case keyExpires(at: Date, isOver: Bool)
    /// A person has paused purges, in one clause.
    case paused(String)
    /// What is due has to be spread over days.
    case backlog(until: Date)
    /// Items refused an action and are left alone for a while.
    case quarantine(items: Int)
}

extension AccountProblem {
    /// A key that expires within this time is a problem, in seconds. Source: contract §6.
    package static let expiryNotice: TimeInterval = 14 * 86_400
    /// Sweeps in a row from which on their failure is lasting.
    package static let lastingFailures = 3

    /// How often it failed, as an addition to the reason. Empty for once.
    package static func repetition(_ inARow: Int) -> String { inARow > 1 ? " (\(inARow) times in a row)" : "" }

    /// Nil for a portal that may be changed, and for one that wasn't asked.
    static func unsupported(_ support: PortalSupport?) -> AccountProblem? {
        support.flatMap { $0.objection == nil ? nil : .unsupportedPortal($0) }
    }

    /// Nil for the same trash, and where either isn't known.
    package static func otherTrash(_ found: TrashOwner?, before expected: TrashOwner?) -> AccountProblem? {
        guard let found, let expected, !expected.isSame(as: found) else { return nil }
        return .otherTrash(found: found, expected: expected)
    }

    /// Nil for a key that may write, and where the portal doesn't tell.
    package static func scope(_ key: KeyState?) -> AccountProblem? { key?.mayWrite == false ? .readOnlyKey : nil }
}

extension PortalFailure {
    /// That a key can't do what an account needs. Nil for one that may write, and where the portal doesn't tell.
    package static func scope(of key: KeyState?) -> PortalFailure? {
        AccountProblem.scope(key).flatMap(SweepProblem.init).map {
            PortalFailure(.keyRefused, excludesEffect: true, $0.description)
        }
    }
}

extension SweepProblem {
    /// What stops every sweep of an account. Nil for a problem that stops none, or not all of it.
    package init?(_ problem: AccountProblem) {
        switch problem {
        case .unsupportedPortal(let support): self = .unsupportedPortal(support)
        case .otherTrash(let found, let expected): self = .otherTrash(found: found, expected: expected)
        case .readOnlyKey: self = .keyRefused("the key lacks the scope files:write")
        case .blocked, .failing, .overdue, .unlisted, .keyExpires, .paused, .backlog, .quarantine: return nil
        }
    }
}
