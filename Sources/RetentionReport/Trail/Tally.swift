import Retention

/// Items and their bytes.
package struct Tally: Sendable, Equatable {
    package var items = 0
    /// Bytes of the files; folders have no size.
    package var bytes: Int64 = 0

    package init() {}

    mutating func add(bytes: Int64?) {
        items += 1
        self.bytes = self.bytes.addingSaturated(max(0, bytes ?? 0))
    }

    mutating func add(_ other: Tally) {
        items += other.items
        bytes = bytes.addingSaturated(other.bytes)
    }
}

/// Outcomes by kind.
package struct OutcomeTally: Sendable, Equatable {
    private var tallies = [Tally](repeating: Tally(), count: OutcomeKind.allCases.count)

    package init() {}

    package subscript(kind: OutcomeKind) -> Tally {
        get { tallies[kind.rawValue] }
        set { tallies[kind.rawValue] = newValue }
    }

    mutating func add(_ other: OutcomeTally) {
        for kind in OutcomeKind.allCases { self[kind].add(other[kind]) }
    }

    /// Items of all kinds.
    package var items: Int { tallies.reduce(0) { $0 + $1.items } }
}
