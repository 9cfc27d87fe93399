import Retention

/// What a purge by page carries from round to round. A value with one owner.
struct PurgeRound {
    /// Calls in a row after which the trash was no smaller, before that is held to be the portal's way.
    static let maxCallsWithoutEffect = 3

    var queue: PurgeQueue
    let fresh: FreshItems
    var caller: Caller
    /// Items at the beginning.
    let total: Int
    /// Items after which what became of them is proven. Few rounds, because each takes two complete listings; but never all at once, so
    /// that a crash leaves fewer requests open.
    let size: Int
    /// Announced in this sweep and not named in a call yet.
    private(set) var announced: [ItemKey: PlannedItem] = [:]
    /// Items of calls that the portal took since the trash's size was read last.
    private var destroyed = 0
    private var trashSize: Int?
    private var callsWithoutEffect = 0

    init(_ queue: PurgeQueue, _ fresh: FreshItems, _ caller: Caller) {
        self.queue = queue
        self.fresh = fresh
        self.caller = caller
        total = queue.count
        size = max(2_500, (queue.count + 1) / 2)
    }

    var isWithoutEffect: Bool { callsWithoutEffect >= Self.maxCallsWithoutEffect }

    /// Takes note of how many entries the trash has. One that the calls before did not make smaller shows that they had no effect.
    mutating func learn(size: Int?) {
        guard let size else { return }
        if destroyed > 0, let before = trashSize { callsWithoutEffect = size < before ? 0 : callsWithoutEffect + 1 }
        (trashSize, destroyed) = (size, 0)
    }

    mutating func announce(_ items: [PlannedItem]) {
        for planned in items { announced[planned.item.key] = planned }
    }

    /// Takes calls out of what waits. Items that the portal put off, or that there was no time for, go on waiting.
    mutating func take(_ results: [CallResult]) {
        for call in results where !call.isPostponed {
            let keys = call.items.map(\.item.key)
            queue.remove(keys)
            for key in keys { announced[key] = nil }
            if case .accepted(let report) = call.fate, report.end.doubt == nil { destroyed += keys.count }
        }
    }

    /// Takes items out of what waits that have their outcome, or may still be carried out.
    mutating func close(_ keys: [ItemKey]) {
        queue.remove(keys)
        for key in keys { announced[key] = nil }
    }

    /// Takes items out of what waits.
    ///
    /// - Returns: the outcome of those that were announced.
    mutating func drop(_ keys: some Sequence<ItemKey>, _ result: ItemResult) -> [ItemOutcome] {
        queue.remove(keys)
        return keys.compactMap { announced.removeValue(forKey: $0)?.purged(result) }
    }

    /// Goes on with a later complete listing. What it doesn't show as it was is dropped.
    ///
    /// - Parameter readsAll: as for `PurgeQueue.begin`.
    /// - Returns: the outcome of dropped items that were announced.
    mutating func restart(in later: ItemList, readsAll: Bool) -> [ItemOutcome] {
        (trashSize, destroyed, callsWithoutEffect) = (nil, 0, 0)
        return drop(
            queue.restart(in: later, readsAll: readsAll),
            .overtaken("not sent: it changed, or left the trash, meanwhile"))
    }

    /// Outcomes of all that is announced, was not named in a call, and will not be.
    mutating func left(_ result: ItemResult) -> [ItemOutcome] {
        defer { announced = [:] }
        return announced.sorted { $0.key < $1.key }.map { $0.value.purged(result) }
    }
}

extension PlannedItem {
    /// The outcome of a purge that was asked for.
    func purged(_ result: ItemResult) -> ItemOutcome {
        ItemOutcome(item: item, rule: rule, cause: reason, action: .purge, result: result)
    }
}
