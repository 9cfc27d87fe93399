/// A key that an object has more than once. Readers of JSON disagree about which value counts, so neither may.
package struct JSONDuplicateKey: Hashable, Sendable {
    /// Without escapes.
    package let key: String
    /// Such as `rules[0].match`; empty for the top level. See `JSONPath`.
    package let objectPath: JSONPath
    /// The offset of the repetition.
    package let offset: Int
    /// The offset of the key's first occurrence in the object.
    package let firstOffset: Int
}

extension JSONNode {
    /// All repeated keys at any depth, in the order of the text. Keys are compared without escapes, and the composed
    /// and decomposed forms of a character are equal.
    package var duplicateKeys: [JSONDuplicateKey] {
        var found: [JSONDuplicateKey] = []
        collectDuplicates(JSONPath(), into: &found)
        return found
    }

    private func collectDuplicates(_ path: JSONPath, into found: inout [JSONDuplicateKey]) {
        switch value {
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                element.collectDuplicates(path[index], into: &found)
            }
        case .object(let members):
            var first: [String: Int] = [:]
            for member in members {
                if let firstOffset = first[member.key] {
                    found.append(
                        JSONDuplicateKey(
                            key: member.key, objectPath: path, offset: member.keyOffset, firstOffset: firstOffset))
                } else {
                    first[member.key] = member.keyOffset
                }
                member.value.collectDuplicates(path[member.key], into: &found)
            }
        case .null, .bool, .number, .string: break
        }
    }
}
