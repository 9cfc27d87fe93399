package import FoundationEssentials
import Time

/// How a condition got its answer: a tree like the condition's own.
package struct Trace: Sendable {
    /// As in the policy: `any`, or `title ["*.tmp"]`.
    package let label: String
    package let truth: TernaryResult
    /// The item's value for a leaf: `"a.pdf"`, or that the portal didn't send it. Nil for combinators.
    package let found: String?
    /// In the order of the policy. Empty for leaves.
    package let parts: [Trace]

    fileprivate init(_ label: String, _ truth: TernaryResult, found: String? = nil, parts: [Trace] = []) {
        self.label = label
        self.truth = truth
        self.found = found
        self.parts = parts
    }
}

extension Condition {
    /// The same answer as `evaluate`, with its derivation.
    package func trace(_ item: TrashedItem, now: Date) -> Trace {
        let truth = evaluate(item, now: now)
        return switch self {
        case .all(let parts): Trace("all", truth, parts: parts.map { $0.trace(item, now: now) })
        case .any(let parts): Trace("any", truth, parts: parts.map { $0.trace(item, now: now) })
        case .not(let part): Trace("not", truth, parts: [part.trace(item, now: now)])
        case .criterion(let criterion):
            Trace("\(criterion.name) \(criterion.wanted)", truth, found: criterion.found(in: item, now: now))
        }
    }
}

extension Condition {
    /// The condition as a sentence, much as the policy writes it.
    package var sentence: String {
        switch self {
        case .all(let parts): parts.map(\.nested).joined(separator: " and ")
        case .any(let parts): parts.map(\.nested).joined(separator: " or ")
        case .not(let part): "not \(part.nested)"
        case .criterion(let criterion): "\(criterion.name) \(criterion.wanted)"
        }
    }

    /// In parentheses if it could be misread without.
    private var nested: String {
        switch self {
        case .all(let parts) where parts.count > 1, .any(let parts) where parts.count > 1: "(\(sentence))"
        default: sentence
        }
    }
}

extension Criterion {
    /// The required value, much as the policy writes it.
    fileprivate var wanted: String {
        switch self {
        case .kind(let kind): kind.rawValue
        case .account(let globs), .title(let globs): Self.list(globs.map(Self.text))
        case .titleRegex(let patterns):
            Self.list(patterns.map { Self.quoted($0.pattern) + Self.note($0.letterCase) })
        case .fileExtension(let values): Self.list(values.map(Self.quoted))
        case .type(let types): Self.list(types.map(\.rawValue))
        case .size(let min, let max): Self.range(min.map(ByteCount.format), max.map(ByteCount.format))
        case .age(let min, let max): Self.range(min?.description, max?.description)
        case .created(let after, let before):
            [after.map { "from \(Self.text($0)) on" }, before.map { "before \(Self.text($0))" }].compactMap { $0 }
                .joined(separator: ", ")
        case .originFolder(let patterns), .originRoom(let patterns):
            Self.list(
                patterns.map { pattern in
                    switch pattern {
                    case .myDocuments: "My documents"
                    case .id(let id): "\(id)"
                    case .title(let glob): Self.text(glob)
                    }
                })
        case .createdBy(let patterns), .trashedBy(let patterns):
            Self.list(patterns.map { Self.text($0.name) })
        }
    }

    /// The item's value for this criterion.
    fileprivate func found(in item: TrashedItem, now: Date) -> String {
        let value: String? =
            switch self {
            case .account: item.account.map(Self.quoted)
            case .kind: item.key.kind.rawValue
            case .title, .titleRegex: Self.quoted(item.title)
            case .fileExtension: item.key.kind == .folder ? "a folder has none" : item.fileExtension.map(Self.quoted)
            case .type: item.key.kind == .folder ? "a folder has none" : item.type?.rawValue
            case .size: item.bytes.map { "\(ByteCount.format($0)) (\($0) bytes)" }
            case .age:
                item.countsSince.map { $0 <= now ? Self.age($0, now) : "trashed in the future: \(Self.text($0))" }
            case .created: item.created.map(Self.text)
            case .originFolder: item.originFolder.map { Self.text($0) + Self.note(item.originLocation) }
            case .originRoom:
                switch item.room {
                case .room(let room): Self.text(room)
                case .noRoom: "it came from no room"
                case .unknown:
                    item.originFolder == nil
                        ? nil : "the portal sent none, and its origin folder isn't known to be in My documents"
                }
            case .createdBy: item.createdBy.map(Self.text)
            case .trashedBy: item.trashedBy.map(Self.text)
            }
        return value ?? "the portal didn't send it"
    }

    private static func quoted(_ text: String) -> String { "\"\(String(sanitizing: text))\"" }
    private static func list(_ texts: [String]) -> String { "[\(texts.joined(separator: ", "))]" }
    private static func text(_ glob: Glob) -> String { quoted(glob.pattern) + note(glob.letterCase) }

    /// Only for an inspected location.
    private static func note(_ location: OriginLocation) -> String {
        switch location {
        case .unknown: ""
        case .myDocuments: ", in My documents now"
        case .elsewhere: ", not in My documents now"
        }
    }

    /// Only for the setting that isn't the default.
    private static func note(_ letterCase: LetterCase) -> String {
        letterCase == .ignored ? "" : " (case-sensitive)"
    }

    private static func text(_ date: Date) -> String { date.formatted(.iso8601) }

    private static func range(_ min: String?, _ max: String?) -> String {
        [min.map { "at least \($0)" }, max.map { "at most \($0)" }].compactMap { $0 }.joined(separator: ", ")
    }

    private static func age(_ trashedAt: Date, _ now: Date) -> String {
        let seconds = now.timeIntervalSince(trashedAt).rounded(.down)
        return "\(TimeSpan.format(.seconds(seconds))) in the trash"
    }

    private static func text(_ reference: FolderReference) -> String {
        let title = reference.title.map(quoted) ?? "untitled"
        return reference.id.map { "\(title) (\($0))" } ?? title
    }

    private static func text(_ person: Person) -> String {
        let name = person.displayName.map(quoted) ?? "an unnamed person"
        return person.id.map { "\(name) (\($0))" } ?? name
    }
}
