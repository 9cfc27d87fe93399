@testable import Retention

/// Damages policies at one or two paths. Many of the results are still valid.
struct PolicyMutator {
    private var random: RandomChoices
    private var texts: PolicyTextGenerator
    /// Policies to damage, and to take values from.
    let bases: [JSONNode]
    /// All values of the bases by their key.
    private let values: [String: [JSONNode]]
    private let keys: [String]

    init(seed: UInt64, bases: [JSONNode]) {
        random = RandomChoices(seed: seed)
        texts = PolicyTextGenerator(random: RandomChoices(seed: ~seed))
        self.bases = bases
        var values: [String: [JSONNode]] = [:]
        for base in bases {
            for indexPath in base.indexPaths where !indexPath.isEmpty {
                values[base.key(at: indexPath), default: []].append(base[indexPath])
            }
        }
        self.values = values
        keys =
            values.keys.sorted() + ["x", "Name", "titel", "", "match ", "$comment", "nonempty", "sk-0123456789abcdef"]
    }

    mutating func mutant() -> JSONNode {
        var mutant = random.one(of: bases)
        for _ in 0...(random.oneIn(5) ? 1 : 0) { mutant = damaged(mutant) }
        return mutant
    }

    private mutating func damaged(_ root: JSONNode) -> JSONNode {
        let indexPath = random.one(of: root.indexPaths)
        let node = root[indexPath]
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1: return replaced(root, indexPath)
        case 2, 3, 4: return root.replacing(indexPath, with: likely(for: root.key(at: indexPath), insteadOf: node))
        case 5: return root.replacing(indexPath, with: wrapped(node))
        default: break
        }
        switch node.value {
        case .object: return withOtherMembers(root, indexPath)
        case .array: return withOtherEntries(root, indexPath)
        case .string(let text): return root.replacing(indexPath, with: JSONNode(.string(edited(text)), offset: 0))
        default: return replaced(root, indexPath)
        }
    }

    private mutating func replaced(_ root: JSONNode, _ indexPath: JSONIndexPath) -> JSONNode {
        root.replacing(indexPath, with: literal(random.one(of: Self.strangers)))
    }

    /// A plausible value there, right or nearly.
    private mutating func likely(for key: String, insteadOf node: JSONNode) -> JSONNode {
        if random.oneIn(3) { return random.one(of: values[key] ?? [node]) }
        if let text = texts.text(for: key) {
            // The entries of a list have its key, and so has the list.
            if case .array(let elements) = node.value, !elements.isEmpty {
                return node.replacing([0], with: JSONNode(.string(text), offset: 0))
            }
            return JSONNode(.string(text), offset: 0)
        }
        return literal(random.one(of: Self.numbers))
    }

    private mutating func wrapped(_ node: JSONNode) -> JSONNode {
        var node = node
        for _ in 0..<random.one(of: [1, 1, 2, 7, 8, 9]) {
            let key = random.one(of: ["not", "not", "all", "any"])
            let inner = key == "not" ? node : JSONNode(.array([node]), offset: 0)
            node = JSONNode(.object([JSONMember(key: key, keyOffset: 0, value: inner)]), offset: 0)
        }
        return node
    }

    private mutating func withOtherMembers(_ root: JSONNode, _ indexPath: JSONIndexPath) -> JSONNode {
        let key = random.one(of: keys)
        let value = random.one(of: values[key] ?? [literal(random.one(of: Self.strangers))])
        let kind = Int.random(in: 0..<5, using: &random)
        var random = self.random
        defer { self.random = random }
        return root.editing(
            indexPath,
            members: { members in
                guard let index = members.indices.randomElement(using: &random), kind > 0 else {
                    return members.append(JSONMember(key: key, keyOffset: 0, value: value))
                }
                switch kind {
                case 1: members.append(members[index])
                case 2: members[index] = JSONMember(key: key, keyOffset: 0, value: members[index].value)
                default: members.remove(at: index)
                }
            })
    }

    private mutating func withOtherEntries(_ root: JSONNode, _ indexPath: JSONIndexPath) -> JSONNode {
        let stranger = literal(random.one(of: Self.strangers))
        let kind = Int.random(in: 0..<5, using: &random)
        var random = self.random
        defer { self.random = random }
        return root.editing(
            indexPath,
            entries: { entries in
                guard let index = entries.indices.randomElement(using: &random) else { return entries.append(stranger) }
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
        let scalar = random.one(of: Self.characters)
        let index = Int.random(in: 0...scalars.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
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
