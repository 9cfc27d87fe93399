import FoundationEssentials
import Retention
import Time

/// The next 30 days if nothing changes: the policy's clock beside the portal's own.
struct Forecast: Equatable {
    struct Day: Equatable {
        /// Becomes due.
        var due = Tally()
        /// Held, and restored before the portal's cleaner comes.
        var rescued = Tally()
        /// The portal's 30 days end, but by then we have purged or restored it.
        var ours = Tally()
        /// The portal's 30 days end, and nothing removes it before: the portal itself destroys it.
        var lost = Tally()
        /// Whether a purge is scheduled.
        var hasPurge = false
    }

    static let length = 30

    /// From today on, by the zone's calendar.
    private(set) var days = [Day](repeating: Day(), count: length)
    /// Items that are due already.
    private(set) var overdue = Tally()
    private let today: Int64
    private let now: Date
    private let zone: TimeZoneRules

    /// - Parameters:
    ///   - items: of all trashes, as planned for `now`.
    ///   - policy: the one that they were planned under.
    init(_ items: some Sequence<PlannedItem>, policy: Policy, now: Date, zone: TimeZoneRules) {
        today = zone.day(of: now)
        self.now = now
        self.zone = zone
        for item in items { add(item, policy) }
        var last = now
        // Schedules may come every second; a day needs only one time.
        for index in days.indices {
            let start = instant(of: today + Int64(index))
            guard let next = policy.purge.schedule?.next(after: max(last, start.addingTimeInterval(-1))) else { break }
            if let found = self.index(of: next) { days[found].hasPurge = true }
            last = max(now, start)
        }
    }

    /// Items that the portal destroys within the whole time without a purge of ours.
    var lost: Tally {
        days.reduce(into: Tally()) { $0.add($1.lost) }
    }

    /// The first day of the calendar, as days since 1970.
    func day(_ index: Int) -> Int64 { today + Int64(index) }

    private mutating func add(_ item: PlannedItem, _ policy: Policy) {
        let end = item.portalPurgesAt
        let ownEnd = self.ownEnd(item, policy)
        if let ownEnd, let index = index(of: ownEnd) {
            switch item.decision {
            case .purge where ownEnd <= now, .keep where ownEnd <= now: overdue.add(bytes: item.item.bytes)
            case .hold: days[index].rescued.add(bytes: item.item.bytes)
            case .purge, .keep: days[index].due.add(bytes: item.item.bytes)
            // It is being handled now.
            case .restore, .left: break
            }
        }
        guard let end, let index = index(of: end) else { return }
        if item.decision == .restore || ownEnd.map({ $0 <= end }) == true {
            days[index].ours.add(bytes: item.item.bytes)
        } else {
            days[index].lost.add(bytes: item.item.bytes)
        }
    }

    /// When we take the item out of the trash, by purge or rescue; nil if we never do.
    private func ownEnd(_ item: PlannedItem, _ policy: Policy) -> Date? {
        if item.isLeftWhenDue { return nil }
        switch item.decision {
        case .purge, .keep, .restore: return item.dueAt
        case .left: return nil
        case .hold: return item.portalPurgesAt?.addingTimeInterval(-policy.rescueBefore.timeInterval)
        }
    }

    /// Nil beyond the forecast; the past counts as today.
    private func index(of date: Date) -> Int? {
        let index = max(0, zone.day(of: date) - today)
        return index < Int64(Self.length) ? Int(index) : nil
    }

    private func instant(of day: Int64) -> Date {
        zone.instants(of: CivilTime(secondsSinceEpoch: day * 86_400)).preferred
    }
}
