/// The decision about an item, and its grounds: all results of matching and comparing, without text.
///
/// Only the planner that made it can make its text, and only for the item that it was made for.
struct Ruling: Equatable, Sendable {
    /// The ground of the decision, before the restraints of earlier sweeps.
    enum Ground: UInt8, CaseIterable, Sendable {
        case noRetention, noDate, dateInFuture, young, due
        case heldByRule, restoredByRule, maybeProtected, unseen, heldByPerson
    }

    /// Additional facts for the text.
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt16

        /// Its age counts from the last listing without it.
        static let countedFromListing = Marks(rawValue: 1 << 0)
        /// The time at which the portal destroys it is unknown.
        static let endUnknown = Marks(rawValue: 1 << 1)
        static let rescued = Marks(rawValue: 1 << 2)
        /// As `PlannedItem.isLeftWhenDue`.
        static let leftWhenDue = Marks(rawValue: 1 << 3)
        /// A rule that purges can't be judged.
        static let undecidedRules = Marks(rawValue: 1 << 4)
        static let holdsUnknown = Marks(rawValue: 1 << 5)
        static let inGrace = Marks(rawValue: 1 << 6)
        static let restoredTooOften = Marks(rawValue: 1 << 7)
        static let quarantined = Marks(rawValue: 1 << 8)
        /// Those of earlier sweeps.
        static let restraints: Marks = [.holdsUnknown, .inGrace, .restoredTooOften, .quarantined]
        static let all = Marks(rawValue: 1 << 9 - 1)
    }

    var decision: Decision
    let ground: Ground
    /// The index of the rule that decided or whose destination counts.
    let rule: Int?
    var marks: Marks = []

    init(_ decision: Decision, _ ground: Ground, rule: Int? = nil) {
        self.decision = decision
        self.ground = ground
        self.rule = rule
    }
}

/// A ruling in four bytes.
struct PackedRuling: Sendable {
    /// A rule with a higher index doesn't fit.
    static let maxRule = Int(UInt16.max) - 2

    private var bits: UInt32

    init(_ ruling: Ruling) {
        let rule = UInt32(min(ruling.rule ?? -1, Self.maxRule + 1) + 1)
        bits =
            UInt32(ruling.decision.number) | UInt32(ruling.ground.rawValue) << 3
            | UInt32(ruling.marks.rawValue) << 7 | rule << 16
    }

    var decision: Decision {
        get { Decision.numbered[Int(bits & 7)] }
        set { bits = bits & ~7 | UInt32(newValue.number) }
    }

    func has(_ decision: Decision) -> Bool { bits & 7 == decision.number }

    /// Nil if its rule's index didn't fit.
    var unpacked: Ruling? {
        let rule = Int(bits >> 16) - 1
        guard rule <= Self.maxRule, let ground = Ruling.Ground(rawValue: UInt8(bits >> 3 & 15)) else { return nil }
        var ruling = Ruling(decision, ground, rule: rule < 0 ? nil : rule)
        ruling.marks = Ruling.Marks(rawValue: UInt16(truncatingIfNeeded: bits >> 7) & Ruling.Marks.all.rawValue)
        return ruling
    }
}

extension Decision {
    fileprivate static let numbered: [Decision] = [.restore, .hold, .keep, .purge, .left]

    fileprivate var number: UInt8 {
        switch self {
        case .restore: 0
        case .hold: 1
        case .keep: 2
        case .purge: 3
        case .left: 4
        }
    }
}
