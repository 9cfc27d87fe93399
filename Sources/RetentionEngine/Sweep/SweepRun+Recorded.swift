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
    ///
    /// - Returns: the outcomes of those that it shows, and those that our own call trashed again.
    mutating func recheckPurges(
        _ listing: Listing
    ) throws(SweepError) -> (outcomes: [ItemOutcome], mistakes: [TrashedMistake]) {
        var outcomes: [ItemOutcome] = []
        var mistakes: [TrashedMistake] = []
        for files in requests.unlisted {
            for (key, item) in listing.items(files.keys).sorted(by: { $0.key < $1.key })
            where requests[key].isEmpty && requests.mistakes[key] == nil {
                let request = files.request(for: item)
                let skew = listing.clockSkewSeconds ?? 0
                let reason: String
                switch requests.mistake([request], item.trashedAt, skew) {
                case .putBack(_, let trashedAt):
                    mistakes.append(TrashedMistake(request, trashedAt, item.originFolder))
                    reason = "our call trashed it again, because somebody had restored it meanwhile"
                case .hold(_, let trashedAt):
                    let mistake = TrashedMistake(request, trashedAt, item.originFolder)
                    try holdForAPerson(mistake, ItemResult.perhapsTrashedByUs)
                    reason = ItemResult.perhapsTrashedByUs
                case .record, .keepOpen, nil: reason = "somebody restored it meanwhile; it is in the trash again"
                }
                outcomes.append(
                    ItemOutcome(
                        item: item, rule: nil, cause: nil, action: .purge,
                        result: .failed("\(reason), although it was recorded as purged", quarantine: false)))
            }
        }
        let instant = activity.checkedAt.addingTimeInterval(-Self.replicaLag.timeInterval)
        if listing.isConclusive, requests.unlisted.contains(where: { $0.overAt <= instant }) {
            try note(.proven(until: instant))
        }
        return (outcomes, mistakes)
    }
}
