@testable import Retention

/// Damages policies in one or two places. Many of the results are valid again.
struct PolicyMutator {
    private var dice: Dice
    private var texts: PolicyTextGenerator
    /// Policies to damage, and to take values from.
    let bases: [JSONNode]
    /// All values of the bases by their key.
    private let values: [String: [JSONNode]]
    private let keys: [String]

    init(seed: UInt64, bases: [JSONNode]) {
        dice = Dice(seed: seed)
        texts = PolicyTextGenerator(dice: Dice(seed: ~seed))
        self.bases = bases
        var values: [String: [JSONNode]] = [:]
        for base in bases {
            for place in base.places where !place.isEmpty {
                values[base.key(at: place), default: []].append(base[place])
            }
        }
        self.values = values
        keys =
            values.keys.sorted() + ["x", "Name", "titel", "", "match ", "$comment", "nonempty", "sk-0123456789abcdef"]
    }

    mutating func mutant() -> JSONNode {
        var mutant = dice.one(of: bases)
        for _ in 0...(dice.oneIn(5) ? 1 : 0) { mutant = damaged(mutant) }
        return mutant
    }

    private mutating func damaged(_ root: JSONNode) -> JSONNode {
        let place = dice.one(of: root.places)
        let node = root[place]
        switch Int.random(in: 0..<12, using: &dice) {
        case 0, 1: return replaced(root, place)
        case 2, 3, 4: return root.replacing(place, with: likely(for: root.key(at: place), insteadOf: node))
        case 5: return root.replacing(place, with: wrapped(node))
        default: break
        }
        switch node.value {
        case .object: return withOtherMembers(root, place)
        case .array: return withOtherEntries(root, place)
        case .string(let text): return root.replacing(place, with: JSONNode(.string(edited(text)), offset: 0))
        default: return replaced(root, place)
        }
    }

    private mutating func replaced(_ root: JSONNode, _ place: JSONPlace) -> JSONNode {
        root.replacing(place, with: literal(dice.one(of: Self.strangers)))
    }

    /// A plausible value there, right or nearly.
    private mutating func likely(for key: String, insteadOf node: JSONNode) -> JSONNode {
        if dice.oneIn(3) { return dice.one(of: values[key] ?? [node]) }
        if let text = texts.text(for: key) {
            // The entries of a list have its key, and so has the list.
            if case .array(let elements) = node.value, !elements.isEmpty {
                return node.replacing([0], with: JSONNode(.string(text), offset: 0))
            }
            return JSONNode(.string(text), offset: 0)
        }
        return literal(dice.one(of: Self.numbers))
    }

    private mutating func wrapped(_ node: JSONNode) -> JSONNode {
        var node = node
        for _ in 0..<dice.one(of: [1, 1, 2, 7, 8, 9]) {
            let key = dice.one(of: ["not", "not", "all", "any"])
            let inner = key == "not" ? node : JSONNode(.array([node]), offset: 0)
            node = JSONNode(.object([JSONMember(key: key, keyOffset: 0, value: inner)]), offset: 0)
        }
        return node
    }

    private mutating func withOtherMembers(_ root: JSONNode, _ place: JSONPlace) -> JSONNode {
        let key = dice.one(of: keys)
        let value = dice.one(of: values[key] ?? [literal(dice.one(of: Self.strangers))])
        let kind = Int.random(in: 0..<5, using: &dice)
        var dice = self.dice
        defer { self.dice = dice }
        return root.editing(
            place,
            members: { members in
                guard let index = members.indices.randomElement(using: &dice), kind > 0 else {
                    return members.append(JSONMember(key: key, keyOffset: 0, value: value))
                }
                switch kind {
                case 1: members.append(members[index])
                case 2: members[index] = JSONMember(key: key, keyOffset: 0, value: members[index].value)
                default: members.remove(at: index)
                }
            })
    }

    private mutating func withOtherEntries(_ root: JSONNode, _ place: JSONPlace) -> JSONNode {
        let stranger = literal(dice.one(of: Self.strangers))
        let kind = Int.random(in: 0..<5, using: &dice)
        var dice = self.dice
        defer { self.dice = dice }
        return root.editing(
            place,
            entries: { entries in
                guard let index = entries.indices.randomElement(using: &dice) else { return entries.append(stranger) }
                switch kind {
                case 0: entries = []
                case 1: entries.append(stranger)
                case 2: entries.remove(at: index)
                case 3: entries.reverse()
                default: entries.append(entries[index])
                }
            })
    }

    /// With one character more, less or changed.
    private mutating func edited(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        let scalar = dice.one(of: Self.characters)
        let index = Int.random(in: 0...scalars.count, using: &dice)
        switch Int.random(in: 0..<3, using: &dice) {
        case 0: scalars.insert(scalar, at: index)
        case 1 where index < scalars.count: scalars.remove(at: index)
        default: if index < scalars.count { scalars[index] = scalar } else { scalars.append(scalar) }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private func literal(_ text: String) -> JSONNode {
        guard let node = try? JSONNode(text: text) else { preconditionFailure("\(text) is no JSON") }
        return node
    }

    private static let characters = Array(
        "aZ09 .,-_/\\:*?[]!^~@+\"\u{0}\n\t\u{301}\u{E9}\u{20AC}\u{1F600}\u{200B}\u{A0}\u{3000}\u{212A}\u{B5}"
            .unicodeScalars)
    private static let numbers = [
        "0", "1", "2", "30", "-1", "-0", "1.0", "1e3", "0.5", "1.5", "0.90", "1e-5", "100e-2", "9223372036854775807",
        "9223372036854775808", "18446744073709551616", "1e400", "-1e400", "1e-400",
    ]
    private static let strangers =
        numbers + [
            "null", "true", "false", "\"\"", "\" \"", "\"x\"", "\"7d\"", "[]", "[[]]", "[null]", "[\"x\"]", "{}",
            "{\"x\":1}", "\"origin\"", "{\"folder\":1}", "{\"myDocuments\":true}", "{\"title\":[\"x\"]}",
            "\"sk-0123456789abcdef\"", "\"infinity\"", "{\"min\":1}", "[\"x\",\"x\"]",
        ]
}
