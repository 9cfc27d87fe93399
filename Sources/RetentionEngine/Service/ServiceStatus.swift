package import FoundationEssentials

/// The service's status, as `retentiond status` shows it. Written as JSON to the state directory.
package struct ServiceStatus: Codable, Sendable {
    package var processID: Int32
    package var startedAt: Date
    package var updatedAt: Date
    package var policyDigest: String
    /// Set while a changed policy file was refused and the earlier policy stays in force.
    package var policyProblem: String?
    /// What the service can't do beside its sweeps, such as serving metrics or sending a message; a clause each. Nil for
    /// nothing.
    package var problems: [String]?
    /// How often accounts are checked under the policy in force, without jitter.
    package var checkIntervalSeconds: Double?
    /// When the oldest readable audit record was made. Nil before there is one, or if unknown.
    package var auditReachesBackTo: Date?
    package var accounts: [AccountStatus]

    package init(processID: Int32, startedAt: Date, policyDigest: String, accounts: [AccountStatus]) {
        self.processID = processID
        self.startedAt = startedAt
        updatedAt = startedAt
        self.policyDigest = policyDigest
        self.accounts = accounts
    }
}

/// One account's part of the status.
package struct AccountStatus: Codable, Sendable {
    package enum Health: String, Codable, Sendable {
        /// The last sweep did everything, or none has ended yet.
        case ok
        /// The last sweep left something undone.
        case degraded
        /// The last sweep could not do its work at all.
        case failing
    }

    package var name: String
    package var health = Health.ok
    /// The service's present activity for the account; nil while it waits.
    package var activity: String?
    package var lastSweep: AccountState.SweepRecord?
    /// When a sweep last ended well, as far as this run of the service knows.
    package var lastSuccessAt: Date?
    package var nextSweepAt: Date?
    package var nextPurgeAt: Date?
    package var lastPurgeAt: Date?
    package var consecutiveFailures = 0
    package var problem: String?
    package var keyExpiresAt: Date?
    package var quarantined = 0
    /// The version that the account's portal reported last; nil when it was unknown.
    package var portalVersion: String?
    /// Whose trash it is; nil before the first sweep.
    package var trash: TrashOwner?
    /// Why nothing is purged until a person confirms or changes the policy.
    package var blocked: String?
    /// Why nothing is purged until a person resumes it. Nil if it isn't paused, and in the service's own file.
    package var paused: String?
    /// When the last due item will have been purged, if a policy's items per day make items wait.
    package var backlogEndsAt: Date?

    package init(name: String) {
        self.name = name
    }
}

extension AccountStatus {
    /// Takes over the state that sweeps keep.
    ///
    /// - Parameter digest: of the policy in force; nil if unknown.
    package mutating func adopt(_ state: AccountState, under digest: String? = nil) {
        lastSweep = state.lastSweep
        lastPurgeAt = state.lastPurge
        quarantined = state.quarantine.count
        blocked = state.block(under: digest)?.reason
        portalVersion = state.portalVersion
        trash = state.trash
        backlogEndsAt = state.backlogEndsAt
    }

    /// Failed sweeps in a row: at least one, if the last one of an earlier run of the service failed.
    var failuresInARow: Int {
        if health == .failing { return max(1, consecutiveFailures) }
        return consecutiveFailures == 0 && lastSuccessAt == nil && lastSweep?.problem != nil ? 1 : 0
    }
}
