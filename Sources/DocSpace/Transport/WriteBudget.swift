package import FoundationEssentials

/// How many changes one key may still request: fewer in any 24 hours than the portal grants its user (10,000), because the
/// person uses the same account.
///
/// Restores may continue when purges may not: an item that isn't restored in time is lost, one that isn't purged waits.
/// Source: docspace-api.md §8.
package struct WriteBudget: Sendable {
    package enum Use: Sendable { case restoring, destroying }

    /// Writes are counted by the hour, so that few numbers are enough. An hour is dropped when its last possible write is 24
    /// hours old.
    package struct Hour: Codable, Equatable, Sendable {
        package var begin: Date
        package var count: Int

        package init(begin: Date, count: Int) {
            self.begin = begin
            self.count = count
        }
    }

    /// In seconds: an hour, and how long its writes count, from its start.
    private static let (hour, lifetime) = (3600.0, 25.0 * 3600)

    private var restoring: Int
    private var destroying: Int
    /// Oldest first.
    package private(set) var hours: [Hour] = []

    /// - Parameters:
    ///   - restoring: a restore is granted below this number of writes of both kinds.
    ///   - destroying: likewise a purge.
    package init(restoring: Int = 9_000, destroying: Int = 8_000) {
        self.restoring = restoring
        self.destroying = destroying
    }

    /// - Parameter writes: calls that destroy, in any 24 hours; restores have an eighth more. 0: no limit.
    package static func perDay(_ writes: Int) -> WriteBudget {
        writes == 0
            ? WriteBudget(restoring: .max, destroying: .max)
            : WriteBudget(restoring: writes + (writes + 7) / 8, destroying: writes)
    }

    /// Takes over the limits of another one, and keeps the count.
    mutating func adopt(limitsOf other: WriteBudget) {
        restoring = other.restoring
        destroying = other.destroying
    }

    /// Counts one more write, if it is granted.
    ///
    /// - Returns: nil if it is granted, else the shortest time to wait.
    package mutating func take(for use: Use, at now: Date) -> Duration? {
        // A clock that was ahead must not make them last for years.
        for index in hours.indices { hours[index].begin = min(hours[index].begin, now) }
        hours.removeAll { now.timeIntervalSince($0.begin) >= Self.lifetime }
        if hours.total >= (use == .restoring ? restoring : destroying) {
            // Without hours there is nothing to wait for: nothing is ever granted.
            return .seconds(Self.lifetime - (hours.first.map { now.timeIntervalSince($0.begin) } ?? 0))
        }
        if let last = hours.last, now.timeIntervalSince(last.begin) < Self.hour {
            hours[hours.count - 1].count += 1
        } else {
            hours.append(Hour(begin: now, count: 1))
        }
        return nil
    }

    /// Takes over another process's count, if that is higher.
    package mutating func remember(_ others: [Hour]) {
        let sane = others.filter { (0...100_000).contains($0.count) }.sorted { $0.begin < $1.begin }
        if sane.total > hours.total { hours = sane }
    }
}

extension [WriteBudget.Hour] {
    fileprivate var total: Int { reduce(0) { $0 + $1.count } }
}
