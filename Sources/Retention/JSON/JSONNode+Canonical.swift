/// The text of a value with sorted keys, without white space and with one form for each string.
///
/// Texts that differ only in white space, key order or escapes give the same text, so a digest of it identifies the
/// meaning. Numbers stay as written.
package func canonicalText(of node: JSONNode) -> String {
    var text = ""
    append(node, to: &text)
    return text
}

private func append(_ node: JSONNode, to text: inout String) {
    switch node.value {
    case .null: text += "null"
    case .bool(let bool): text += bool ? "true" : "false"
    case .number(let number): text += number.text
    case .string(let string): append(quoting: string, to: &text)
    case .array(let elements):
        text += "["
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            append(element, to: &text)
        }
        text += "]"
    case .object(let members):
        text += "{"
        let sorted = members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
        for (index, member) in sorted.enumerated() {
            if index > 0 { text += "," }
            append(quoting: member.key, to: &text)
            text += ":"
            append(member.value, to: &text)
        }
        text += "}"
    }
}

private func append(quoting string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\u{0}"..<"\u{20}":
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: text.unicodeScalars.append(scalar)
        }
    }
    text += "\""
}
