/// Finds the rules that an item may meet by its extension and by the beginning and end of its title, so that a thousand
/// rules cost little more than ten.
///
/// Leaves out only rules that are certain to answer "no": a rule without that certainty is always a candidate.
struct RuleIndex: Sendable {
    private let count: Int
    /// Rules that the index can't sort.
    private var always: [Int] = []
    private var byExtension: [String: [Int]] = [:]
    private var byTitle: [AnchorForm: [ArraySlice<Unicode.Scalar>: [Int]]] = [:]
    /// Rules that depend on the extension: all are candidates if it is unknown.
    private var onExtension: [Int] = []

    init(_ rules: [Rule]) {
        count = rules.count
        for (number, rule) in rules.enumerated() {
            guard let anchors = rule.match.anchors else {
                always.append(number)
                continue
            }
            for anchor in Set(anchors) {
                switch anchor {
                case .fileExtension(let value):
                    byExtension[value, default: []].append(number)
                    onExtension.append(number)
                case .title(let anchor):
                    byTitle[AnchorForm(anchor), default: [:]][anchor.text[...], default: []].append(number)
                }
            }
        }
    }

    /// The indices of the rules that the item may meet, in the order of the policy, each once.
    func candidates(for item: ItemReading) -> [Int] {
        guard always.count < count else { return always }
        var found: [Int] = []
        if item.item.key.kind == .file {
            // An unknown value answers "unknown", not "no".
            found = item.item.fileExtension.map { byExtension[$0] ?? [] } ?? onExtension
        }
        for (form, rules) in byTitle {
            if let text = form.text(of: item), let numbers = rules[text] { found += numbers }
        }
        if found.isEmpty { return always }
        found += always
        found.sort()
        var last = -1
        return found.filter { number in
            defer { last = number }
            return number != last
        }
    }
}

/// Text that a title must begin or end with, in one of the foldings of a letter case.
struct TitleAnchor: Hashable, Sendable {
    /// A longer text excludes little more, and each length costs a look-up.
    static let longest = 8

    let letterCase: LetterCase
    let folding: Int
    let text: [Unicode.Scalar]
    let isAtEnd: Bool
}

/// The position and length of an anchor's text.
private struct AnchorForm: Hashable {
    let letterCase: LetterCase
    let folding: Int
    let length: Int
    let isAtEnd: Bool

    init(_ anchor: TitleAnchor) {
        letterCase = anchor.letterCase
        folding = anchor.folding
        length = anchor.text.count
        isAtEnd = anchor.isAtEnd
    }

    /// Nil if the title is shorter, or has no such folding.
    func text(of item: ItemReading) -> ArraySlice<Unicode.Scalar>? {
        let readings = item.title(letterCase)
        guard folding < readings.count, readings[folding].count >= length else { return nil }
        return isAtEnd ? readings[folding].suffix(length) : readings[folding].prefix(length)
    }
}

/// A property that an item must have to meet a condition.
private enum Anchor: Hashable {
    case fileExtension(String)
    case title(TitleAnchor)
}

extension Condition {
    /// An item with none of these is certain not to meet the condition; nil if there are none.
    fileprivate var anchors: [Anchor]? {
        switch self {
        // One part that answers "no" is enough.
        case .all(let parts): parts.lazy.compactMap(\.anchors).first
        case .any(let parts):
            Self.together(parts) { $0.anchors }
        case .not: nil
        case .criterion(.fileExtension(let values)): values.map(Anchor.fileExtension)
        case .criterion(.title(let globs)):
            Self.together(globs) { $0.anchors?.map(Anchor.title) }
        case .criterion: nil
        }
    }

    /// The anchors of alternatives; nil if one has none.
    private static func together<Part>(_ parts: [Part], _ anchors: (Part) -> [Anchor]?) -> [Anchor]? {
        var all: [Anchor] = []
        for part in parts {
            guard let more = anchors(part) else { return nil }
            all += more
        }
        return all
    }
}
