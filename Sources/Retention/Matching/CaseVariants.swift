/// Characters that differ only in upper and lower case, such as k, K and the Kelvin sign; or σ, ς and Σ.
///
/// A variant is always one character: ß and ẞ are variants of each other, but not of ss.
struct CaseVariants: Sendable {
    /// Groups of at least two.
    private let groups: [[Unicode.Scalar]]

    /// Created when the first pattern with a set needs it.
    private static let all = CaseVariants()

    private init() {
        var members: [Unicode.Scalar: Set<Unicode.Scalar>] = [:]
        for code in 0...CaseMapping.lastPlane {
            guard let scalar = Unicode.Scalar(code), scalar.properties.changesWhenCaseMapped else { continue }
            let folded = Folding.single.folded([scalar])
            guard folded.count == 1 else { continue }
            members[folded[0], default: [folded[0]]].insert(scalar)
        }
        groups = members.values.filter { $0.count > 1 }.map(Array.init)
    }

    /// Adds the other cases of all its characters to a set.
    static func complete(_ set: inout ScalarSet) {
        let named = set
        for group in all.groups where group.contains(where: named.contains) {
            for scalar in group { set.insert(scalar) }
        }
    }
}
