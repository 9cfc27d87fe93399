import FoundationEssentials

/// A condition without differences that don't matter: order, repetitions, upper case, single-entry lists. Differently
/// written conditions with the same meaning mostly have the same form; those with different meanings never do.
indirect enum NormalizedCondition: Hashable, Sendable {
    case all(Set<NormalizedCondition>)
    case any(Set<NormalizedCondition>)
    case not(NormalizedCondition)
    /// A list of alternatives.
    case values(String, Set<String>)
    /// Both ends inclusive, as numbers.
    case range(String, min: Double, max: Double)

    /// Every item meets it, because it requires nothing.
    static let everything = NormalizedCondition.all([])

    init(_ condition: Condition) {
        switch condition {
        case .all(let parts):
            let forms = Set(parts.flatMap { NormalizedCondition($0).conjuncts })
            self = forms.count == 1 ? forms.first! : .all(forms)
        case .any(let parts):
            let forms = Set(parts.map(NormalizedCondition.init))
            self = forms.contains(.everything) ? .everything : forms.count == 1 ? forms.first! : .any(forms)
        case .not(.not(let part)): self = NormalizedCondition(part)
        case .not(let part): self = .not(NormalizedCondition(part))
        case .criterion(let criterion): self = Self.leaf(criterion)
        }
    }

    /// Whether every item that meets this form certainly meets the other. False if unclear.
    func implies(_ other: NormalizedCondition) -> Bool {
        if self == other { return true }
        switch (self, other) {
        case (_, .all(let parts)): return parts.allSatisfy { implies($0) }
        case (.any(let parts), _): return parts.allSatisfy { $0.implies(other) }
        case (_, .any(let parts)) where parts.contains(where: { implies($0) }): return true
        case (.all(let parts), _): return parts.contains { $0.implies(other) }
        case (.values(let name, let values), .values(let otherName, let others)):
            return name == otherName && values.isSubset(of: others)
        case (.range(let name, let min, let max), .range(let otherName, let otherMin, let otherMax)):
            return name == otherName && min >= otherMin && max <= otherMax
        case (.not(let part), .not(let otherPart)): return otherPart.implies(part)
        default: return false
        }
    }

    private var conjuncts: Set<NormalizedCondition> {
        if case .all(let parts) = self { parts } else { [self] }
    }

    private static func leaf(_ criterion: Criterion) -> NormalizedCondition {
        let name = criterion.name
        return switch criterion {
        case .kind(let kind): .values(name, [kind.rawValue])
        // An account may be unknown; every item has a title.
        case .account(let globs): .values(name, Set(globs.map(text)))
        case .title(let globs):
            globs.contains(where: \.matchesEverything) ? .everything : .values(name, Set(globs.map(text)))
        case .titleRegex(let patterns):
            patterns.contains(where: \.matchesEverything) ? .everything : .values(name, Set(patterns.map(text)))
        case .fileExtension(let values): .values(name, Set(values))
        case .type(let types): .values(name, Set(types.map(\.rawValue)))
        case .size(let min, let max):
            .range(name, min: min.map(Double.init) ?? -.infinity, max: max.map(Double.init) ?? .infinity)
        case .age(let min, let max):
            .range(name, min: min?.timeInterval ?? -.infinity, max: max?.timeInterval ?? .infinity)
        case .created(let after, let before):
            .range(
                name, min: after?.timeIntervalSince1970 ?? -.infinity, max: before?.timeIntervalSince1970 ?? .infinity)
        case .originFolder(let patterns), .originRoom(let patterns): .values(name, Set(patterns.map(text)))
        case .createdBy(let patterns), .trashedBy(let patterns): .values(name, Set(patterns.map { text($0.name) }))
        }
    }

    private static func text(_ glob: Glob) -> String { glob.form }

    /// Only in NFC: `\D` isn't `\d`, even if case is ignored.
    private static func text(_ pattern: TitlePattern) -> String {
        (pattern.letterCase == .respected ? "=" : "~")
            + String(String.UnicodeScalarView(Folding.composed.folded(pattern.pattern)))
    }

    private static func text(_ pattern: FolderPattern) -> String {
        switch pattern {
        case .myDocuments: "My documents"
        case .id(let id): "id \(id)"
        case .title(let glob): "title \(text(glob))"
        }
    }
}
