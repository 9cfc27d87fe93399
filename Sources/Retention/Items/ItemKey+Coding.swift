/// In files an item has the form of `description`, such as `file:101`: as a value, and as a key of an object.
extension ItemKey: Codable, CodingKeyRepresentable {
    /// Reads exactly what is written: nil also for another form, such as `file:0101`.
    package init?(stored text: String) {
        self.init(text)
        guard description == text else { return nil }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let key = ItemKey(stored: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no key of an item")
        }
        self = key
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package init?(codingKey: some CodingKey) { self.init(stored: codingKey.stringValue) }

    package var codingKey: any CodingKey { Name(stringValue: description) }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
