import FoundationEssentials

/// What a person should be told of without having asked.
package enum NotificationCause: String, Codable, Sendable, CaseIterable {
    /// A limit refused the purge; nothing is purged until a person decides.
    case blocked
    /// Three sweeps in a row left something undone.
    case failures
    /// Items refused an action and are left alone for a while.
    case quarantine
    /// The key expires within 14 days.
    case keyExpiry = "key-expiry"

    /// What to do about it.
    ///
    /// - Parameters:
    ///   - account: that it is about.
    ///   - invocation: of commands that mean the same service.
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
    /// Sweeps in a row after which their failure is worth a message: one or two may be a portal that restarts.
    static let failuresToTell = 3
    /// How long before its end a key is worth a message, in seconds: as for the status line.
    static let expiryNotice: Double = 14 * 86_400

    /// How the cause stands with an account.
    enum Standing: Equatable {
        /// - reason: one clause for people. subject: what, if it changes, makes it another cause.
        case active(reason: String, subject: String)
        case over
        /// Not known (yet): a service that has just started doesn't know whether what it told is over.
        case unknown
    }

    func standing(of account: AccountStatus, in status: ServiceStatus) -> Standing {
        switch self {
        case .blocked:
            if let reason = account.blocked { return .active(reason: reason, subject: "") }
            return account.lastSweep == nil ? .unknown : .over
        case .failures: return failures(of: account, in: status)
        case .quarantine:
            let count = account.quarantined
            guard count == 0 else {
                return .active(reason: "\(count) item\(count == 1 ? "" : "s") refused an action", subject: "")
            }
            return account.lastSweep == nil ? .unknown : .over
        case .keyExpiry:
            guard let end = account.keyExpiresAt else { return .unknown }
            guard end.timeIntervalSince(status.updatedAt) < Self.expiryNotice else { return .over }
            let day = end.formatted(.iso8601)
            return .active(reason: "its key expires on \(day)", subject: day)
        }
    }

    /// A block is a cause of its own, though each sweep under it leaves something undone, too.
    private func failures(of account: AccountStatus, in status: ServiceStatus) -> Standing {
        if account.consecutiveFailures >= Self.failuresToTell, account.blocked == nil {
            let problem = account.problem ?? "something was left undone"
            return .active(reason: "\(account.consecutiveFailures) sweeps in a row failed: \(problem)", subject: "")
        }
        let succeededSinceStart = account.lastSuccessAt.map { $0 >= status.startedAt } ?? false
        return account.consecutiveFailures == 0 && succeededSinceStart ? .over : .unknown
    }
}
