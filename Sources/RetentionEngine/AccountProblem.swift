package import FoundationEssentials

/// Something that is wrong with an account. `AccountFacts` alone decides that; status, webhook, report, plan and checks word
/// it for their readers.
package enum AccountProblem: Sendable, Equatable {
    /// The portal's version is too old, or unknown: nothing is changed.
    case unsupportedPortal(PortalSupport)
    /// The key shows another trash than before: nothing is changed.
    case otherTrash(found: TrashOwner, expected: TrashOwner)
    /// The key may neither restore nor purge.
    case readOnlyKey
    /// A limit refused a purge: nothing is purged until the policy changes or a person confirms. `since` is nil if unknown.
    case blocked(reason: String, since: Date?)
    /// The last sweep left something undone. A block is a separate problem, although each sweep under it leaves something
    /// undone, too.
    ///
    /// - reason: nil if unknown.
    /// - inARow: the number of such sweeps in a row; 0 if unknown.
    /// - isLasting: too many in a row for a portal that only restarts.
    case failing(reason: String?, inARow: Int, isLasting: Bool)
    /// The last sweep ended too long ago: regular sweeps must have stopped.
    case overdue(lastSweptAt: Date?)
    /// The trash can't be listed at present.
    case unlisted(reason: String)
    case keyExpires(at: Date, isOver: Bool)
    /// A person has paused purges, in one clause.
    case paused(String)
    /// Due items must be spread over days.
    case backlog(until: Date)
    /// The portal refused an action on items, which are in quarantine.
    case quarantine(items: Int)
}

extension AccountProblem {
    /// A key that expires within this time is a problem, in seconds. Source: contract §6.
    package static let expiryNotice: TimeInterval = 14 * 86_400
    /// The number of failed sweeps in a row that makes a failure lasting.
    package static let lastingFailures = 3

    /// A suffix for the reason that says how often it failed; empty for once.
    package static func repetition(_ inARow: Int) -> String { inARow > 1 ? " (\(inARow) times in a row)" : "" }

    /// Nil for a portal that may be changed, and for one whose version was not requested.
    static func unsupported(_ support: PortalSupport?) -> AccountProblem? {
        support.flatMap { $0.objection == nil ? nil : .unsupportedPortal($0) }
    }

    /// Nil for the same trash, and if either is unknown.
    package static func otherTrash(_ found: TrashOwner?, before expected: TrashOwner?) -> AccountProblem? {
        guard let found, let expected, !expected.isSame(as: found) else { return nil }
        return .otherTrash(found: found, expected: expected)
    }

    /// Nil for a key that may write, and if the portal doesn't report its scopes.
    package static func scope(_ key: KeyState?) -> AccountProblem? { key?.mayWrite == false ? .readOnlyKey : nil }
}

extension PortalError {
    /// The failure of a key that can't do what its account needs. Nil for one that may write, and if the portal doesn't
    /// report its scopes.
    package static func scope(of key: KeyState?) -> PortalError? {
        AccountProblem.scope(key).flatMap(SweepError.init).map {
            PortalError(.keyRefused, excludesEffect: true, $0.description)
        }
    }
}

extension SweepError {
    /// The failure of a sweep that follows from an account's problem. Nil for a problem that stops no sweep, or only a part
    /// of each.
    package init?(_ problem: AccountProblem) {
        switch problem {
        case .unsupportedPortal(let support): self = .unsupportedPortal(support)
        case .otherTrash(let found, let expected): self = .otherTrash(found: found, expected: expected)
        case .readOnlyKey: self = .keyRefused("the key lacks the scope files:write")
        case .blocked, .failing, .overdue, .unlisted, .keyExpires, .paused, .backlog, .quarantine: return nil
        }
    }
}
