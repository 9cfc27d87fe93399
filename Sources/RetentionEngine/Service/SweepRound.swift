/// Reports when every account has been swept without a failure since the last report.
///
/// Takes each status that the service publishes. An account whose last sweep left something undone, or whose key can't be
/// read, keeps the round from ending.
package struct SweepRound: Sendable {
    /// By account, the last sweep seen; at first, from an earlier run of the service.
    private var seen: [String: String?] = [:]
    /// Accounts whose last sweep of this round went well.
    private var done: Set<String> = []

    package init() {}

    /// Takes the service's status.
    ///
    /// - Returns: whether that ends a round.
    package mutating func update(_ status: ServiceStatus) -> Bool {
        let names = Set(status.accounts.map(\.name))
        seen = seen.filter { names.contains($0.key) }
        done.formIntersection(names)
        for account in status.accounts {
            let id = account.lastSweep?.id
            let isNew = seen[account.name].map { $0 != id } ?? false
            seen[account.name] = .some(id)
            if account.health != .ok || account.problem != nil || account.lastSweep?.problem != nil {
                done.remove(account.name)
            } else if isNew {
                done.insert(account.name)
            }
        }
        guard !names.isEmpty, done == names else { return false }
        done = []
        return true
    }
}
