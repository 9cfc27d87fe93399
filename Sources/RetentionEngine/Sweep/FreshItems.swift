import FoundationEssentials
import Retention
import Synchronization

/// Keeps calls to fresh items: no call names an item whose assumed state was last seen more than 10 s before it is sent.
///
/// Older items are inspected again right before the call: after a wait for the pace or a 429, and for each part of a call
/// that had to be divided. A changed item is left out, and so is one that there was no time to inspect.
final class FreshItems: Sendable {
    /// An item as a call assumes it.
    struct Known: Sendable {
        let item: TrashedItem
        var seenAt: Date
        /// The page that showed it, by its entries. Nil if it was inspected by itself.
        var page: Range<Int>?
    }

    /// The result of inspecting an item again.
    enum Sighting: Sendable {
        /// As assumed; with the time of the request.
        case unchanged(Date)
        /// Why it must not be named, in one clause.
        case changed(String)
    }

    /// Inspects items again. Its answer lacks those that there was no time for, or that were not where they had been.
    typealias Reread = @Sendable ([Known]) async throws(PortalError) -> [ItemKey: Sighting]

    /// In seconds. A second less than promised, because a call takes time to arrive.
    static let limit = 9.0
    /// The longest time for which items are gathered for one call, in seconds.
    static let gatheringTime = 4.0

    private struct State {
        var known: [ItemKey: Known] = [:]
        var changed: [ItemKey: String] = [:]
        var leftOut: Set<ItemKey> = []
        var refused: Set<ItemKey> = []
        var waiting: Set<ItemKey> = []
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Date
    private let reread: Reread
    private let isWorking: (@Sendable () async -> Bool)?

    /// - Parameter isWorking: whether the portal is at work, requested after each refusal. If it is, the call may wait in a lane,
    ///   and no part names its items: a person may restore one meanwhile, and the second of the two calls would destroy it.
    ///   Otherwise they are inspected again before a part names them. Nil if a refused call can do no harm.
    init(
        now: @escaping @Sendable () -> Date, isWorking: (@Sendable () async -> Bool)? = nil, reread: @escaping Reread
    ) {
        self.now = now
        self.reread = reread
        self.isWorking = isWorking
    }

    /// Takes in items that a call is going to name.
    func note(_ items: some Sequence<Known>) {
        state.withLock { state in
            for known in items { state.known[known.item.key] = known }
        }
    }

    /// Forgets all items.
    func forget() { state.withLock { $0 = State() } }

    /// The call's items that may be named now. The call must be sent at once.
    ///
    /// - Throws: with `excludesEffect`, because nothing was sent.
    func current(_ keys: [ItemKey]) async throws(PortalError) -> [ItemKey] {
        let before = now()
        let old = state.withLock { state in
            for key in keys { state.changed[key] = nil }
            state.leftOut.subtract(keys)
            return keys.filter { !Self.isFresh(state.known[$0]?.seenAt, at: before) }.compactMap { state.known[$0] }
        }
        let seen: [ItemKey: Sighting]
        do throws(PortalError) { seen = old.isEmpty ? [:] : try await reread(old) } catch {
            var failure = PortalError(
                error.mayBeOfOneItem ? .unavailable : error.kind, excludesEffect: true, error.description)
            failure.retryAfter = error.retryAfter
            throw failure
        }
        let after = now()
        return state.withLock { state in
            for (key, sighting) in seen {
                switch sighting {
                case .unchanged(let date): state.known[key]?.seenAt = date
                case .changed(let reason): state.changed[key] = reason
                }
            }
            return keys.filter { key in
                guard state.changed[key] == nil else { return false }
                if Self.isFresh(state.known[key]?.seenAt, at: after) { return true }
                state.leftOut.insert(key)
                return false
            }
        }
    }

    /// Sends a call with those of its items that may be named now. A refusal proves nothing: the call may cause a later change
    /// of its items, so they are stored.
    func send(
        _ keys: [ItemKey], _ call: ([ItemKey]) async throws(PortalError) -> OperationReport
    ) async throws(PortalError) -> OperationReport {
        let waiting = waiting
        let named = try await current(keys.filter { !waiting.contains($0) })
        guard !named.isEmpty else { return .notSent }
        do throws(PortalError) { return try await call(named) } catch {
            if case .refused = BatchStatus(error) { await noteRefused(named) }
            throw error
        }
    }

    /// At once: the portal's list shows a refused call that waits in a lane for a minute only.
    private func noteRefused(_ keys: [ItemKey]) async {
        state.withLock { state in
            state.refused.formUnion(keys)
            if isWorking != nil { for key in keys { state.known[key]?.seenAt = .distantPast } }
        }
        guard let isWorking, await isWorking() else { return }
        state.withLock { $0.waiting.formUnion(keys) }
    }

    /// Items that a refused call named, also if a part of it was taken.
    var refused: Set<ItemKey> { state.withLock { $0.refused } }

    /// Those of them after whose refusal the portal was at work: no later call named them.
    var waiting: Set<ItemKey> { state.withLock { $0.waiting } }

    /// Calls without the items that they left out.
    func named(_ results: [BatchResult]) -> [BatchResult] {
        results.naming(except: state.withLock { Array($0.changed.keys) + $0.leftOut + $0.waiting })
    }

    /// The items that the last call left out: changed ones with the reason, and those to be named in a later call.
    func takeLeftOut() -> (changed: [ItemKey: String], later: Set<ItemKey>) {
        state.withLock { state in
            defer { (state.changed, state.leftOut) = ([:], []) }
            return (state.changed, state.leftOut)
        }
    }

    /// Whether what was seen then may be named now. After a clock was set back everything is old.
    static func isFresh(_ seenAt: Date?, at instant: Date) -> Bool {
        seenAt.map { (0...limit).contains(instant.timeIntervalSince($0)) } ?? false
    }
}

extension OperationReport {
    /// For a call that was not sent, because all its items were left out.
    static let notSent = OperationReport(id: nil, end: .finished)
}

extension [BatchResult] {
    /// Without items that their calls did not name.
    func naming(except keys: some Sequence<ItemKey>) -> [BatchResult] {
        let others = Set(keys)
        guard !others.isEmpty else { return self }
        return compactMap { call in
            let items = call.items.filter { !others.contains($0.item.key) }
            return items.isEmpty ? nil : BatchResult(items: items, status: call.status)
        }
    }
}
