import Foundation
import RetentionEngine

@testable import DocSpaceSimulator

/// The audit trail's statements, item by item.
struct TrailBook: Sendable {
    struct ItemBook: Sendable {
        var requests = 0
        var outcomes = 0
        var isOpen = false
        /// When the oldest open request was recorded.
        var requestedAt = Duration.zero
        var isPurged = false
        /// Whether it was recorded as purged while reads did not show that our call had trashed it again.
        var owesCorrection = false
        var isGivenUp = false
        /// Whether the service holds it until a person decides.
        var isHeldForAPerson = false
        /// Whether the last recorded outcome was that it is back.
        var isRecordedBack = false
        /// When restores were recorded.
        var restoredAt: [Date] = []
    }

    var items: [ItemKey: ItemBook] = [:]
    var lastSequence = 0

    func restores(of item: ItemKey, since: Date) -> Int {
        items[item]?.restoredAt.count { $0 > since } ?? 0
    }
}

extension Oracle {
    /// Takes a record as soon as it is safe.
    ///
    /// - Returns: the promises that it breaks.
    mutating func take(
        _ record: SealedRecord, exists: (ItemKey) -> Bool, isInTrash: (ItemKey) -> Bool,
        isShown: (ItemKey) -> Bool, readLag: Duration = .zero, at elapsed: Duration
    )
        -> [String]
    {
        // A copy that is sent again is not a second record.
        guard record.sequence > trail.lastSequence else { return [] }
        var wrong: [String] = []
        if record.sequence != trail.lastSequence + 1 {
            wrong.append("record \(record.sequence) follows record \(trail.lastSequence)")
        }
        trail.lastSequence = record.sequence
        let stored = StoredRecord(fields: record.fields.map { ($0.key, Array($0.value.utf8)) })
        guard let event = stored["EVENT"].flatMap(AuditEvent.init) else { return wrong + ["a record without an event"] }
        note(event, stored)
        guard let kind = stored["ITEM_KIND"], let id = stored["ITEM_ID"], let item = ItemKey("\(kind):\(id)") else {
            return wrong
        }
        var book = trail.items[item] ?? TrailBook.ItemBook()
        wrong += judge(
            event, stored, item, &book, exists: exists(item), isInTrash: isInTrash(item),
            isShown: isShown(item), readLag: readLag, at: elapsed)
        trail.items[item] = book
        return wrong.map { "\($0) [\(stored["EVENT"] ?? "") \(item): \(stored["REASON"] ?? "")]" }
    }

    /// Takes in the records about the sweep itself.
    private mutating func note(_ event: AuditEvent, _ record: StoredRecord) {
        let madeAt = record.madeAt ?? .distantPast
        switch event {
        case .sweepStarted: sweep.id = record["SWEEP_ID"] ?? ""
        case .policyLoaded:
            guard let digest = record["POLICY_DIGEST"], let variant = variants[digest] else { break }
            // The earlier one comes back only if the one in between had reached the disk.
            if let adopting, adopting.variant != variant, adoptions.last?.variant == variant { adopt() }
            // So does a whole sweep in between that recorded it no second time.
            if let adopting, adopting.variant != variant, sweep.number > adopting.sweep + 1 { adopt() }
            adopting = (variant, madeAt, digest, sweep.number)
        case .sweepFinished, .sweepFailed, .purgeRequested, .restoreRequested:
            if let adopting, adopting.digest == record["POLICY_DIGEST"] { adopt() }
            if event == .sweepFinished, sweep.hasPurged, sweep.id == record["SWEEP_ID"] {
                purges.lastClean = sweep.startedAt
            }
        default: break
        }
    }

    /// Takes in the policy of the state file that a process finds when it starts.
    mutating func note(policyOnDisk digest: String?) {
        if let adopting, adopting.digest == digest { adopt() }
    }

    /// The last recorded policy is on the disk. If it is recorded twice in a row, the first record had no effect.
    private mutating func adopt() {
        guard let (variant, at, _, _) = adopting else { return }
        if adoptions.last?.variant == variant { adoptions.removeLast() }
        adoptions.append((variant, at))
        adopting = nil
    }

    private mutating func judge(
        _ event: AuditEvent, _ record: StoredRecord, _ item: ItemKey, _ book: inout TrailBook.ItemBook, exists: Bool,
        isInTrash: Bool, isShown: Bool, readLag: Duration, at elapsed: Duration
    ) -> [String] {
        var wrong: [String] = []
        func outcome() {
            // A refused request that was recorded as failed may turn out to have been carried out: that is not a second
            // outcome.
            let isCorrection = !book.isOpen && record["REASON"]?.contains("although it was") == true
            if !isCorrection { book.outcomes += 1 }
            book.isRecordedBack = event == .restored || event == .rescued
            if book.outcomes > book.requests { wrong.append("more outcomes than requests") }
            book.isOpen = false
        }
        switch event {
        case .purgeRequested, .restoreRequested:
            if book.isPurged { wrong.append("requested after it was recorded as purged") }
            if !book.isOpen {
                book.requestedAt = elapsed
                trashedByUs.remove(item)
                takenBackTwice.remove(item)
            }
            book.requests += 1
            book.isOpen = true
        case .purged:
            // Only an inspection of each purged item would show it (docs/concepts/threat-model.md).
            let isExcused = takenBackTwice.contains(item) && !isInTrash
            let wasShown = trashedAgain[item].map { elapsed > $0 + readLag + Self.proofTime } ?? true
            book.owesCorrection = exists && isInTrash && readLag > .zero && !wasShown
            if exists, !isExcused, !book.owesCorrection { wrong.append("recorded as purged, but it exists") }
            if book.isPurged { wrong.append("recorded as purged twice") }
            book.isPurged = !(exists && isExcused) && !book.owesCorrection
            outcome()
        case .purgeFailed:
            // A replica that is behind may still show it; the correction must follow (`judgeEnd`).
            if destroyedByUs.contains(item), !isShown {
                wrong.append("recorded as not purged, but our call destroyed it")
            }
            book.owesCorrection = false
            outcome()
        case .restored, .rescued:
            // Removed by anyone; if it has come back since, then after our inspection.
            let isBack = (enteredTrash[item] ?? .zero) + readLag > listings.first?.began ?? .zero
            if isInTrash, leftTrash[item] ?? .zero < book.requestedAt || !isBack {
                wrong.append("recorded as restored, but it did not leave the trash")
            }
            book.restoredAt.append(record.madeAt ?? .distantPast)
            outcome()
        case .restoreFailed:
            // Nothing was requested for an item that no destination takes.
            guard book.isOpen else { break }
            let hasMoved = broughtBack[item].map { $0 >= book.requestedAt } ?? false
            if hasMoved, exists, !isInTrash, !isShown {
                wrong.append("told as not restored, but our call brought it back")
            }
            outcome()
        case .outcomeUnknown:
            // A restore and a purge may be open at once.
            if book.outcomes >= book.requests { wrong.append("told as unknown without a request") }
            if record["REASON"] == "the outcome was never determined" {
                book.isGivenUp = true
                outcome()
            }
        case .holdAdded: book.isHeldForAPerson = true
        default: break
        }
        return wrong
    }

    /// The conditions that must hold once all is quiet.
    func judgeEnd() -> [String] {
        var wrong: [String] = []
        for (item, book) in trail.items.sorted(by: { $0.key.description < $1.key.description }) where book.isOpen {
            wrong.append("\(item) was requested, and no outcome was recorded")
        }
        for item in destroyedByUs.sorted(by: { $0.description < $1.description }) {
            guard let book = trail.items[item] else {
                wrong.append("\(item) was destroyed by our call, and no record says so")
                continue
            }
            if !book.isPurged, !book.isGivenUp {
                wrong.append("\(item) was destroyed by our call, but never recorded as purged")
            }
        }
        for (item, book) in trail.items.sorted(by: { $0.key.description < $1.key.description })
        where book.owesCorrection && mistakes[item] != nil {
            wrong.append("\(item) was recorded as purged, and never corrected")
        }
        for item in mistakes.keys.sorted(by: { $0.description < $1.description })
        where trail.items[item]?.isHeldForAPerson != true {
            wrong.append("\(item) was trashed again by our call, and not put back")
        }
        // An item that a person destroyed before our inspection is recorded as gone.
        for item in broughtBack.keys.sorted(by: { $0.description < $1.description })
        where leftTrash[item] == broughtBack[item] && !destroyedByOthers.contains(item) {
            // An item that somebody trashed again before our inspection is recorded as such.
            let hasReturned = enteredTrash[item].map { $0 >= broughtBack[item]! } ?? false
            let book = trail.items[item]
            if !hasReturned, book?.isRecordedBack != true, book?.isGivenUp != true {
                wrong.append("\(item) was brought back by our call, but never told as restored")
            }
        }
        return wrong
    }
}
