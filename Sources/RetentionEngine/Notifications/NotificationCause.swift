import FoundationEssentials

/// An event that a person should be notified of.
package enum NotificationCause: String, Codable, Sendable, CaseIterable {
    /// A limit refused the purge; nothing is purged until a person decides.
    case blocked
    /// Three sweeps in a row left something undone.
    case failures
    /// The portal refused an action on items, which are in quarantine.
    case quarantine
    /// The key expires within 14 days.
    case keyExpiry = "key-expiry"

    /// The remedy.
    ///
    /// - Parameters:
    ///   - account: the one concerned.
    ///   - invocation: options that make commands mean the same service.
    package func advice(for account: String, under invocation: Invocation) -> String {
        switch self {
        case .blocked: "\(invocation.confirmation(of: account)), or change the policy"
        case .failures:
            "see `\(invocation.command("status", "--account", account))` and `journalctl -u retentiond`"
        case .quarantine: "see `retentiond audit --action quarantined`"
        case .keyExpiry: "make a new key as the same user, store it, and restart the service"
        }
    }
}

extension NotificationCause {
    /// The state of the cause for an account.
    enum Standing: Equatable {
        /// - reason: one clause for people. subject: if it changes, it is another cause.
        case active(reason: String, subject: String)
        case over
        /// Not known (yet): a service that has just started can't know whether an earlier cause is over.
        case unknown
    }

    func standing(of account: AccountStatus, in status: ServiceStatus) -> Standing {
        let problems = AccountFacts(account, in: status).problems(at: status.updatedAt)
        if let active = problems.lazy.compactMap(Self.active).first(where: { $0.cause == self }) {
            return .active(reason: active.reason, subject: active.subject)
        }
        switch self {
        case .blocked, .quarantine: return account.lastSweep == nil ? .unknown : .over
        case .failures:
            let succeededSinceStart = account.lastSuccessAt.map { $0 >= status.startedAt } ?? false
            return account.consecutiveFailures == 0 && succeededSinceStart ? .over : .unknown
        case .keyExpiry: return account.keyExpiresAt == nil ? .unknown : .over
        }
    }

    /// The problems that are worth a message. Nil for a problem that a failing sweep reports, or that needs no action now.
    static func active(
        _ problem: AccountProblem
    ) -> (cause: NotificationCause, reason: String, subject: String)? {
        switch problem {
        case .blocked(let reason, _): return (.blocked, reason, "")
        case .failing(let reason, let inARow, isLasting: true):
            return (.failures, "\(inARow) sweeps in a row failed: \(reason ?? "something was left undone")", "")
        case .quarantine(let count):
            return (.quarantine, "the portal refused an action on \(count) item\(count == 1 ? "" : "s")", "")
        case .keyExpires(let end, _):
            let day = end.formatted(.iso8601)
            return (.keyExpiry, "its key expires on \(day)", day)
        case .failing, .unsupportedPortal, .otherTrash, .readOnlyKey, .overdue, .unlisted, .paused, .backlog: return nil
        }
    }
}
