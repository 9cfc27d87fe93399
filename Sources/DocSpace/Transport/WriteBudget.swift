/// How many changes one key may still ask for: fewer in any 24 hours than the portal grants its user (10,000), for the person
/// works with the same account.
///
/// Restoring may go on when destroying may not: an item that isn't restored in time is lost, one that isn't destroyed waits.
/// Source: docspace/api.md §8.
package struct WriteBudget: Sendable {
    package enum Use: Sendable { case restoring, destroying }

    /// Writes are counted by the hour, so that few numbers are enough. An hour leaves when the last write that it may hold is
    /// 24 hours old.
    private struct Hour {
        let begin: ContinuousClock.Instant
        var count: Int
    }

    private let restoring: Int
    private let destroying: Int
    private var hours: [Hour] = []

    /// - Parameters:
    ///   - restoring: a restore is granted while fewer writes than this, of both kinds, were.
    ///   - destroying: likewise a purge.
    package init(restoring: Int = 9_000, destroying: Int = 8_000) {
        self.restoring = restoring
        self.destroying = destroying
    }

    /// Counts one more write, if there may be one.
    ///
    /// - Returns: nil if it is granted, else how long to wait at least.
    package mutating func take(for use: Use, at now: ContinuousClock.Instant) -> Duration? {
        hours.removeAll { $0.begin.duration(to: now) >= .seconds(25 * 3600) }
        let count = hours.reduce(0) { $0 + $1.count }
        let most = use == .restoring ? restoring : destroying
        if count >= most {
            // Without hours there is nothing to wait for: nothing is ever granted.
            return .seconds(25 * 3600) - (hours.first?.begin.duration(to: now) ?? .zero)
        }
        if let last = hours.last, last.begin.duration(to: now) < .seconds(3600) {
            hours[hours.count - 1].count += 1
        } else {
            hours.append(Hour(begin: now, count: 1))
        }
        return nil
    }
}
