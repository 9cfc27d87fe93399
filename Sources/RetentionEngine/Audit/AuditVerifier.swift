package import FoundationEssentials

/// Checks that the records of a trail are the ones once written: none missing, changed, moved or added.
///
/// It takes the records in the order of the trail. It keeps eight bytes for each of the last 65,536 numbers of a chain, and for
/// those near a flaw: a record that comes again later than that is out of place, whatever it holds. It can't know whether records
/// are missing before the first or after the last; `reports` gets both from its caller.
package struct AuditVerifier: Sendable {
    private var ledgers: [String: ChainLedger] = [:]
    /// Chains in the order of their first record.
    private var order: [String] = []

    /// Records without a chain; versions before 0.2 wrote such.
    package private(set) var unchained = 0
    /// Records that carry a number or a hash, but no chain.
    private var astray = 0

    /// The state of a new chain.
    private let slots: ChainSlots

    package init() { self.init(ChainSlots()) }

    init(_ slots: ChainSlots) { self.slots = slots }

    /// Takes the next record of the trail.
    package mutating func add(_ record: StoredRecord) {
        guard let chain = record.chain else {
            let isAstray = record.text(AuditChain.sequenceField) != nil || record.previousHash != nil
            if isAstray { astray += 1 } else { unchained += 1 }
            return
        }
        if ledgers[chain] == nil { order.append(chain) }
        ledgers[chain, default: ChainLedger(slots)].add(record)
    }

    /// The largest number seen of a chain; nil if there is none.
    package func newest(of chain: String) -> UInt64? { ledgers[chain]?.highest }

    /// The findings for each chain, in the order of their first record; then for the state directory's, if the trail lacks
    /// it; last, with an empty id, for records without a chain.
    ///
    /// - Parameters:
    ///   - end: what the state directory knows of the end of its chain; nil if unknown.
    ///   - reach: how far the trail goes back where a record was found; called with nil for a chain that isn't there.
    /// - Throws: what `reach` throws.
    package func reports<Failure>(
        end: ChainEnd?, reach: (StoredRecord?) throws(Failure) -> TrailReach
    ) throws(Failure) -> [ChainReport] {
        var reports: [ChainReport] = []
        for chain in order {
            let ownEnd = end?.after.chain == chain ? end : nil
            reports.append(try ledgers[chain]!.report(chain: chain, end: ownEnd, reach: reach))
        }
        if let end, end.before.chain == end.after.chain, ledgers[end.before.chain] == nil {
            reports.append(ChainReport(absent: end, reach: try reach(nil)))
        }
        if astray > 0 {
            reports.append(
                ChainReport(chain: "", numbers: nil, damages: [.astray(astray)], notes: [], isEndKnown: false))
        }
        return reports
    }
}

/// What the state directory holds of the end of its chain, before and after the trail was read: the service may write
/// meanwhile.
package struct ChainEnd: Sendable {
    package var before: ChainHead
    package var after: ChainHead
    /// The number of the oldest record that it still held before; nil if unknown.
    package var oldestKept: UInt64?

    package init(before: ChainHead, after: ChainHead, oldestKept: UInt64? = nil) {
        self.before = before
        self.after = after
        self.oldestKept = oldestKept
    }
}

extension ChainEnd {
    /// - Parameter first: the number of the first record that the trail has.
    func pushedOut(before first: UInt64) -> AuditDamage? {
        guard let oldestKept, oldestKept < first else { return nil }
        return .pushedOut(oldestKept...first - 1)
    }
}

/// How far a trail goes back.
package enum TrailReach: Sendable, Equatable {
    /// A file: earlier records may be in an older one.
    case file
    /// A journal.
    ///
    /// - Parameters:
    ///   - oldest: when its oldest record of any unit was received; nil if it has none.
    ///   - kept: since when its settings keep records; nil if they promise nothing.
    case journal(oldest: Date?, kept: Date? = nil)

    /// The damage if a record that the journal made room for left too early.
    ///
    /// - Parameters:
    ///   - last: the number of the newest such record.
    ///   - madeAt: when it was made.
    func earlyLoss(of last: UInt64, _ madeAt: Date, _ end: ChainEnd?) -> [AuditDamage] {
        if let damage = end?.pushedOut(before: last + 1) { return [damage] }
        guard case .journal(_, let kept?) = self, madeAt > kept else { return [] }
        return [.leftEarly(last)]
    }
}

/// The findings for one chain.
package struct ChainReport: Sendable, Equatable {
    package let chain: String
    /// The numbers of its first and its last record; nil if there are none.
    package let numbers: ClosedRange<UInt64>?
    /// When the first one was made, as it states; nil if there is none.
    package let reachesBackTo: Date?
    package let damages: [AuditDamage]
    package let notes: [AuditNote]
    /// Whether the chain's end was compared with the state directory.
    package let isEndKnown: Bool

    init(
        chain: String, numbers: ClosedRange<UInt64>?, reachesBackTo: Date? = nil, damages: [AuditDamage],
        notes: [AuditNote], isEndKnown: Bool
    ) {
        self.chain = chain
        self.numbers = numbers
        self.reachesBackTo = reachesBackTo
        self.damages = damages
        self.notes = notes
        self.isEndKnown = isEndKnown
    }

    /// A chain that only the state directory knows.
    fileprivate init(absent end: ChainEnd, reach: TrailReach) {
        let head = end.before
        var damages = [AuditDamage.allMissing(upTo: head.sequence)]
        var notes: [AuditNote] = []
        if case .journal(let oldest?, _) = reach, let madeAt = head.madeAt, oldest > madeAt {
            damages = reach.earlyLoss(of: head.sequence, madeAt, end)
            notes = [.allRotated(upTo: head.sequence)]
        }
        self.init(chain: head.chain, numbers: nil, damages: damages, notes: notes, isEndKnown: true)
    }
}
