/// How single characters look after `LetterCase.ignored` has folded them.
struct CaseMapping: Sendable {
    /// Those that change into one other character, by the character.
    private(set) var single: [(from: Unicode.Scalar, to: Unicode.Scalar)] = []
    /// Those that change into several, such as ß into ss.
    private(set) var several: [(from: Unicode.Scalar, to: [Unicode.Scalar])] = []

    /// All characters that have a case. Made when the first pattern with a range needs it.
    static let all = CaseMapping()

    /// No script with upper and lower case lies beyond plane 1.
    private static let lastPlane: UInt32 = 0x1FFFF

    private init() {
        for code in 0...Self.lastPlane {
            guard let scalar = Unicode.Scalar(code), scalar.properties.changesWhenCaseMapped else { continue }
            let folded = LetterCase.ignored.folded(String(scalar))
            if folded.count > 1 { several.append((scalar, folded)) }
            if folded.count == 1, folded[0] != scalar { single.append((scalar, folded[0])) }
        }
    }
}

extension ScalarSet {
    /// Adds a range as it looks in folded titles.
    ///
    /// - Returns: the members that fold into several characters.
    mutating func insert(_ range: ClosedRange<Unicode.Scalar>, folding letterCase: LetterCase) -> [[Unicode.Scalar]] {
        if range.lowerBound == range.upperBound {
            let folded = letterCase.folded(String(range.lowerBound))
            guard folded.count == 1 else { return [folded] }
            insert(folded[0])
            return []
        }
        insert(range)
        guard letterCase == .ignored else { return [] }
        for mapping in CaseMapping.all.single where range.contains(mapping.from) { insert(mapping.to) }
        return CaseMapping.all.several.filter { range.contains($0.from) }.map(\.to)
    }
}
