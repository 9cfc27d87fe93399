import Foundation

@testable import DocSpaceSimulator

/// Compares the daemon's actions with the portal's own records. Knows the policy only as a `Variant`, and nothing of
/// the planner.
struct Oracle: Sendable {
    /// A changing call, as it arrived.
    struct Call: Sendable {
        enum Kind: Sendable { case move, delete, empty }

        let kind: Kind
        let items: Set<ItemKey>
        /// It was delivered twice, which no client can know or prevent.
        let isDoubled: Bool
        /// The answer arrived intact, so the service knows the operation.
        var isHeard = false
        /// When it arrived.
        var madeAt = Duration.zero
    }

    /// A pass over the trash: everything that its pages could have shown.
    struct ListingPass: Sendable {
        var truths: [ItemKey: [Truth]] = [:]
        var shown: Set<ItemKey> = []
        var began: Duration
        var ended: Duration
        /// Largest distance of our clock to the portal's `Date`, in seconds, of answers that arrived.
        var skew: TimeInterval = 0
        var latestNow: Date
    }

    /// The longest time until the service sees the end of a call. Until then it can't distinguish the call from a person.
    static let callTime = Duration.seconds(60)

    /// The longest time from the last listing of a proof to the records.
    static let proofTime = Duration.seconds(5)

    /// The oldest allowed reading of an unchanged item when a call names it (contract §5, promise 8).
    static let longestSight = Duration.seconds(10)

    /// The policy in force.
    var inForce: Variant
    /// Adoptions that are on the disk, oldest first.
    var adoptions: [(variant: Variant, at: Date)] = []
    /// Recorded, but perhaps lost with a crash.
    var adopting: (variant: Variant, at: Date, digest: String, sweep: Int)?
    var variants: [String: Variant] = [:]

    var listings: [ListingPass] = []
    /// When a complete pass over the trash left out items that were there. The service counts their age from that pass
    /// (semantics.md), so that it purges them later, never earlier.
    var leftOut: [ItemKey: Date] = [:]
    /// When a page of the trash, or an answer about the item itself, last showed an item of the trash, and its state
    /// then.
    var shown: [ItemKey: (at: Duration, truth: Truth)] = [:]
    var calls: [String: Call] = [:]
    var destroyedSeen = 0
    var movedSeen = 0
    /// By our calls, at the top of the trash.
    var destroyedByUs: Set<ItemKey> = []
    /// By a person, or the portal's cleaner.
    var destroyedByOthers: Set<ItemKey> = []
    /// When our calls moved items out of the trash.
    var broughtBack: [ItemKey: Duration] = [:]
    /// When items left the trash, moved by anyone.
    var leftTrash: [ItemKey: Duration] = [:]
    /// Since their request: restored by a person when our deletion reached them, which trashed them.
    var trashedByUs: Set<ItemKey> = []
    /// Those that the person then restored again.
    var takenBackTwice: Set<ItemKey> = []
    /// Restored by a person when our deletion reached them, which trashed them, and in the trash since (design/sweep.md,
    /// property 5).
    var mistakes: [ItemKey: Duration] = [:]
    /// The same, also by calls that were delivered twice: they may be put back. With the time.
    var trashedAgain: [ItemKey: Duration] = [:]
    /// When somebody moved one of those.
    var noLongerTrashedAgain: [ItemKey: Duration] = [:]
    /// When items were last put into the trash.
    var enteredTrash: [ItemKey: Duration] = [:]
    var trail = TrailBook()
    var sweep = SweepBook()
    var purges = PurgeBook()

    init(variant: Variant) {
        inForce = variant
    }

    /// The actions of a sweep so far.
    struct SweepBook: Sendable {
        var id = ""
        var startedAt = Date.distantPast
        var passes = 0
        /// The number of the last sweep that listed the trash.
        var number = 0
        var hasPurged = false
        /// Inspected, and found in the trash.
        var found: [ItemKey: Truth] = [:]
        /// Moved and not inspected since.
        var unverified: Set<ItemKey> = []
        /// Requests for folders whose answers did not arrive: the origin may be unknown, which protects.
        var foldersInDoubt = 0
        /// Named in a call with an unknown effect, and not inspected since.
        var inDoubt: Set<ItemKey> = []
    }

    /// When purges were carried out without a remainder.
    struct PurgeBook: Sendable {
        var lastClean: Date?
    }

    /// Takes in the new entries of the portal's ledger.
    mutating func take(_ state: PortalState, at elapsed: Duration) -> [String] {
        var wrong: [String] = []
        let ledger = state.database.ledger
        for movement in ledger.moved[movedSeen...] {
            let wasInTrash = state.database.folders[movement.from]?.type == .trash
            mistakes[movement.item] = nil
            if let trashedAt = trashedAgain[movement.item] {
                noLongerTrashedAgain[movement.item] = elapsed
                if elapsed - trashedAt >= Self.callTime { trashedAgain[movement.item] = nil }
            }
            if wasInTrash { leftTrash[movement.item] = elapsed } else { enteredTrash[movement.item] = elapsed }
            guard case .request(let operation) = movement.cause else {
                if wasInTrash, trashedByUs.contains(movement.item) { takenBackTwice.insert(movement.item) }
                continue
            }
            guard let call = calls[operation], call.items.contains(movement.item) || call.kind == .empty else {
                wrong.append("\(movement.item) was moved by an operation that did not ask for it")
                continue
            }
            if wasInTrash, call.kind == .move { broughtBack[movement.item] = elapsed }
            if !wasInTrash, call.kind != .move {
                trashedByUs.insert(movement.item)
                trashedAgain[movement.item] = elapsed
                if !call.isDoubled { mistakes[movement.item] = elapsed }
            }
        }
        movedSeen = ledger.moved.count
        for destruction in ledger.destroyed[destroyedSeen...] {
            guard case .request(let operation) = destruction.cause else {
                destroyedByOthers.insert(destruction.item)
                mistakes[destruction.item] = nil
                continue
            }
            if destruction.isNested { continue }
            let begun = ledger.foldersBegun[operation] ?? []
            let isBegun = destruction.item.kind == .folder && begun.contains(destruction.item.id)
            wrong += judge(
                destruction, of: calls[operation], isBegunInTrash: isBegun, readLag: state.settings.readLag)
        }
        destroyedSeen = ledger.destroyed.count
        return wrong
    }

    /// - Parameter isBegunInTrash: whether the portal had begun to empty the folder before a person restored it.
    private mutating func judge(
        _ destruction: Destruction, of call: Call?, isBegunInTrash: Bool, readLag: Duration
    ) -> [String] {
        let item = "\(destruction.item) \"\(destruction.title)\""
        guard let call, call.kind != .move else { return ["\(item) was destroyed, and nothing had requested that"] }
        // The race of "emptytrash" is documented: it takes everything that is there, also items without a request.
        if call.kind == .empty, trail.items[destruction.item]?.isOpen != true { return [] }
        destroyedByUs.insert(destruction.item)
        // Excused: a call that waited in a lane while another one trashed the item again (requests.md), because it can't be
        // cancelled; and a restore that reads did not show yet.
        if let mistakenAt = mistakes.removeValue(forKey: destruction.item), call.madeAt >= mistakenAt + readLag {
            return ["\(item) was destroyed; a person had restored it, and our own call had trashed it again"]
        }
        guard call.kind == .delete else { return [] }
        guard call.items.contains(destruction.item) else { return ["\(item) was destroyed by a call for others"] }
        if !destruction.wasTrashed, !isBegunInTrash, !call.isDoubled {
            return ["\(item) was destroyed after a person had restored it"]
        }
        return []
    }

    // MARK: What the daemon asks

    /// The portal is about to answer with its version: a sweep's first request. Its record may come before, later, or
    /// not at all, because the sweep may find nothing to do.
    mutating func sweepBegan(now: Date) {
        // No page was requested since its record: it is the same sweep.
        let number = sweep.number + (sweep.passes == 0 ? 0 : 1)
        sweep = SweepBook(id: sweep.passes == 0 ? sweep.id : "", startedAt: now)
        sweep.number = number
    }

    /// A page of the trash is about to be answered.
    mutating func pageRequested(isFirst: Bool, truths: [ItemKey: Truth], at elapsed: Duration, now: Date) {
        if isFirst || listings.isEmpty {
            listings = listings.suffix(2) + [ListingPass(began: elapsed, ended: elapsed, latestNow: now)]
            sweep.passes += 1
        }
        let last = listings.count - 1
        for (key, truth) in truths where listings[last].truths[key]?.contains(truth) != true {
            listings[last].truths[key, default: []].append(truth)
        }
    }

    /// A page showed these items. An empty one ends the pass.
    mutating func pageShowed(_ items: [ItemKey]) {
        guard let last = listings.last else { return }
        listings[listings.count - 1].shown.formUnion(items)
        guard items.isEmpty else { return }
        for item in last.truths.keys where !last.shown.contains(item) { leftOut[item] = last.latestNow }
    }

    /// A proxy's stored answer shows an item that is gone: the answer is as old as the last true one.
    mutating func keptReplyShowed(_ item: ItemKey) {
        guard let last = listings.indices.last, let shown = shown[item] else { return }
        if listings[last].truths[item] == nil { listings[last].truths[item] = [shown.truth] }
    }

    /// The page has arrived, with a `Date`.
    mutating func pageArrived(skew: TimeInterval?, at elapsed: Duration, now: Date) {
        guard let last = listings.indices.last else { return }
        listings[last].ended = elapsed
        listings[last].latestNow = max(listings[last].latestNow, now)
        if let skew, abs(skew) > abs(listings[last].skew) { listings[last].skew = skew }
    }

    /// The variants under which an item must be due, in addition to the one in force: none after a grace; nil: nothing
    /// is due.
    func earlier(at now: Date) -> [Variant]? {
        let grace = Double(inForce.graceHours) * 3_600
        guard grace > 0 else { return [] }
        let recorded = adoptions
        // The clocks that measure the grace may be five minutes wrong.
        guard let current = recorded.last, current.variant == inForce else { return nil }
        guard now < current.at.addingTimeInterval(grace - 660) else { return [] }
        var found: [Variant] = []
        var next = current
        for adoption in recorded.dropLast().reversed() {
            found.append(adoption.variant)
            if next.at >= adoption.at.addingTimeInterval(grace - 660) { return found }
            next = adoption
        }
        return nil
    }

    /// Checks a purge on its arrival.
    func judgePurge(_ items: Set<ItemKey>, at elapsed: Duration, now: Date) -> [String] {
        var wrong: [String] = []
        guard let listing = listings.last, listings.count > 1, sweep.passes > 1 else {
            return ["purged without a second look"]
        }
        if abs(listing.skew) > 302 { wrong.append("purged while the clocks are \(listing.skew) s apart") }
        if !sweep.unverified.isEmpty { wrong.append("purged before \(sweep.unverified) were looked at") }
        if let last = purges.lastClean, !inForce.schedule.comes(after: last, through: max(now, listing.latestNow)) {
            wrong.append("purged again without a new time of \(inForce.schedule.text)")
        }
        let instant = max(now, listing.latestNow)
        guard let before = earlier(at: instant) else { return wrong + ["purged in the grace of a first policy"] }
        for item in items.sorted(by: { $0.description < $1.description }) {
            for listing in listings.suffix(2) {
                let seen = listing.truths[item] ?? []
                if seen.contains(where: { inForce.mayDestroy($0, at: instant) && before.allDue($0, at: instant) }) {
                    continue
                }
                let why = seen.isEmpty ? "was not in a look at the trash" : "is protected or not due: \(seen)"
                wrong.append("\(item), asked to be purged, \(why)")
                break
            }
        }
        return wrong
    }

    /// Checks whether a call, on its arrival, names only items that were listed just before.
    ///
    /// - Parameter isPurge: whether the items, as seen, must be due.
    func staleProblems(of items: Set<ItemKey>, isPurge: Bool, at elapsed: Duration, now: Date) -> [String] {
        items.sorted { $0.description < $1.description }.compactMap { item in
            guard let last = shown[item] else { return "\(item) is named, and was never seen in the trash" }
            if elapsed - last.at > Self.longestSight {
                return "\(item) is named, and was last seen \(elapsed - last.at) before"
            }
            if isPurge, !inForce.mayDestroy(last.truth, at: max(now, listings.last?.latestNow ?? now)) {
                return "\(item), asked to be purged, was seen protected or not due: \(last.truth)"
            }
            return nil
        }
    }

    /// Checks an "emptytrash" on its arrival: everything that both listings showed and that is still there must be due.
    func judgeEmptying(_ present: [ItemKey: Truth], at elapsed: Duration, now: Date) -> [String] {
        let known = Set(listings.last?.truths.keys.map(\.self) ?? []).intersection(present.keys)
        let changed = known.filter { key in listings.last?.truths[key]?.last != present[key] }
        return judgePurge(known.subtracting(changed), at: elapsed, now: now)
    }

    /// Checks a restore on its arrival. An item that our own call trashed again may be put back to its origin at any
    /// time, if somebody moved it after it was inspected, too.
    ///
    /// - Parameter putBack: those of `items` whose destination is the folder that they were trashed from.
    func judgeMove(_ items: Set<ItemKey>, putBack: Set<ItemKey>, at elapsed: Duration, now: Date) -> [String] {
        var wrong: [String] = []
        let items = items.filter { item in
            let wasMoved = noLongerTrashedAgain[item].map { elapsed - $0 < Self.longestSight } ?? false
            return !wasMoved && !(putBack.contains(item) && trashedAgain[item] != nil)
        }
        if sweep.hasPurged, !items.isEmpty { wrong.append("restored after a purge of the same sweep") }
        for item in items.sorted(by: { $0.description < $1.description }) {
            let seen = listings.suffix(2).flatMap { $0.truths[item] ?? [] } + [sweep.found[item]].compactMap(\.self)
            let possible = sweep.foldersInDoubt > 0 ? seen + seen.map(\.withoutRoom) : seen
            if !possible.contains(where: { inForce.mayRestore($0, at: now) }) {
                wrong.append("\(item), asked to be restored, needs no rescue: \(seen)")
            }
            if trail.restores(of: item, since: now.addingTimeInterval(-80 * 86_400)) >= Variant.maxRestores {
                wrong.append("\(item) is restored more often than the limit says")
            }
        }
        return wrong
    }
}

extension [Variant] {
    fileprivate func allDue(_ item: Truth, at now: Date) -> Bool { allSatisfy { $0.mayDestroy(item, at: now) } }
}
