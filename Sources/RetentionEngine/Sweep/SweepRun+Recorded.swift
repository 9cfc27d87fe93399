import FoundationEssentials
import Retention

/// Checking requests again whose outcome is recorded: an answer may have hidden what the call did, or will do.
extension SweepRun {
    /// The outcomes of watched requests that were carried out after all.
    mutating func watchedOutcomes(_ listing: Listing) async throws(SweepError) -> [ItemOutcome] {
        let present = listing.items(requests.watched.keys)
        var outcomes: [ItemOutcome] = []
        var items: [ItemKey] = []
        var watched: [OpenRequest] = []
        for (key, own) in requests.watched.sorted(by: { $0.value[0].number < $1.value[0].number }) {
            // What is open is judged together with these, and a live item is to be moved back first.
            guard let newest = own.last, requests[key].isEmpty, requests.mistakes[key] == nil else { continue }
            let evidence = await evidence(of: newest, key, listed: present[key])
            switch requests.judgeWatched(key, evidence, activity, skewSeconds: listing.clockSkewSeconds ?? 0) {
            case .keepOpen: continue
            case .record(let request, let result): outcomes.append(request.outcome(result))
            case .putBack(let purge, let trashedAt), .hold(let purge, let trashedAt):
                let mistake = TrashedMistake(purge, trashedAt, present[key]?.originFolder)
                try holdForAPerson(mistake, ItemResult.perhapsTrashedByUs)
                items.append(key)
                watched += requests.toWatch(key, trashedAgainAt: trashedAt, activity)
            case nil: items.append(key)
            }
        }
        if !items.isEmpty { try note(.watched(items: items, requests: watched)) }
        return outcomes
    }

    /// Compares files that were recorded as purged with a later listing, which must lack them.
    mutating func recheckPurges(_ listing: Listing) throws(SweepError) -> Recheck {
        var recheck = Recheck()
        let instant = activity.checkedAt.addingTimeInterval(-Self.replicaLag.timeInterval)
        let shown = listing.items(requests.unlisted.flatMap(\.keys))
        for files in requests.unlisted {
            for key in files.keys.sorted() {
                guard let item = shown[key], requests[key].isEmpty else { continue }
                let request = files.request(for: item)
                let reason: String
                switch requests.mistake([request], item.trashedAt, listing.clockSkewSeconds ?? 0) {
                case .putBack(_, let trashedAt):
                    if requests.mistakes[key] == nil {
                        recheck.mistakes.append(TrashedMistake(request, trashedAt, item.originFolder))
                    }
                    reason = "our call trashed it again, because somebody had restored it meanwhile"
                case .hold(_, let trashedAt):
                    let mistake = TrashedMistake(request, trashedAt, item.originFolder)
                    try holdForAPerson(mistake, ItemResult.perhapsTrashedByUs)
                    reason = ItemResult.perhapsTrashedByUs
                case .record, .keepOpen, nil:
                    // What is read may be from before the call.
                    guard files.overAt <= instant else { continue }
                    reason = "somebody restored it meanwhile; it is in the trash again"
                }
                recheck.shown.append(key)
                recheck.outcomes.append(
                    ItemOutcome(
                        item: item, rule: nil, cause: nil, action: .purge,
                        result: .failed("\(reason), although it was recorded as purged", quarantine: false)))
            }
        }
        if listing.isConclusive, requests.unlisted.contains(where: { $0.overAt <= instant }) {
            recheck.provenUntil = instant
        }
        // After 30 days the portal's own cleaner has destroyed it.
        let horizon = now.addingTimeInterval(-Portal.retention.timeInterval)
        if recheck.provenUntil == nil, requests.unlisted.contains(where: { $0.overAt < horizon }) {
            recheck.provenUntil = horizon
        }
        return recheck
    }
}

/// The result of comparing files that were recorded as purged with a later listing.
struct Recheck {
    /// Files that it shows.
    var shown: [ItemKey] = []
    var outcomes: [ItemOutcome] = []
    /// Those that our own call trashed again.
    var mistakes: [TrashedMistake] = []
    /// The listing proves those whose calls were over by then. Nil if it proves none.
    var provenUntil: Date?

    /// To be written down once the outcomes are recorded.
    var events: [RequestEvent] {
        (shown.isEmpty ? [] : [.relisted(items: shown)]) + (provenUntil.map { [.proven(until: $0)] } ?? [])
    }
}
