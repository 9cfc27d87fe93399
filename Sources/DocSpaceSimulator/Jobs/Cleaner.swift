import FoundationEssentials

/// The server's own auto-cleaning: 30 days for everybody, regardless of the settings (api.md §9).
struct Cleaner: Sendable {
    private static let retention: TimeInterval = 30 * 86_400
    /// While its operation runs it reads the user's delete list this often, and so consumes it (api.md §7).
    private static let pollPeriod = Duration.seconds(1)

    var schedule: PeriodicRun
    /// When it reads the lists of users the next time, on the work axis.
    private var polls: [UserID: Duration] = [:]

    init(createdAt date: Date) { schedule = PeriodicRun(after: date) }

    /// The next run that has something to do, or nil if there is none until `now`.
    func nextRun(until now: Date, in database: Database) -> Date? {
        guard schedule.next <= now else { return nil }
        let cleaned = database.users.values.filter(\.isActive).map(\.id)
        let earliest = cleaned.compactMap { database.trashEntries(of: $0).compactMap(database.tree.updated).min() }
            .min()
        return schedule.first(from: earliest?.addingTimeInterval(Self.retention), until: now)
    }

    /// The next readings of users' lists.
    var nextPolls: [(user: UserID, at: Duration)] {
        polls.sorted { $0.key.description < $1.key.description }.map { ($0.key, $0.value) }
    }

    /// One run at the present instant: a delete operation per user who has something overdue.
    ///
    /// It fails for disabled users. Since 3.7 its request is checked like any other: one entry that refuses keeps the
    /// user's whole trash from being cleaned.
    mutating func run(
        in database: Database, at time: EventClock, settings: PortalSettings, queueing jobs: inout JobQueue,
        using generator: inout SeededGenerator
    ) {
        let users = database.users.values.filter(\.isActive).map(\.id).sorted { $0.description < $1.description }
        for user in users {
            let overdue = database.trashEntries(of: user).filter {
                database.tree.updated($0).map { $0.addingTimeInterval(Self.retention) <= time.instant } ?? false
            }
            guard !overdue.isEmpty, !jobs.all.contains(where: { $0.user == user && $0.isCleaners }) else { continue }
            let isRefused = overdue.contains { database.access.refusal(of: $0, user: user) != nil }
            if isRefused, settings.version.checksBeforeQueueing { continue }
            var job = JobRequest(.delete, for: user, steps: OperationStep.deletions(of: overdue, immediately: true))
            job.isCleaners = true
            _ = jobs.queue(job, lanes: settings.lanes, at: time.work, using: &generator)
            polls[user] = time.work + Self.pollPeriod
        }
    }

    /// It waits for its own operation by reading the whole delete list of a user, without an id.
    mutating func poll(
        _ user: UserID, at work: Duration, in jobs: inout JobQueue, using generator: inout SeededGenerator
    ) {
        _ = jobs.read(of: user, kind: .delete, id: nil, using: &generator)
        let isBusy = jobs.all.contains { $0.user == user && $0.isCleaners && !$0.status.isOver }
        polls[user] = isBusy ? work + Self.pollPeriod : nil
    }
}

extension PortalOperation {
    fileprivate var isCleaners: Bool {
        if case .cleaner = cause { true } else { false }
    }
}
