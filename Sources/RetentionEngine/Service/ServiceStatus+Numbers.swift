extension ServiceStatus {
    /// Whether all its numbers are ones that we would write.
    package var hasSoundNumbers: Bool {
        StoredNumbers.holds(startedAt) && StoredNumbers.holds(updatedAt) && processID >= 0
            && StoredNumbers.holds(auditReachesBackTo)
            && (0...1e9).contains(checkIntervalSeconds ?? 0) && accounts.allSatisfy(\.hasSoundNumbers)
    }
}

extension AccountStatus {
    fileprivate var hasSoundNumbers: Bool {
        [lastSuccessAt, nextSweepAt, nextPurgeAt, lastPurgeAt, keyExpiresAt, backlogEndsAt].allSatisfy(
            StoredNumbers.holds)
            && StoredNumbers.holds(count: consecutiveFailures) && StoredNumbers.holds(count: quarantined)
            && lastSweep?.hasSoundNumbers ?? true
    }
}
