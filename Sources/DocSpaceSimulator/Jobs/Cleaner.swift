import FoundationEssentials

/// The server's own auto-cleaning: 30 days for everybody, regardless of the settings (api.md §9).
enum Cleaner {
    static let period: TimeInterval = 300
    static let retention: TimeInterval = 30 * 86_400
    /// While its operation runs it reads the user's delete list this often, and so consumes it (api.md §7).
    static let pollPeriod = Duration.seconds(1)
}

extension PortalState {
    /// The next run that has something to do, or nil if there is none until `now`.
    func nextCleanerRun(now: Date) -> Date? {
        guard settings.isCleanerOn, !isWorkerDown, nextCleanerRun <= now else { return nil }
        let cleaned = users.values.filter(\.isActive).map(\.id)
        guard let due = cleaned.compactMap({ earliestTrashed(of: $0) }).min()?.addingTimeInterval(Cleaner.retention),
            due <= now
        else { return nil }
        let periods = max(0, due.timeIntervalSince(nextCleanerRun) / Cleaner.period).rounded(.up)
        let run = nextCleanerRun.addingTimeInterval(periods * Cleaner.period)
        return run <= now ? run : nil
    }

    private func earliestTrashed(of user: UserID) -> Date? {
        trashEntries(of: user).compactMap(updated).min()
    }

    private func updated(_ item: ItemKey) -> Date? {
        item.kind == .file ? files[item.id]?.updated : folders[item.id]?.updated
    }

    /// One run at the present instant: a delete operation per user who has something overdue.
    ///
    /// It fails for disabled users. Since 3.7 its request is checked like any other: one entry that refuses keeps the
    /// user's whole trash from being cleaned.
    package mutating func runCleaner() {
        for user in users.keys.filter({ users[$0]?.isActive == true }).sorted(by: { $0.description < $1.description }) {
            let overdue = trashEntries(of: user).filter {
                updated($0).map { $0.addingTimeInterval(Cleaner.retention) <= instant } ?? false
            }
            guard !overdue.isEmpty, !operations.contains(where: { $0.user == user && $0.isCleaners }) else { continue }
            let isRefused = overdue.contains { access.refusal(of: $0, user: user) != nil }
            if isRefused, settings.version.checksBeforeQueueing { continue }
            _ = queue(
                .delete, for: user, steps: deletionSteps(overdue, immediately: true), keepsResult: true,
                isCleaners: true
            )
            cleanerPolls[user] = work + Cleaner.pollPeriod
        }
    }

    /// The cleaner waits for its own operation by reading the whole delete list, without an id.
    mutating func pollAsCleaner(_ user: UserID) {
        _ = readOperations(of: user, kind: .delete, id: nil)
        let isBusy = operations.contains { $0.user == user && $0.isCleaners && !$0.status.isOver }
        cleanerPolls[user] = isBusy ? work + Cleaner.pollPeriod : nil
    }

    /// Skips runs that had nothing to do.
    mutating func settleCleaner(now: Date) {
        guard nextCleanerRun <= now else { return }
        let periods = (now.timeIntervalSince(nextCleanerRun) / Cleaner.period).rounded(.down) + 1
        nextCleanerRun = nextCleanerRun.addingTimeInterval(periods * Cleaner.period)
    }
}

extension PortalOperation {
    var isCleaners: Bool {
        if case .cleaner = cause { true } else { false }
    }
}
