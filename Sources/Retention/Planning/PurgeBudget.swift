package import FoundationEssentials

/// The number of items that a policy still allows to purge in the current day. A day has 24 hours; the first one began
/// with a purge.
package struct PurgeBudget: Codable, Sendable, Equatable {
    private static let day: TimeInterval = 86_400

    /// When the day began.
    package private(set) var since: Date
    /// Items that were purged in it, or may have been.
    package private(set) var used: Int

    /// A day that begins now.
    package init(since: Date) {
        self.since = since
        used = 0
    }

    /// The day of an instant. Days follow each other without a gap, so that the time of day stays the same.
    package func day(at now: Date) -> PurgeBudget {
        let days = (now.timeIntervalSince(since) / Self.day).rounded(.down)
        if days == 0 { return self }
        // After the clock was set back, the day begins again.
        return PurgeBudget(since: days < 0 ? now : since.addingTimeInterval(days * Self.day))
    }

    package mutating func spend(_ count: Int) { used += max(0, min(count, Int.max - used)) }

    package func remaining(of limit: Int) -> Int { max(0, limit - used) }

    /// When the last due item will have been purged, if nothing else becomes due.
    ///
    /// - Parameter limit: items in a day, at least 1.
    package func end(of due: Int, limit: Int) -> Date {
        let rest = max(0, due - remaining(of: limit))
        let days = rest / limit + (rest % limit > 0 ? 1 : 0)
        // Longer plans make no sense.
        return since.addingTimeInterval(Double(min(days, 36_500)) * Self.day)
    }
}
