import FoundationEssentials
package import Retention

/// The requests of an account without a recorded outcome: the one type that decides whether a request may still take effect.
///
/// A value without input, output or clock: it takes events and returns effects (docs/internals/requests.md). Scripts of
/// events are in `Tests/Unit/RetentionEngineTests/Requests/Scripts`.
package struct RequestLedger: Sendable, Equatable {
    /// By item, each item's newest last. An item may have been requested more than once, and for different actions: a policy
    /// may change in between.
    private var requests: [ItemKey: [OpenRequest]] = [:]
    private var nextNumber = 1
    /// Requests with a recorded outcome that may have been carried out anyway, or may yet be; by item, the newest last.
    package private(set) var watched: [ItemKey: [OpenRequest]] = [:]
    /// Files that were recorded as purged, and that no later listing was compared with yet.
    package private(set) var unlisted: [UnlistedFiles] = []
    /// Items that our own calls trashed again and that must be moved back.
    package internal(set) var mistakes: [ItemKey: TrashedMistake] = [:]

    package init() {}

    /// All open requests, oldest first.
    package var open: [OpenRequest] { requests.values.joined().sorted { $0.number < $1.number } }
    /// The items with open requests; the item with the oldest request first.
    package var keys: [ItemKey] { byItem.map { $0[0].key } }
    /// Open requests of each item, oldest first; the item with the oldest request first.
    var byItem: [[OpenRequest]] { requests.values.sorted { $0[0].number < $1[0].number } }
    package var isEmpty: Bool { requests.isEmpty }
    /// Whether nothing has to be stored.
    var hasNothing: Bool { requests.isEmpty && watched.isEmpty && unlisted.isEmpty && mistakes.isEmpty }
    package var count: Int { requests.values.reduce(0) { $0 + $1.count } }

    subscript(key: ItemKey) -> [OpenRequest] { requests[key] ?? [] }

    /// The watched requests of an item, the newest last.
    func watching(_ key: ItemKey) -> [OpenRequest] { watched[key] ?? [] }

    /// Whether a sweep has an open request for an item.
    func isRequested(_ key: ItemKey, by sweepID: String) -> Bool { self[key].contains { $0.sweepID == sweepID } }

    /// The open request of an item that a sweep made, the newest if there are several.
    func newest(_ key: ItemKey, by sweepID: String) -> OpenRequest? { self[key].last { $0.sweepID == sweepID } }

    // MARK: Events

    /// Applies an event. The same events give the same ledger.
    package mutating func apply(_ event: RequestEvent) {
        switch event {
        case .announced(let requests): announce(requests)
        case .called(let items, let sweepID, let stage, let at): call(items, sweepID, stage, at)
        case .waiting(let items, let sweepID, let at):
            for key in items { change(key) { if $0.sweepID == sweepID { $0.waitingAt = $0.waitingAt ?? at } } }
        case .reported(let items): for key in items { change(key) { $0.isReported = true } }
        case .closed(let items, let sweepID): close(items) { sweepID == nil || $0.sweepID == sweepID }
        case .watched(let items, let requests):
            for key in items { watched[key] = nil }
            for request in requests {
                nextNumber = max(nextNumber, request.number + 1)
                watched[request.key, default: []].append(request)
            }
        case .purged(let calls): unlisted += calls
        case .relisted(let items):
            let shown = Set(items.map(\.id))
            for index in unlisted.indices { unlisted[index].ids.removeAll(where: shown.contains) }
            unlisted.removeAll(where: \.ids.isEmpty)
        case .proven(let instant): unlisted.removeAll { $0.overAt <= instant }
        case .ended(let sweepID, let at):
            for key in requests.keys { change(key) { if $0.sweepID == sweepID { $0.endedAt = at } } }
            watched = watched.mapValues { own in
                own.map { request in
                    var request = request
                    if request.sweepID == sweepID { request.endedAt = at }
                    return request
                }
            }
        case .expired(let horizon): close(keys) { $0.at < horizon }
        case .mistaken(let mistake): mistakes[mistake.key] = mistake
        case .righted(let items): for key in items { mistakes[key] = nil }
        }
    }

    /// Requests with the numbers that they get when they are announced.
    func numbered(_ new: [OpenRequest]) -> [OpenRequest] {
        var number = nextNumber
        return new.map { request in
            var request = request
            if request.number == 0 {
                request.number = number
                number += 1
            }
            return request
        }
    }

    private mutating func announce(_ new: [OpenRequest]) {
        for var request in new {
            if request.number == 0 { request.number = nextNumber }
            nextNumber = max(nextNumber, request.number + 1)
            requests[request.key, default: []].append(request)
        }
    }

    private mutating func call(_ items: [ItemKey], _ sweepID: String, _ stage: OpenRequest.Stage, _ instant: Date) {
        for key in items {
            change(key) { request in
                guard request.sweepID == sweepID else { return }
                if stage != .announced { request.calledAt = request.calledAt ?? instant }
                if stage == .refused { request.refusedAt = request.refusedAt ?? instant }
                guard request.stage <= stage || stage == .announced else { return }
                // Of two reports, the first is nearer to the end.
                let isEnd = stage == .over || stage == .failed || stage == .refused
                request.overAt = isEnd ? request.stage == stage ? request.overAt ?? instant : instant : nil
                request.stage = stage
            }
        }
    }

    private mutating func close(_ keys: [ItemKey], where isMeant: (OpenRequest) -> Bool) {
        for key in keys {
            requests[key]?.removeAll(where: isMeant)
            if requests[key]?.isEmpty == true { requests[key] = nil }
        }
    }

    /// Events that give this ledger when applied to an empty one.
    package var events: [RequestEvent] {
        let open = open
        let keys = watched.keys.sorted()
        return (open.isEmpty ? [] : [.announced(requests: open)])
            + (keys.isEmpty ? [] : [.watched(items: keys, requests: keys.flatMap(watching))])
            + (unlisted.isEmpty ? [] : [.purged(calls: unlisted)])
            + mistakes.values.sorted { ($0.trashedAt, $0.key) < ($1.trashedAt, $1.key) }.map { .mistaken($0) }
    }

    private mutating func change(_ key: ItemKey, _ body: (inout OpenRequest) -> Void) {
        guard var own = requests[key] else { return }
        for index in own.indices { body(&own[index]) }
        requests[key] = own
    }
}
