package import FoundationEssentials

/// Which time of the purge schedule is due. Pure; the account's state stores the two dates.
package struct PurgeSlots: Sendable, Equatable {
    /// Everything up to here is done, except for `pending`. Nil: the account is new.
    package var handledUntil: Date?
    /// A slot that has come and whose purge isn't carried out yet.
    package var pending: Date?

    package init(handledUntil: Date?, pending: Date?) {
        self.handledUntil = handledUntil
        self.pending = pending
    }

    private static let longestStepBack: TimeInterval = 86_400
    private static let maxSlots = 1_000

    /// Processes the slots up to now. Each becomes pending once.
    ///
    /// Goes from slot to slot, as systemd does. From call to call, slots could repeat in an hour that a clock change
    /// repeats.
    ///
    /// - Parameters:
    ///   - next: the first time of the schedule strictly after a date.
    ///   - missed: `skip` drops a slot that is later than `tolerance`, as after a downtime.
    ///   - tolerance: how late a running service may check the clock.
    package mutating func advance(
        to now: Date, next: (Date) -> Date?, missed: MissedPurge, tolerance: Duration
    ) {
        guard let handledUntil, handledUntil.timeIntervalSince(now) < Self.longestStepBack else {
            // A new account, or a clock that had been far ahead: earlier slots don't count.
            self.handledUntil = now
            return
        }
        // After a small step back, finished slots stay finished: none comes twice.
        guard handledUntil <= now else { return }
        let oldest = now.addingTimeInterval(-tolerance.timeInterval)
        var last = handledUntil
        for _ in 0..<Self.maxSlots {
            guard let slot = next(last), slot > last, slot <= now else {
                self.handledUntil = last
                return
            }
            if pending == nil, missed == .run || slot > oldest { pending = slot }
            last = slot
        }
        // Only a dense schedule and a long pause have this many slots: the rest counts as one.
        if pending == nil, let slot = next(max(last, oldest)), slot <= now { pending = slot }
        self.handledUntil = now
    }
}
