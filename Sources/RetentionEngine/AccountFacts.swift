package import FoundationEssentials
import Retention

/// The known facts about an account. An unknown one is nil, and not a problem.
package struct AccountFacts: Sendable {
    package var support: PortalSupport?
    /// The portal's present report about the key.
    package var key: KeyState?
    /// Whose trash the key shows now, and whose it showed before.
    package var trash: TrashOwner?
    package var earlierTrash: TrashOwner?
    /// When the key ends, as the portal reported earlier.
    package var keyExpiresAt: Date?
    var block: (reason: String, since: Date?)?
    /// What the last sweep left undone.
    var failure: (reason: String?, inARow: Int)?
    package var lastSweptAt: Date?
    /// The time by which a sweep should have ended.
    var sweepExpectedBy: Date?
    package var unlistedReason: String?
    /// A person's pause of purges, in one clause.
    package var pause: String?
    package var backlogEndsAt: Date?
    package var quarantined = 0

    package init() {}

    /// All problems, the gravest first; each kind at most once.
    package func problems(at now: Date) -> [AccountProblem] {
        [
            .unsupported(support), .otherTrash(trash, before: earlierTrash), .scope(key),
            block.map { .blocked(reason: $0.reason, since: $0.since) }, failing, overdue(now),
            unlistedReason.map { .unlisted(reason: $0) }, expiry(now), pause.map { .paused($0) },
            backlogEndsAt.map { .backlog(until: $0) }, quarantined > 0 ? .quarantine(items: quarantined) : nil,
        ].compactMap(\.self)
    }

    private var failing: AccountProblem? {
        guard block == nil, let failure else { return nil }
        return .failing(
            reason: failure.reason, inARow: failure.inARow,
            isLasting: failure.inARow >= AccountProblem.lastingFailures)
    }

    private func overdue(_ now: Date) -> AccountProblem? {
        guard let sweepExpectedBy, now > sweepExpectedBy else { return nil }
        return .overdue(lastSweptAt: lastSweptAt)
    }

    private func expiry(_ now: Date) -> AccountProblem? {
        guard let end = key?.expiresAt ?? keyExpiresAt, end.timeIntervalSince(now) < AccountProblem.expiryNotice else {
            return nil
        }
        return .keyExpires(at: end, isOver: end <= now)
    }
}

extension AccountFacts {
    /// How late a sweep may be beyond two intervals, in seconds.
    private static let tolerance: TimeInterval = 600

    /// Facts from the service's status.
    package init(_ account: AccountStatus, in status: ServiceStatus) {
        block = account.blocked.map { ($0, nil) }
        if account.health != .ok || account.problem != nil || account.consecutiveFailures > 0 {
            failure = (account.problem, account.consecutiveFailures)
        }
        lastSweptAt = account.lastSweep?.finishedAt
        // A sweep under way may take its time: the watchdog ends a service that hangs.
        if account.activity == nil, let interval = status.checkIntervalSeconds {
            let last = max(lastSweptAt ?? .distantPast, status.startedAt)
            sweepExpectedBy = last.addingTimeInterval(2 * interval + Self.tolerance)
        }
        keyExpiresAt = account.keyExpiresAt
        pause = account.paused
        backlogEndsAt = account.backlogEndsAt
        quarantined = account.quarantined
    }

    /// Facts from the state that sweeps keep and, if the service ran, from its status.
    ///
    /// - Parameter digest: of the policy in force; nil if unknown.
    package init(_ state: AccountState?, _ account: AccountStatus?, policyDigest digest: String?) {
        block = state?.block(under: digest).map { ($0.reason, $0.since) }
        if let reason = account?.problem ?? state?.lastSweep?.problem {
            // The service counts from its start, but also sweeps that failed before there was a state to count in.
            failure = (reason, max(state?.consecutiveFailures ?? 0, account?.consecutiveFailures ?? 0))
        }
        lastSweptAt = state?.lastSweep?.finishedAt
        keyExpiresAt = account?.keyExpiresAt
        backlogEndsAt = state?.backlogEndsAt ?? account?.backlogEndsAt
        quarantined = state?.quarantine.count ?? 0
    }

    /// Facts from a listing, beside the state that sweeps keep.
    ///
    /// - Parameter portal: address of the account's portal.
    package init(_ snapshot: TrashSnapshot, _ state: AccountState, under active: ActivePolicy, at portal: String) {
        support = PortalSupport(snapshot.version)
        key = snapshot.key
        (trash, earlierTrash) = (snapshot.owner, state.expectedTrash(at: portal))
        block = state.block(under: active.digest).map { ($0.reason, $0.since) }
    }
}
