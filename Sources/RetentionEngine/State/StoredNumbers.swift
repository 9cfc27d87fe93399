package import FoundationEssentials
package import Retention

/// The numbers that a file of ours can hold. A number outside was written by another program or a broken disk, and could
/// overflow in sums.
package enum StoredNumbers {
    /// From the year 1 to the end of the year 9999, in seconds since 1970.
    private static let instants = -62_135_596_800.0...253_402_300_799.0
    /// The allowed numbers of items, sweeps and failures.
    private static let counts = 0...maxCount
    /// The largest count that is stored.
    static let maxCount = 1_000_000_000

    /// More than any chain of audit records has; keeps sums of numbers from overflowing.
    package static let maxSequence = 1 << 60

    /// Whether it is a date that can be printed and read again. Nil counts as one.
    package static func holds(_ date: Date?) -> Bool {
        date.map { instants.contains($0.timeIntervalSince1970) } ?? true
    }

    /// Whether it can be increased by one without overflow. Nil can.
    package static func holds(count: Int?) -> Bool { count.map(counts.contains) ?? true }

    /// Whether the portal can have given it to an item. Keys in another form than `ItemKey` writes aren't even read.
    package static func holds(_ key: ItemKey) -> Bool { key.id > 0 }

    /// Whether it is a size. Nil counts as one.
    package static func holds(bytes: Int64?) -> Bool { bytes.map { $0 >= 0 } ?? true }
}

extension AccountState {
    /// Whether all its numbers are ones that we would write.
    var hasSoundNumbers: Bool {
        dates.allSatisfy(StoredNumbers.holds) && keys.allSatisfy(StoredNumbers.holds)
            && counts.allSatisfy { StoredNumbers.holds(count: $0) }
            && (intents ?? []).joinedItems.allSatisfy { StoredNumbers.holds(bytes: $0.bytes) }
            && (0...StoredNumbers.maxSequence).contains(auditSequence ?? 0)
            && (0...1e9).contains(inflow?.baselinePerDay ?? 0) && lastSweep?.hasSoundNumbers ?? true
    }

    private var dates: [Date?] {
        var dates = [lastPurge, slotsHandledUntil, pendingSlot, blocked?.since, policy?.since, policy?.settlesAt]
        dates.append(confirmation?.at)
        dates += quarantine.values.map { Optional($0.nextAt) }
        dates += restores.values.map { Optional($0.lastAt) }
        for intent in intents ?? [] { dates += [intent.at, intent.endedAt] }
        dates += (intents ?? []).joinedItems.map(\.trashedAt)
        dates += [inflow?.since, listedAt, purgeBudget?.since, backlogEndsAt]
        return dates + (inflow?.samples ?? []).map { Optional($0.at) }
    }

    private var keys: [ItemKey] {
        var keys = reportedHolds + (reportedStrayHolds ?? [])
        keys += quarantine.keys
        keys += restores.keys
        return keys + (intents ?? []).joinedItems.map(\.key)
    }

    private var counts: [Int] {
        [consecutiveFailures, purgeBudget?.used ?? 0, blocked?.items ?? 0, confirmation?.items ?? 0]
            + quarantine.values.map(\.failures) + restores.values.map(\.count)
            + (inflow?.samples ?? []).map(\.count)
    }
}

extension [AccountState.Intent] {
    fileprivate var joinedItems: [AccountState.Intent.Item] { reduce(into: []) { $0 += $1.items } }
}

extension AccountState.SweepRecord {
    /// Whether all its numbers are ones that we would write.
    var hasSoundNumbers: Bool {
        StoredNumbers.holds(startedAt) && StoredNumbers.holds(finishedAt) && counts.hasSoundNumbers
    }
}

extension SweepCounts {
    fileprivate var hasSoundNumbers: Bool {
        StoredNumbers.holds(bytes: purgedBytes)
            && [listed, restored, rescued, held, kept, left, due, purged, failed, unknown, quarantined].allSatisfy {
                StoredNumbers.holds(count: $0)
            }
    }
}
