extension SchemaValue {
    /// A value that fits into a line is written on one, unless it is nested more than once.
    private static let width = 120

    /// JSON with two blanks per level, for people; without a final line break.
    var text: String { text(indentation: "", room: Self.width) }

    /// - Parameter room: the remaining width of the first line.
    private func text(indentation: String, room: Int) -> String {
        if depth <= 1, line.count <= room { return line }
        let inner = indentation + "  "
        switch self {
        case .bool, .integer, .number, .string: return line
        case .list(let values):
            let lines = values.map { inner + $0.text(indentation: inner, room: Self.width - inner.count - 1) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indentation)]"
        case .object(let members):
            let lines = members.map { member in
                let start = inner + Self.quoted(member.key) + ": "
                return start + member.value.text(indentation: inner, room: Self.width - start.count - 1)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
        }
    }

    /// The whole value without a line break.
    private var line: String {
        switch self {
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): "\(integer)"
        case .number(let number): "\(number)"
        case .string(let string): Self.quoted(string)
        case .list(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
        case .object(let members) where members.isEmpty: "{}"
        case .object(let members):
            "{ " + members.map { Self.quoted($0.key) + ": " + $0.value.line }.joined(separator: ", ") + " }"
        }
    }

    /// How many lists and objects lie inside each other; an object with several members counts as two.
    private var depth: Int {
        switch self {
        case .bool, .integer, .number, .string: 0
        case .list(let values): 1 + (values.map(\.depth).max() ?? 0)
        case .object(let members): (members.count > 1 ? 2 : 1) + (members.map(\.value.depth).max() ?? 0)
        }
    }

    private static func quoted(_ string: String) -> String {
        var json = JSONWriter(escaping: .minimal)
        json.append(string)
        return json.text
    }
}
