import FoundationEssentials
import Retention
import Time

/// The status that the service publishes.
extension SweepService {
    /// Up to this number, each change is published at once.
    private static let fewAccounts = 50

    /// Makes schedules and status follow the policy's accounts; accounts that stay keep theirs.
    func adoptAccounts() {
        let (monotonic, wall) = (ports.monotonic(), ports.now())
        let nextPurge = active.policy.purge.schedule?.next(after: wall)
        var kept: [String: AccountSchedule] = [:]
        for account in active.policy.accounts {
            kept[account.name] = schedules[account.name] ?? AccountSchedule(monotonic: monotonic, nextPurge: nextPurge)
        }
        schedules = kept
        let before = Dictionary(uniqueKeysWithValues: status.accounts.map { ($0.name, $0) })
        status.accounts = active.policy.accounts.map { before[$0.name] ?? AccountStatus(name: $0.name) }
        status.checkIntervalSeconds = active.policy.check.every.timeInterval
        for account in active.policy.accounts { remember(account) }
    }

    /// Takes over the account's state file.
    func remember(_ account: Account) {
        guard let state = ports.remembered(account) else { return }
        update(account.name) { status in
            status.adopt(state, under: active.digest)
            if let last = state.lastSweep, last.problem == nil { status.lastSuccessAt = last.finishedAt }
        }
    }

    func update(_ name: String, _ change: (inout AccountStatus) -> Void) {
        guard let index = status.accounts.firstIndex(where: { $0.name == name }) else { return }
        change(&status.accounts[index])
    }

    /// Publishes the status. With many accounts this takes time for each, so it is put off while changes come fast: for a
    /// millisecond an account.
    ///
    /// - Returns: how long until this must be called again; nil when all is published.
    func publish(at monotonic: Duration) -> Duration? {
        if status.accounts.count > Self.fewAccounts, let publishedAt {
            let wait = publishedAt + .milliseconds(status.accounts.count) - monotonic
            if wait > .zero { return wait }
        }
        publishedAt = monotonic
        let wall = ports.now()
        for index in status.accounts.indices {
            let schedule = schedules[status.accounts[index].name]
            let wait = schedule.map { max(.zero, $0.nextCheck - monotonic) }
            status.accounts[index].nextSweepAt = wait.map { wall.addingTimeInterval($0.timeInterval) }
            status.accounts[index].nextPurgeAt = schedule?.nextPurge
        }
        status.updatedAt = wall
        ports.publish(status)
        return nil
    }
}
