package import FoundationEssentials

/// The number of items that a trash receives, to detect mass deletions by a broken sync client or ransomware: the trash
/// may then hold the only copy.
///
/// Pure; kept in the account's state. Counts items that were not there at the previous sweep.
package struct Inflow: Codable, Sendable, Equatable {
    package struct Sample: Codable, Sendable, Equatable {
        package var at: Date
        package var count: Int
    }

    /// When the account was first swept.
    package private(set) var since: Date
    /// The rate to expect from the first listing: the portal keeps items for 30 days, so a thirtieth of them arrive
    /// each day.
    package private(set) var baselinePerDay: Double
    /// Oldest first; one for each five minutes of the last day, then one a day, for 30 days. So their number is limited
    /// however often sweeps run.
    package private(set) var samples: [Sample] = []

    /// Fewer items in a day never raise an alarm.
    package static let calm = 50
    private static let day: TimeInterval = 86_400
    /// The largest count that a file holds.
    fileprivate static let maxCount = 1_000_000_000
    private static let shortest: TimeInterval = 300

    /// Begins with the first listing of a trash, none of whose items counts as received.
    package init(listed: Int, now: Date) {
        since = now
        baselinePerDay = Double(min(listed, Self.maxCount)) / 30
    }

    /// Counts the new items of a sweep.
    package mutating func add(_ count: Int, now: Date) {
        if count > 0 { note(min(count, Self.maxCount), now: now) }
        samples.removeAll { now.timeIntervalSince($0.at) > 31 * Self.day }
        var merged: [Sample] = []
        for sample in samples {
            if let last = merged.last, now.timeIntervalSince(sample.at) > Self.day,
                Self.isSame(Self.day, last.at, sample.at)
            {
                merged[merged.count - 1].count = last.count.addingClamped(sample.count)
            } else {
                merged.append(sample)
            }
        }
        samples = merged
    }

    private mutating func note(_ count: Int, now: Date) {
        if let last = samples.last, Self.isSame(Self.shortest, last.at, now) {
            // The later moment, so that arrivals count for at least a whole day.
            samples[samples.count - 1] = Sample(at: max(last.at, now), count: last.count.addingClamped(count))
        } else {
            samples.append(Sample(at: now, count: count))
        }
    }

    /// A person has reviewed the new items: they no longer raise an alarm.
    package mutating func accept(now: Date) {
        samples.removeAll { now.timeIntervalSince($0.at) <= Self.day }
    }

    /// Items received in the last 24 hours, a folder with its contents.
    package func received(now: Date) -> Int {
        samples.reduce(0) { now.timeIntervalSince($1.at) <= Self.day ? $0.addingClamped($1.count) : $0 }
    }

    /// Items that usually arrive in a day, measured before the last 24 hours.
    package func usualPerDay(now: Date) -> Double {
        let observedDays = (now.timeIntervalSince(since) - Self.day) / Self.day
        guard observedDays >= 1 else { return baselinePerDay }
        let earlier = samples.reduce(0) { now.timeIntervalSince($1.at) > Self.day ? $0.addingClamped($1.count) : $0 }
        let mean = Double(earlier) / min(observedDays, 30)
        // Less than a week is too short to show what is usual.
        return observedDays < 7 ? max(mean, baselinePerDay) : mean
    }

    /// - Returns: the refusal if far more than usual arrived; nil otherwise.
    package func refusal(factor: Double, now: Date) -> Refusal? {
        let received = received(now: now)
        let usual = usualPerDay(now: now)
        guard Double(received) > max(Double(Self.calm), factor * usual) else { return nil }
        return .unusualInflow(received: received, usualPerDay: Int(min(usual.rounded(.up), 1e15)), factor: factor)
    }

    /// Whether both lie in the same span of this number of seconds since 1970.
    private static func isSame(_ span: TimeInterval, _ one: Date, _ other: Date) -> Bool {
        (one.timeIntervalSince1970 / span).rounded(.down) == (other.timeIntervalSince1970 / span).rounded(.down)
    }
}

extension Int {
    /// A sum limited to the largest count, so that it can't overflow: counts come from a file, too.
    fileprivate func addingClamped(_ other: Int) -> Int {
        Swift.min(saturatedSum(self, other), Inflow.maxCount)
    }
}
