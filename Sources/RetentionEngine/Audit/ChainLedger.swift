import FoundationEssentials

/// The verifier's knowledge of one chain.
struct ChainLedger {
    private var slots: ChainSlots
    /// The present record with the smallest number; the first found of that number.
    private var first: StoredRecord?
    private(set) var highest: UInt64 = 0
    /// The previous record in the trail, with its full hash.
    private var latest: (sequence: UInt64, hash: String)?
    /// The largest number in each journal namespace: journals of different ones have no common order.
    private var highestByNamespace: [String: UInt64] = [:]
    private var falseStarts: [UInt64] = []
    private var unnumbered = 0
    private var duplicates = 0
    private var arrivedLate = 0
    /// Numbers that came again after their hash was forgotten.
    private var repeatedLate = NumberRanges()

    init(_ slots: ChainSlots) { self.slots = slots }

    /// The limit of reported ones: one forgery is as bad as a thousand.
    private static let maxReported = 100

    mutating func add(_ record: StoredRecord) {
        guard let number = record.sequence else {
            unnumbered += 1
            return
        }
        let hash = record.hash
        guard let bits = ChainSlots.Slot.hashBits(of: hash) else { preconditionFailure("a hash has 64 digits") }
        var slot = slots[number]
        if slot.has(.sealed) {
            // Its hash can no longer be compared, but it is out of place in any case.
            if repeatedLate.ranges.count < Self.maxReported { repeatedLate.insert(number) }
            return
        }
        if slot.has(.present) {
            if slot.hashBits == bits { duplicates += 1 } else { slot.set(.forked) }
            slots[number] = slot
            return
        }
        if slot.has(.expected), slot.hashBits != bits { slot.set(.unlinked) }
        slot.hashBits = bits
        slot.set(.present)
        place(record, number, &slot)
        slots[number] = slot
        checkLink(record, number)
        latest = (number, hash)
    }

    private mutating func place(_ record: StoredRecord, _ number: UInt64, _ slot: inout ChainSlots.Slot) {
        if number < first?.sequence ?? .max { first = record }
        let namespace = record.namespace ?? ""
        let before = highestByNamespace[namespace] ?? 0
        if number < before {
            if record.isResent { arrivedLate += 1 } else { slot.set(.displaced) }
        }
        highestByNamespace[namespace] = max(before, number)
        highest = max(highest, number)
    }

    /// Compares the hash that a record carries with that of its predecessor.
    private mutating func checkLink(_ record: StoredRecord, _ number: UInt64) {
        let carried = record.previousHash ?? ""
        let claimsToBeFirst = carried == AuditChain.origin && record.text(AuditChain.previousTimeField) == nil
        if claimsToBeFirst != (number == 1), falseStarts.count < Self.maxReported { falseStarts.append(number) }
        guard number > 1 else { return }
        var previous = slots[number - 1]
        let carriedBits = ChainSlots.Slot.hashBits(of: carried)
        if previous.has(.present) {
            let isSame =
                latest.map { $0.sequence == number - 1 ? $0.hash == carried : previous.hashBits == carriedBits }
                ?? false
            if !isSame { previous.set(.unlinked) }
        } else {
            previous.hashBits = carriedBits ?? 0
            previous.set(carriedBits == nil ? .unlinked : .expected)
        }
        slots[number - 1] = previous
    }
}

extension ChainLedger {
    func report<Failure>(
        chain: String, end: ChainEnd?, reach: (StoredRecord?) throws(Failure) -> TrailReach
    ) throws(Failure) -> ChainReport {
        var damages: [AuditDamage] = unnumbered > 0 ? [.unnumbered(unnumbered)] : []
        var notes: [AuditNote] = []
        if let first {
            judgeBeginning(first, try reach(first), end, &damages, &notes)
            damages += inner(end)
            damages += judgeEnd(end)
        }
        if duplicates > 0 { notes.append(.duplicates(duplicates)) }
        if arrivedLate > 0 { notes.append(.arrivedLate(arrivedLate)) }
        return ChainReport(
            chain: chain, numbers: first?.sequence.map { $0...highest }, reachesBackTo: first?.time, damages: damages,
            notes: notes, isEndKnown: end != nil)
    }

    private func judgeBeginning(
        _ first: StoredRecord, _ reach: TrailReach, _ end: ChainEnd?, _ damages: inout [AuditDamage],
        _ notes: inout [AuditNote]
    ) {
        damages += falseStarts.sorted().map(AuditDamage.falseStart)
        guard let number = first.sequence, number > 1 else { return }
        guard case .journal(let oldest, _) = reach else { return notes.append(.beginsLater(number)) }
        guard let previous = first.previousMadeAt, let made = first.madeAt else {
            return damages.append(.beginningMissing(upTo: number - 1))
        }
        if made < previous { return notes.append(.beginningUnknown(upTo: number - 1)) }
        if let oldest, oldest <= previous { return damages.append(.beginningMissing(upTo: number - 1)) }
        notes.append(.rotated(upTo: number - 1))
        damages += reach.earlyLoss(of: number - 1, previous, end)
    }

    /// Damage between the first and the last record.
    private func inner(_ end: ChainEnd?) -> [AuditDamage] {
        var missing = NumberRanges()
        var displaced = NumberRanges()
        var forked = NumberRanges()
        var unlinked = NumberRanges()
        var previous: UInt64?
        slots.forEachPresent { numbers, slot in
            let number = numbers.upperBound
            if let previous, previous + 1 < numbers.lowerBound {
                missing.append(previous + 1...numbers.lowerBound - 1)
            }
            previous = number
            if slot.has(.forked) { forked.insert(number) }
            if slot.has(.displaced) { displaced.insert(number) }
            let hasSuccessor = number < highest && slots[number + 1].has(.present)
            // A fork explains the broken link.
            let isExplained = slot.has(.forked) || slots[number + 1].has(.forked)
            if slot.has(.unlinked), hasSuccessor, !isExplained { unlinked.insert(number) }
        }
        return missing.ranges.map(AuditDamage.missing)
            + unlinked.ranges.map {
                .changed(isVouchedFor($0.upperBound + 1, end) ? $0 : $0.lowerBound...$0.upperBound + 1)
            }
            + displaced.ranges.map(AuditDamage.displaced) + repeatedLate.ranges.map(AuditDamage.displaced)
            + forked.ranges.map(AuditDamage.forked)
    }

    /// Whether something else confirms that the record is the one written: its successor, or the state directory.
    private func isVouchedFor(_ number: UInt64, _ end: ChainEnd?) -> Bool {
        let slot = slots[number]
        if number < highest, slots[number + 1].has(.present) { return !slot.has(.unlinked) }
        return [end?.before, end?.after].contains { $0.map { $0.sequence == number && agrees($0) } ?? false }
    }

    private func judgeEnd(_ end: ChainEnd?) -> [AuditDamage] {
        guard let end else { return [] }
        var damages: [AuditDamage] = []
        if end.before.chain == end.after.chain, highest < end.before.sequence {
            damages.append(.endMissing(highest + 1...end.before.sequence))
        }
        if highest > end.after.sequence { damages.append(.beyondState(end.after.sequence + 1...highest)) }
        if slots[end.after.sequence].has(.present), !agrees(end.after) {
            damages.append(.differsFromState(end.after.sequence))
        } else if end.before.chain == end.after.chain, slots[end.before.sequence].has(.present), !agrees(end.before) {
            damages.append(.differsFromState(end.before.sequence))
        }
        return damages
    }

    private func agrees(_ head: ChainHead) -> Bool {
        if let latest, latest.sequence == head.sequence { return latest.hash == head.hash }
        let slot = slots[head.sequence]
        // Nothing is known against one so far behind the end.
        return slot.has(.sealed) || slot.hashBits == ChainSlots.Slot.hashBits(of: head.hash)
    }
}
