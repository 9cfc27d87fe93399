import FoundationEssentials
import Retention

/// The result for one item of a requested action.
enum ItemResult: Equatable {
    case done(String?)
    /// Not done, and that is certain. `quarantine` says whether to quarantine the item.
    case failed(String, quarantine: Bool)
    case unknown(String)
    /// Somebody else, a person or the portal's cleaner, was faster. Nothing remains to be done, and nothing is wrong.
    case overtaken(String)

    /// The end of a reason: why a failure is not certain.
    static let mayBeByEarlier = "; an earlier request may still be carried out"
}

/// An item with its result, ready to be recorded.
struct ItemOutcome {
    let item: TrashedItem
    let rule: String?
    /// Why the action was decided on.
    let cause: String?
    let action: OpenRequest.Action
    var result: ItemResult
    /// Where a restore was to go.
    var target: RecordedTarget?
    var operationID: String?
    /// The request that it belongs to. Nil: this sweep's newest for the item.
    var request: OpenRequest?
    /// Whether the result comes from evidence about the item after the calls that named it.
    var isSeen = false
    /// Whether it is certain although a request may still run: that one is watched.
    var isDecided = false
}

extension SweepRun {
    /// Records outcomes once: audit trail first, then counts, quarantine, requests and the state file.
    ///
    /// - Parameter more: other events that follow from these outcomes.
    mutating func settle(_ outcomes: [ItemOutcome], _ more: [RequestEvent] = []) throws(SweepError) {
        guard !outcomes.isEmpty else { return try note(more) }
        var undecided: Set<ItemKey> = []
        let outcomes = outcomes.map { [requests, activity, id = self.outcome.sweepID] outcome in
            var outcome = outcome
            let key = outcome.item.key
            if !outcome.isDecided, let result = requests.downgraded(outcome.result, key, by: id, activity) {
                undecided.insert(key)
                outcome.result = result
            } else if let result = requests.unproven(outcome, by: id) {
                outcome.result = result
            }
            return outcome
        }
        // All at once: if only a part were appended, the next sweep would record that part again.
        try append(
            outcomes.flatMap { outcome in
                let record = auditRecord(
                    outcome.event, item: outcome.item, target: outcome.target, rule: outcome.rule,
                    reason: outcome.reason, operationID: outcome.operationID)
                guard case .failed(let reason, quarantine: true) = outcome.result else { return [record] }
                return [record, auditRecord(.quarantined, item: outcome.item, reason: reason)]
            })
        var closed: Set<ItemKey> = []
        var unknown: Set<ItemKey> = []
        for outcome in outcomes {
            tally(outcome)
            switch outcome.result {
            case .unknown: unknown.insert(outcome.item.key)
            case .done, .failed, .overtaken: closed.insert(outcome.item.key)
            }
        }
        // The earlier requests of undecided items stay open; with this sweep's open, too, each failure would extend the
        // settling time.
        try note(
            [
                watching(outcomes), closing(closed), closing(undecided, of: outcome.sweepID), reporting(unknown),
            ] + more)
        try saveOutcomes(outcomes.count)
    }

    /// Writes down what follows from newly recorded outcomes. Only the last line names their records, so that after a crash
    /// before it all are replayed.
    private mutating func note(_ events: [RequestEvent?]) throws(SweepError) {
        let events = events.compactMap(\.self)
        for event in events.dropLast() { try note(event, record: nil) }
        if let last = events.last { try note(last) }
    }

    /// Which requests may be carried out although an outcome is recorded. Nil if nothing changes.
    private func watching(_ outcomes: [ItemOutcome]) -> RequestEvent? {
        var items: [ItemKey] = []
        var watched: [OpenRequest] = []
        for settled in outcomes {
            let own = requests.toWatch(after: settled, by: outcome.sweepID)
            guard own != requests.watching(settled.item.key) else { continue }
            items.append(settled.item.key)
            watched += own
        }
        return items.isEmpty ? nil : .watched(items: items, requests: watched)
    }

    private mutating func tally(_ settled: ItemOutcome) {
        switch settled.result {
        case .done:
            unquarantine(settled.item.key)
            switch settled.action {
            case .purge:
                outcome.counts.purged += 1
                outcome.counts.purgedBytes = outcome.counts.purgedBytes.addingSaturated(settled.item.bytes ?? 0)
            case .restore:
                outcome.counts.restored += 1
                countRestore(settled.item.key, at: now)
            case .rescue:
                outcome.counts.rescued += 1
                countRestore(settled.item.key, at: now)
            // No rule requested it, so it counts for none.
            case .putBack: outcome.counts.restored += 1
            }
        case .failed(let reason, let toQuarantine):
            outcome.counts.failed += 1
            outcome.failures.append(SweepOutcome.Failure(item: settled.item, reason: reason))
            if toQuarantine { quarantine(settled.item.key, reason: reason, at: now) }
        case .unknown(let reason):
            outcome.counts.unknown += 1
            outcome.failures.append(SweepOutcome.Failure(item: settled.item, reason: "outcome unknown: \(reason)"))
        case .overtaken:
            unquarantine(settled.item.key)
        }
    }

    mutating func countRestore(_ key: ItemKey, at instant: Date) {
        let count = (state.restores[key]?.count ?? 0) + 1
        state.restores[key] = AccountState.RestoreCount(count: count, lastAt: instant)
    }
}

extension ItemOutcome {
    var event: AuditEvent {
        switch (result, action) {
        case (.done, .purge): .purged
        case (.done, .restore), (.done, .putBack): .restored
        case (.done, .rescue): .rescued
        case (.failed, .purge), (.overtaken, .purge): .purgeFailed
        case (.failed, _), (.overtaken, _): .restoreFailed
        case (.unknown, _): .outcomeUnknown
        }
    }

    var reason: String? {
        switch result {
        case .done(let remark): [cause, remark].compactMap { $0 }.joined(separator: "; ")
        case .failed(let reason, _), .unknown(let reason), .overtaken(let reason): reason
        }
    }
}
