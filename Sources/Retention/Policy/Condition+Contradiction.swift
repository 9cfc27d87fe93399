import FoundationEssentials

extension Condition {
    /// Why no item can ever meet the condition; nil if some might, or if it is unclear.
    var contradiction: String? { contradiction(given: []) }

    /// Upper end of the ages that the condition allows, when it sets one.
    var longestAge: Span? {
        conjuncts.compactMap { conjunct in
            if case .criterion(.age(_, let max)) = conjunct { max } else { nil }
        }.min { $0.duration < $1.duration }
    }

    /// The conditions that must all hold: nested `all` opened, `not` moved inwards where possible.
    private var conjuncts: [Condition] {
        switch self {
        case .all(let parts): parts.flatMap(\.conjuncts)
        case .any(let parts) where parts.count == 1: parts[0].conjuncts
        case .not(.not(let part)): part.conjuncts
        case .not(.any(let parts)): parts.flatMap { Condition.not($0).conjuncts }
        case .not(.all(let parts)) where parts.count == 1: Condition.not(parts[0]).conjuncts
        case .not(.criterion(.kind(let kind))): [.criterion(.kind(kind == .file ? .folder : .file))]
        default: [self]
        }
    }

    /// - Parameter facts: conditions outside this one that hold as well; no alternatives among them.
    private func contradiction(given facts: [Condition]) -> String? {
        let all = facts + conjuncts
        var simple: [Condition] = []
        var alternatives: [[Condition]] = []
        for conjunct in all {
            if case .any(let parts) = conjunct { alternatives.append(parts) } else { simple.append(conjunct) }
        }
        if let reason = ConditionFacts(simple).contradiction { return reason }
        for parts in alternatives {
            let reasons = parts.map { $0.contradiction(given: simple) }
            if let first = reasons.first, !reasons.contains(nil) { return first }
        }
        return nil
    }
}

/// The joint facts that several conditions require of one item.
private struct ConditionFacts {
    private var kinds: Set<ItemKind> = []
    /// Criteria that only files can meet.
    private var fileCriteria: [String] = []
    private var extensions: Set<String>?
    private var types: Set<FileType>?
    private var size: (min: Int64, max: Int64) = (.min, .max)
    private var age: (min: Double, max: Double) = (-.infinity, .infinity)
    private var created: (after: Date, before: Date) = (.distantPast, .distantFuture)
    private var asserted: Set<Condition> = []
    private var negated: Set<Condition> = []
    private var excludesEverything = false

    init(_ conditions: [Condition]) {
        for condition in conditions {
            switch condition {
            case .not(let part):
                negated.insert(part)
                excludesEverything = excludesEverything || NormalizedCondition(part) == .everything
            case .criterion(let criterion): add(criterion)
            case .all, .any: break
            }
            asserted.insert(condition)
        }
        for case .criterion(let criterion) in negated {
            if case .fileExtension(let values) = criterion { extensions?.subtract(values) }
            if case .type(let values) = criterion { types?.subtract(values) }
        }
    }

    private mutating func add(_ criterion: Criterion) {
        switch criterion {
        case .kind(let kind): kinds.insert(kind)
        case .fileExtension(let values):
            fileCriteria.append(criterion.name)
            extensions = extensions?.intersection(values) ?? Set(values)
        case .type(let values):
            fileCriteria.append(criterion.name)
            types = types?.intersection(values) ?? Set(values)
        case .size(let min, let max):
            fileCriteria.append(criterion.name)
            size = (Swift.max(size.min, min ?? .min), Swift.min(size.max, max ?? .max))
        case .age(let min, let max):
            age = (
                Swift.max(age.min, min?.timeInterval ?? -.infinity), Swift.min(age.max, max?.timeInterval ?? .infinity)
            )
        case .created(let after, let before):
            created = (
                Swift.max(created.after, after ?? .distantPast), Swift.min(created.before, before ?? .distantFuture)
            )
        case .account, .title, .titleRegex, .originFolder, .originRoom, .createdBy, .trashedBy: break
        }
    }

    /// The first reason why no item can meet them.
    var contradiction: String? {
        if excludesEverything { return "its \"not\" excludes every item" }
        if kinds.count > 1 { return "an item is either a file or a folder" }
        if kinds.contains(.folder), let criterion = fileCriteria.first {
            return "\"kind\" asks for folders, for which the portal sends no \(criterion)"
        }
        if extensions?.isEmpty == true { return "no extension is allowed by all of its \"extension\" criteria" }
        if types?.isEmpty == true { return "no type is allowed by all of its \"type\" criteria" }
        if size.min > size.max { return "no size is allowed by all of its \"size\" criteria" }
        if age.min > age.max { return "no age is allowed by all of its \"age\" criteria" }
        if created.after >= created.before { return "no date is allowed by all of its \"created\" criteria" }
        if !asserted.isDisjoint(with: negated) { return "it asks for something and for its opposite" }
        return nil
    }
}
