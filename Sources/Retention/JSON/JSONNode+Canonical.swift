/// The text of a value with sorted keys, without white space and with one form for each string.
///
/// Texts that differ only in white space, key order or escapes give the same text, so a digest of it identifies the
/// meaning. Numbers stay as written.
package func canonicalText(of node: JSONNode) -> String {
    var json = JSONWriter(escaping: .minimal)
    json.append(node)
    return json.text
}

extension JSONWriter {
    fileprivate mutating func append(_ node: JSONNode) {
        switch node.value {
        case .null: appendNull()
        case .bool(let bool): append(bool)
        case .number(let number): append(verbatim: number.text)
        case .string(let string): append(string)
        case .array(let elements): array(elements) { $0.append($1) }
        case .object(let members):
            let sorted = members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
            object { json in
                for member in sorted {
                    json.key(member.key)
                    json.append(member.value)
                }
            }
        }
    }
}
