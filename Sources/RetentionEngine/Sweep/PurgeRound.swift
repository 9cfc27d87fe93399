import Retention

/// The state of a purge by page, from round to round. A value with one owner.
struct PurgeRound {
    /// After this number of calls in a row that don't shrink the trash, they count as having no effect.
    static let maxCallsWithoutEffect = 3

    var queue: PurgeQueue
    let fresh: FreshItems
    var sender: BisectingSender
    /// Items at the beginning.
    let total: Int
    /// The number of items after which the results are proven. Large, because each proof takes two complete listings; but
    /// not all items, so that a crash leaves fewer requests open.
    let size: Int
    /// Announced in this sweep, and without an outcome unless a call of this round names them.
    private(set) var announced: [ItemKey: PlannedItem] = [:]
    /// Those of them that a refused call named before the first round.
    private let namedBefore: Set<ItemKey>
    /// Items of accepted calls since the trash's size was read last.
    private var destroyed = 0
    private var trashSize: Int?
    private var callsWithoutEffect = 0

    init(_ queue: PurgeQueue, _ fresh: FreshItems, _ sender: BisectingSender, named: [PlannedItem]) {
        namedBefore = Set(named.map(\.item.key))
        self.queue = queue
        self.fresh = fresh
        self.sender = sender
        total = queue.count
        size = max(2_500, (queue.count + 1) / 2)
        announce(named)
    }

    var isWithoutEffect: Bool { callsWithoutEffect >= Self.maxCallsWithoutEffect }

    /// Takes in the number of entries in the trash. If the calls before did not lower it, they had no effect.
    mutating func learn(size: Int?) {
        guard let size else { return }
        if destroyed > 0, let before = trashSize { callsWithoutEffect = size < before ? 0 : callsWithoutEffect + 1 }
        (trashSize, destroyed) = (size, 0)
    }

    mutating func announce(_ items: [PlannedItem]) {
        for planned in items { announced[planned.item.key] = planned }
    }

    /// Removes the items of calls from those that wait. Items that the portal put off, or that there was no time for, stay.
    mutating func take(_ results: [BatchResult]) {
        for call in results where !call.isPostponed {
            let keys = call.items.map(\.item.key)
            queue.remove(keys)
            for key in keys { announced[key] = nil }
            if case .accepted(let report) = call.status, report.end.doubt == nil { destroyed += keys.count }
        }
    }

    /// Removes items that have their outcome, or whose request may still take effect.
    mutating func close(_ keys: [ItemKey]) {
        queue.remove(keys)
        for key in keys { announced[key] = nil }
    }

    /// Removes items.
    ///
    /// - Returns: the outcomes of those that were announced.
    mutating func drop(_ keys: some Sequence<ItemKey>, _ result: ItemResult) -> [ItemOutcome] {
        queue.remove(keys)
        return keys.compactMap { announced.removeValue(forKey: $0)?.purged(result) }
    }

    /// Continues with a later complete listing. Items that it doesn't show as they were are dropped.
    ///
    /// - Parameter readsAll: as for `PurgeQueue.begin`.
    /// - Returns: the outcomes of dropped items that were announced.
    mutating func restart(in later: ItemList, readsAll: Bool) -> [ItemOutcome] {
        (trashSize, destroyed, callsWithoutEffect) = (nil, 0, 0)
        return drop(
            queue.restart(in: later, readsAll: readsAll),
            .overtaken("not sent: it changed, or left the trash, meanwhile"))
    }

    /// Outcomes of all announced items that were not named in a call, and will not be. The next sweep's listing decides about
    /// those that were named before.
    mutating func left(_ result: ItemResult) -> [ItemOutcome] {
        defer { announced = [:] }
        return announced.filter { !namedBefore.contains($0.key) }.sorted { $0.key < $1.key }
            .map { $0.value.purged(result) }
    }
}

extension PlannedItem {
    /// The outcome of a requested purge.
    func purged(_ result: ItemResult) -> ItemOutcome {
        ItemOutcome(item: item, rule: rule, cause: reason, action: .purge, result: result)
    }
}
