/// The folded forms of single characters.
struct CaseMapping: Sendable {
    /// Those that change into one other character, by the character.
    private(set) var single: [(from: Unicode.Scalar, to: Unicode.Scalar)] = []
    /// Those that change into several, such as ß into ss.
    private(set) var several: [(from: Unicode.Scalar, to: [Unicode.Scalar])] = []

    // All characters that have a case. Created when the first pattern with a range needs it.
    private static let full = CaseMapping(.full)
    private static let oneByOne = CaseMapping(.single)

    /// Nil for a folding that keeps case.
    static func of(_ folding: Folding) -> CaseMapping? {
        switch folding {
        case .full: full
        case .single: oneByOne
        case .composed: nil
        }
    }

    /// No script beyond plane 1 has upper and lower case.
    static let lastPlane: UInt32 = 0x1FFFF

    private init(_ folding: Folding) {
        for code in 0...Self.lastPlane {
            guard let scalar = Unicode.Scalar(code), scalar.properties.changesWhenCaseMapped else { continue }
            let folded = folding.folded([scalar])
            if folded.count > 1 { several.append((scalar, folded)) }
            if folded.count == 1, folded[0] != scalar { single.append((scalar, folded[0])) }
        }
    }
}

extension ScalarSet {
    /// Adds a range in its folded form.
    ///
    /// - Returns: the members that fold into several characters.
    mutating func insert(_ range: ClosedRange<Unicode.Scalar>, _ folding: Folding) -> [[Unicode.Scalar]] {
        if range.lowerBound == range.upperBound {
            let folded = folding.folded([range.lowerBound])
            // Invisible characters are left out of titles, too.
            guard folded.count == 1 else { return folded.isEmpty ? [] : [folded] }
            insert(folded[0])
            return []
        }
        insert(range)
        guard let mapping = CaseMapping.of(folding) else { return [] }
        for change in mapping.single where range.contains(change.from) { insert(change.to) }
        return mapping.several.filter { range.contains($0.from) }.map(\.to)
    }
}
