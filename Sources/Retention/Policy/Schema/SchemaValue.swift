/// A JSON value written in Swift, whose keys keep their order.
indirect enum SchemaValue: Sendable {
    struct Member: Sendable {
        let key: String
        let value: SchemaValue
    }

    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case list([SchemaValue])
    case object([Member])

    /// A list of strings.
    static func strings(_ strings: [String]) -> SchemaValue { .list(strings.map(SchemaValue.string)) }

    /// This object with the members of another one added at the end.
    func with(_ other: SchemaValue) -> SchemaValue {
        guard case .object(let members) = self, case .object(let others) = other else {
            preconditionFailure("only objects have members")
        }
        return .object(members + others)
    }
}

extension SchemaValue: ExpressibleByBooleanLiteral {
    init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension SchemaValue: ExpressibleByIntegerLiteral {
    init(integerLiteral value: Int64) { self = .integer(value) }
}

extension SchemaValue: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self = .string(value) }
}

extension SchemaValue: ExpressibleByArrayLiteral {
    init(arrayLiteral elements: SchemaValue...) { self = .list(elements) }
}

extension SchemaValue: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, SchemaValue)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }
}
