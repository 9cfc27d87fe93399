import FoundationEssentials
import Retention

/// How long items have been in the trash, in days, by their decision.
struct Ages: Equatable {
    /// 0, 1, … 29 days, and 30 or more.
    static let count = 31

    private(set) var bins = [[Decision: Tally]](repeating: [:], count: count)
    /// Items whose date of deletion is missing or in the future.
    private(set) var unknown = 0

    init(_ items: some Sequence<PlannedItem>, now: Date) {
        for item in items {
            guard let trashedAt = item.item.countsSince, trashedAt <= now else {
                unknown += 1
                continue
            }
            let days = min(now.timeIntervalSince(trashedAt) / 86_400, Double(Self.count - 1))
            bins[Int(days)][item.decision, default: Tally()].add(bytes: item.item.bytes)
        }
    }
}
