package import FoundationEssentials

/// Which time of the purge schedule is to be acted on. Pure; the account's state remembers the two dates.
package struct PurgeSlots: Sendable, Equatable {
    /// Everything up to here is dealt with, but for `pending`. Nil: the account is new.
    package var handledUntil: Date?
    /// A slot that has come and whose purge isn't carried out yet.
    package var pending: Date?

    package init(handledUntil: Date?, pending: Date?) {
        self.handledUntil = handledUntil
        self.pending = pending
    }

    private static let longestStepBack: TimeInterval = 86_400
    private static let mostSlots = 1_000

    /// Takes note of the slots that have come by now. A slot that came becomes pending, once.
    ///
    /// Goes from slot to slot, as systemd does, and not from look to look: within an hour that clocks play twice, the
    /// schedule begins anew for whoever asks in between.
    ///
    /// - Parameters:
    ///   - next: the first time of the schedule strictly after a date.
    ///   - missed: `skip` lets a slot pass that is later than `tolerance`, as after a downtime.
    ///   - tolerance: how late a running service may look at the clock.
    package mutating func advance(
        to now: Date, next: (Date) -> Date?, missed: MissedPurge, tolerance: Duration
    ) {
        guard let handledUntil, handledUntil.timeIntervalSince(now) < Self.longestStepBack else {
            // New account, or a clock that had been far ahead: nothing before this moment counts.
            self.handledUntil = now
            return
        }
        // After a small step back, what was dealt with stays so: no slot comes twice.
        guard handledUntil <= now else { return }
        let oldest = now.addingTimeInterval(-tolerance.timeInterval)
        var last = handledUntil
        for _ in 0..<Self.mostSlots {
            guard let slot = next(last), slot > last, slot <= now else {
                self.handledUntil = last
                return
            }
            if pending == nil, missed == .run || slot > oldest { pending = slot }
            last = slot
        }
        // So many can only come of a dense schedule and a long pause: the rest counts as one.
        if pending == nil, let slot = next(max(last, oldest)), slot <= now { pending = slot }
        self.handledUntil = now
    }
}
