/// The members of an object of the policy, by key.
struct PolicyFields<Key: PolicyKey> {
    let object: PolicyValue
    let log: PolicyProblemLog
    /// Those with known keys, each once, in the order of the file.
    let members: [(key: Key, value: PolicyValue)]
    /// Whether there were unknown ones, which are reported already.
    let hasUnknownKeys: Bool

    /// The value of a known key; nil if it is missing.
    subscript(key: Key) -> PolicyValue? { members.first { $0.key == key }?.value }

    /// Logs the absence of a required key.
    func required(_ key: Key, hint: String) -> PolicyValue? {
        if let value = self[key] { return value }
        log.error(at: object.node.offset, object.path[key.rawValue], "required, but missing", hint: hint)
        return nil
    }
}

extension PolicyReader {
    /// Reads an object and reports unknown keys.
    ///
    /// - Parameter keys: the allowed ones; an object with settings may also have a comment.
    /// - Returns: nil if the value is not an object.
    func fields<Key: PolicyKey>(_ value: PolicyValue, _ keys: Key.Type) -> PolicyFields<Key>? {
        guard case .object(let members) = value.node.value else {
            log.error(value, "expected an object, found \(value.node.found)", hint: "its keys are \(list(keys.listed))")
            return nil
        }
        var known: [(key: Key, value: PolicyValue)] = []
        var hasUnknownKeys = false
        for member in members {
            let path = value.path[member.key]
            // Compared as bytes, because Swift takes a Kelvin sign for a K.
            if let key = keys.allCases.first(where: { $0.rawValue.utf8.elementsEqual(member.key.utf8) }) {
                if !known.contains(where: { $0.key == key }) { known.append((key, PolicyValue(member.value, path))) }
            } else if keys.allowsComment, member.key.utf8.elementsEqual(PolicyReader.commentKey.utf8) {
                _ = text(PolicyValue(member.value, path), "a note for people")
            } else {
                hasUnknownKeys = true
                log.error(
                    at: member.keyOffset, path, "unknown key \(quoted(member.key))",
                    hint: hint(forUnknown: member.key, among: keys))
            }
        }
        return PolicyFields(object: value, log: log, members: known, hasUnknownKeys: hasUnknownKeys)
    }

    private func hint<Key: PolicyKey>(forUnknown key: String, among keys: Key.Type) -> String {
        suggestion(for: key, among: keys.accepted).map { "did you mean \"\($0)\"?" }
            ?? "the keys known here are \(list(keys.listed))"
    }

    /// An enumeration such as `"a", "b" or "c"` for hints.
    func list(_ words: [String]) -> String {
        words.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}

extension JSONNode {
    /// The value that was found, for a message. Callers don't use it where an API key might be.
    var found: String {
        switch value {
        case .string(let text): quoted(text)
        case .number(let number): number.text.utf8.count <= 40 ? number.text : "a very long number"
        case .bool(let bool): bool ? "true" : "false"
        default: kind
        }
    }

    /// The kind of value.
    var kind: String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
