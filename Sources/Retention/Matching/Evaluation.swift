package import FoundationEssentials

extension Condition {
    /// Whether the item meets the condition at an instant.
    ///
    /// - Returns: `unknown` if the answer depends on an attribute that the portal didn't send.
    package func evaluate(_ item: TrashedItem, now: Date) -> TernaryResult {
        evaluate(ItemReading(item), now: now)
    }

    /// The same, for an item that many conditions read.
    func evaluate(_ item: ItemReading, now: Date) -> TernaryResult {
        switch self {
        case .all(let parts): TernaryResult.all(parts.lazy.map { $0.evaluate(item, now: now) })
        case .any(let parts): TernaryResult.any(parts.lazy.map { $0.evaluate(item, now: now) })
        case .not(let part): !part.evaluate(item, now: now)
        case .criterion(let criterion): criterion.evaluate(item, now: now)
        }
    }

    /// Whether an item of that account can meet the condition: `no` if the account alone excludes it.
    func evaluate(account: String) -> TernaryResult { evaluate { $0.evaluate(account: account) } }

    /// The result of combining the answers of its criteria.
    func evaluate(_ answer: (Criterion) -> TernaryResult) -> TernaryResult {
        switch self {
        case .all(let parts): TernaryResult.all(parts.map { $0.evaluate(answer) })
        case .any(let parts): TernaryResult.any(parts.map { $0.evaluate(answer) })
        case .not(let part): !part.evaluate(answer)
        case .criterion(let criterion): answer(criterion)
        }
    }

    /// The names of the criteria whose answer is unknown for this item, each once, in the order of the policy.
    package func unknownCriteria(_ item: TrashedItem, now: Date) -> [String] {
        var names: [String] = []
        let reading = ItemReading(item)
        for criterion in criteria
        where criterion.evaluate(reading, now: now) == .unknown && !names.contains(criterion.name) {
            names.append(criterion.name)
        }
        return names
    }

    /// All leaves, in the order of the policy.
    package var criteria: [Criterion] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.criteria)
        case .not(let part): part.criteria
        case .criterion(let criterion): [criterion]
        }
    }
}

extension Criterion {
    /// Whether the item meets this one criterion.
    package func evaluate(_ item: TrashedItem, now: Date) -> TernaryResult {
        evaluate(ItemReading(item), now: now)
    }

    /// The same, for an item that many conditions read.
    func evaluate(_ reading: ItemReading, now: Date) -> TernaryResult {
        let item = reading.item
        return switch self {
        case .account(let globs): Self.known(item.account) { name in globs.contains { $0.matches(name) } }
        case .kind(let kind): TernaryResult(item.key.kind == kind)
        case .title(let globs): TernaryResult(globs.contains { $0.matches(reading) })
        case .titleRegex(let patterns): TernaryResult(patterns.contains { $0.matches(item.title) })
        case .fileExtension(let wanted): Self.ofFile(item, item.fileExtension) { wanted.contains($0) }
        case .type(let wanted): Self.ofFile(item, item.type) { wanted.contains($0) }
        case .size(let min, let max): Self.known(item.bytes) { $0 >= min ?? .min && $0 <= max ?? .max }
        case .age(let min, let max):
            // A date in the future counts as none.
            Self.known(item.countsSince.flatMap { $0 <= now ? now.timeIntervalSince($0) : nil }) { age in
                age >= min?.timeInterval ?? 0 && age <= max?.timeInterval ?? .infinity
            }
        case .created(let after, let before):
            Self.known(item.created) { $0 >= after ?? .distantPast && $0 < before ?? .distantFuture }
        case .originFolder(let patterns):
            TernaryResult.any(
                patterns.lazy.map { Self.originResult(item.originFolder, $0, isMyDocuments: item.isFromMyDocuments) })
        case .originRoom(let patterns):
            switch item.room {
            case .unknown: .unknown
            case .noRoom: .no
            case .room(let room):
                TernaryResult.any(patterns.lazy.map { Self.originResult(room, $0, isMyDocuments: .no) })
            }
        case .createdBy(let patterns): Self.person(item.createdBy, patterns)
        case .trashedBy(let patterns): Self.person(item.trashedBy, patterns)
        }
    }

    /// Whether an item of that account can meet the criterion, with any other attributes.
    fileprivate func evaluate(account: String) -> TernaryResult {
        if case .account(let globs) = self { TernaryResult(globs.contains { $0.matches(account) }) } else { .unknown }
    }

    private static func known<Value>(_ value: Value?, _ test: (Value) -> Bool) -> TernaryResult {
        value.map { TernaryResult(test($0)) } ?? .unknown
    }

    /// Attributes that only files have: it is certain that a folder doesn't meet them.
    private static func ofFile<Value>(_ item: TrashedItem, _ value: Value?, _ test: (Value) -> Bool) -> TernaryResult {
        item.key.kind == .folder ? .no : known(value, test)
    }

    private static func originResult(
        _ reference: FolderReference?, _ pattern: FolderPattern, isMyDocuments: TernaryResult
    )
        -> TernaryResult
    {
        switch pattern {
        case .myDocuments: isMyDocuments
        case .id(let id): known(reference?.id) { $0 == id }
        case .title(let glob): known(reference?.title) { glob.matches($0) }
        }
    }

    /// Whether one of the patterns matches the person. Unknown if that depends on a name or an id that the portal did
    /// not send.
    static func person(_ person: Person?, _ patterns: [PersonPattern]) -> TernaryResult {
        guard let person else { return .unknown }
        return TernaryResult.any(
            patterns.lazy.map { pattern in
                TernaryResult.any([
                    known(person.id) { $0 == pattern.id }, known(person.displayName) { pattern.name.matches($0) },
                ])
            }
        )
    }
}
