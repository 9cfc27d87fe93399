package import FoundationEssentials
package import Logging
package import Retention

/// Sweeps each account on its own interval, until it is stopped.
package actor SweepService {
    /// The result of a sweep of an account, including the failure to begin one.
    package struct Report: Sendable {
        package var outcome: SweepOutcome?
        /// One clause; nil if all went well.
        package var problem: String?
        package var health: AccountStatus.Health

        package init(outcome: SweepOutcome?, problem: String?, health: AccountStatus.Health) {
            self.outcome = outcome
            self.problem = problem
            self.health = health
        }
    }

    /// The service's dependencies.
    package struct Ports: Sendable {
        /// The gate closes to the sweep as soon as another policy is in force.
        package var sweep: @Sendable (Account, ActivePolicy, PolicyGate) async -> Report
        /// The state that earlier runs stored of an account, for the first status.
        package var remembered: @Sendable (Account) -> AccountState?
        package var publish: @Sendable (ServiceStatus) -> Void
        /// Called in each iteration of the loop, at least as often as `longestWait` says: feeds the watchdog.
        package var onIteration: @Sendable () -> Void
        package var now: @Sendable () -> Date
        /// The time since any fixed origin.
        package var monotonic: @Sendable () -> Duration
        /// 0..<1.
        package var random: @Sendable () -> Double

        package init(
            sweep: @escaping @Sendable (Account, ActivePolicy, PolicyGate) async -> Report,
            remembered: @escaping @Sendable (Account) -> AccountState?,
            publish: @escaping @Sendable (ServiceStatus) -> Void, onIteration: @escaping @Sendable () -> Void,
            now: @escaping @Sendable () -> Date, monotonic: @escaping @Sendable () -> Duration,
            random: @escaping @Sendable () -> Double
        ) {
            self.sweep = sweep
            self.remembered = remembered
            self.publish = publish
            self.onIteration = onIteration
            self.now = now
            self.monotonic = monotonic
            self.random = random
        }
    }

    /// A sweep under way.
    private struct Sweep: Sendable {
        let account: Account
        let startedAt: Date
        let policyDigest: String
        /// Whether its result is the account's: false for a part that a person requested.
        var isWhole = true
    }

    private enum Event: Sendable {
        case tick
        case finished(Sweep, Report)
        case reloaded(ActivePolicy)
        case rejected(String)
        case stop
    }

    var active: ActivePolicy
    /// Follows `active`.
    package nonisolated let gate: PolicyGate
    let ports: Ports
    private let log: Logger
    private let timer: any WakeTimer
    private let longestWait: Duration
    private let events: AsyncStream<Event>
    private let send: AsyncStream<Event>.Continuation
    var schedules: [String: AccountSchedule] = [:]
    /// As they were when they got their slots.
    private var running: [String: SweepSlots.Account] = [:]
    private var lastRound: Date?
    var orders = SweepOrders()
    /// Accounts whose last turn was an order's: then the schedule comes first, so that orders can't delay it without end.
    private var servedOrders: Set<String> = []
    /// No orders are carried out any more.
    private(set) var hasEnded = false
    /// The warnings of each account's last sweep.
    private var warnings: [String: [String]] = [:]
    var status: ServiceStatus
    /// When the status was last published, on the monotonic clock.
    var publishedAt: Duration?

    /// - Parameters:
    ///   - longestWait: the longest time between two iterations of the loop. Wall clocks get set and machines get suspended,
    ///     so they are checked at least once a minute.
    ///   - timer: starts the iterations.
    package init(
        active: ActivePolicy, ports: Ports, log: Logger, processID: Int32, longestWait: Duration = .seconds(60),
        timer: any WakeTimer = IntervalTimer()
    ) {
        self.active = active
        self.longestWait = longestWait
        gate = PolicyGate(active)
        self.ports = ports
        self.log = log
        self.timer = timer
        (events, send) = AsyncStream.makeStream()
        status = ServiceStatus(processID: processID, startedAt: ports.now(), policyDigest: active.digest, accounts: [])
    }

    /// Puts a policy in force: sweeps under another one end at their next step and begin again; those of unchanged accounts
    /// under the same rules continue. `gate.isAlone` shows when the last call under another has ended.
    package nonisolated func reload(_ active: ActivePolicy) { send.yield(.reloaded(active)) }

    /// Reports a policy file that was refused; the one in force stays.
    package nonisolated func reject(_ reason: String) { send.yield(.rejected(reason)) }

    /// Ends `run`. Sweeps under way are cancelled; the next ones check their requests.
    package nonisolated func stop() { send.yield(.stop) }

    /// - Parameter started: called once the loop runs.
    package func run(started: @Sendable () -> Void) async {
        adoptAccounts()
        await withDiscardingTaskGroup { group in
            group.addTask { [timer, send] in
                for await _ in timer.ticks { send.yield(.tick) }
            }
            started()
            await advance(&group)
            for await event in events {
                guard handle(event) else { break }
                await advance(&group)
            }
            hasEnded = true
            orders.refuse { _ in true }
            group.cancelAll()
        }
    }

    /// Starts an iteration of the loop.
    func iterate() { send.yield(.tick) }

    /// - Returns: false to stop.
    private func handle(_ event: Event) -> Bool {
        switch event {
        case .tick: break
        case .finished(let sweep, let report): finish(sweep, report)
        case .reloaded(let active):
            let before = self.active
            self.active = active
            // Changed rules are tried at once: the person who changed them waits for the effect. So is a changed account;
            // the others keep their times. The same text may mean other times, in another time zone of this machine.
            if active.digest == before.digest {
                let unchanged = before.policy.accounts.filter(Set(active.policy.accounts).contains).map(\.name)
                schedules = schedules.filter { unchanged.contains($0.key) }
                followZone()
            } else {
                schedules = [:]
            }
            gate.replace(with: active)
            status.policyDigest = active.digest
            status.policyProblem = nil
            adoptAccounts()
        case .rejected(let reason): status.policyProblem = reason
        case .stop: return false
        }
        return true
    }

    private func followZone() {
        let wall = ports.now()
        for name in schedules.keys { schedules[name]?.zoneWasChanged(at: wall, policy: active.policy) }
    }

    /// Starts due sweeps, sets the timer, publishes the status.
    private func advance(_ group: inout DiscardingTaskGroup) async {
        let (monotonic, wall) = (ports.monotonic(), ports.now())
        if let lastRound, wall < lastRound {
            for name in schedules.keys { schedules[name]?.clockWasSetBack(to: wall, policy: active.policy) }
        }
        lastRound = wall
        var slots = SweepSlots(
            running: Array(running.values), portals: Set(active.policy.accounts.map(\.portal)).count)
        refuseOutdatedOrders()
        let due = due(monotonic: monotonic, wall: wall)
        let waiting = Dictionary(uniqueKeysWithValues: due.map { ($0.name, $0) })
        let turns = Set(slots.give(to: due))
        for account in active.policy.accounts where turns.contains(account.name) {
            running[account.name] = waiting[account.name]
            let isScheduled = schedules[account.name]?.isDue(monotonic: monotonic, wall: wall) == true
            if !(isScheduled && servedOrders.contains(account.name)), let entry = orders.next(of: account.name) {
                start(entry, at: wall, in: &group)
                continue
            }
            servedOrders.remove(account.name)
            update(account.name) { $0.activity = "sweeping" }
            group.addTask { [active, ports, send, gate] in
                let report = await ports.sweep(account, active, gate)
                let sweep = Sweep(account: account, startedAt: wall, policyDigest: active.digest)
                send.yield(.finished(sweep, report))
            }
        }
        let publishing = publish(at: monotonic)
        ports.onIteration()
        // For accounts that are due and got no slot, the end of another sweep brings the turn.
        let waits = schedules.filter { running[$0.key] == nil && waiting[$0.key] == nil }.map {
            $0.value.wait(monotonic: monotonic, wall: wall)
        }
        let wait = [slots.isFull ? nil : waits.min(), publishing].compactMap(\.self).min() ?? longestWait
        await timer.wake(
            after: max(.milliseconds(10), min(wait, longestWait)), leeway: min(wait / 10, .seconds(1)))
    }

    private func start(_ entry: SweepOrders.Waiting, at wall: Date, in group: inout DiscardingTaskGroup) {
        let order = entry.order
        servedOrders.insert(order.account.name)
        update(order.account.name) { $0.activity = order.activity }
        let sweep = Sweep(
            account: order.account, startedAt: wall, policyDigest: active.digest, isWhole: order.isWholeSweep)
        group.addTask { [active, send, gate] in
            let report = await order.work(active, gate)
            entry.answer.resume(returning: report)
            send.yield(.finished(sweep, report))
        }
    }

    /// Accounts that are due and aren't being swept, in the order of the policy.
    private func due(monotonic: Duration, wall: Date) -> [SweepSlots.Account] {
        let failures = Dictionary(uniqueKeysWithValues: status.accounts.map { ($0.name, $0.failuresInARow) })
        let ordered = orders.accounts
        return active.policy.accounts.compactMap { account in
            guard running[account.name] == nil, let schedule = schedules[account.name] else { return nil }
            let isOrdered = ordered.contains(account.name)
            guard isOrdered || schedule.isDue(monotonic: monotonic, wall: wall) else { return nil }
            // A person waits: this comes before everything that is only scheduled.
            return SweepSlots.Account(
                name: account.name, portal: account.portal, failures: isOrdered ? 0 : failures[account.name] ?? 0,
                waiting: isOrdered ? .seconds(366 * 86_400) : schedule.overdue(monotonic: monotonic, wall: wall))
        }
    }

    /// Logs warnings that the account's previous sweep did not give.
    private func warn(_ account: String, _ news: [String]) {
        for warning in news where warnings[account]?.contains(warning) != true {
            log.warning("sweep warns", metadata: ["account": "\(account)", "reason": "\(warning)"])
        }
        warnings[account] = news
    }

    private func finish(_ sweep: Sweep, _ report: Report) {
        let name = sweep.account.name
        running[name] = nil
        let before = status.accounts.first { $0.name == name }?.problem
        guard sweep.isWhole else {
            update(name) { $0.activity = nil }
            if let account = active.policy.accounts.first(where: { $0.name == name }) { remember(account) }
            return
        }
        update(name) { status in
            status.activity = nil
            status.health = report.health
            status.problem = report.problem
            status.consecutiveFailures = report.problem == nil ? 0 : status.consecutiveFailures + 1
            status.keyExpiresAt = report.outcome?.keyExpiresAt ?? status.keyExpiresAt
        }
        guard let account = active.policy.accounts.first(where: { $0.name == name }) else { return }
        let failures =
            report.health == .failing ? status.accounts.first { $0.name == name }?.consecutiveFailures ?? 1 : 0
        if sweep.policyDigest == active.digest, account == sweep.account {
            schedules[name]?.swept(
                startedAt: sweep.startedAt, monotonic: ports.monotonic(), failures: failures, policy: active.policy,
                random: ports.random())
        }
        remember(account)
        warn(name, report.outcome?.warnings ?? [])
        if let outcome = report.outcome, outcome.isQuiet {
            log.notice(
                "sweep ended, nothing to do", metadata: ["account": "\(name)", "trash": "\(outcome.counts.summary)"])
        }
        // The same text every quarter of an hour would hide the news among it.
        if let problem = report.problem, problem != before {
            // A sweep that began is already in the audit trail.
            log.log(
                level: report.outcome == nil ? .error : .info, "sweep incomplete",
                metadata: ["account": "\(name)", "reason": "\(problem)"])
        }
    }
}
