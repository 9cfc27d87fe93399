/// A value of a JSON text, and its offset.
package struct JSONNode: Hashable, Sendable {
    package let value: JSONValue
    /// Offset of its first byte, for `JSONText.position(at:)`.
    package let offset: Int

    package init(_ value: JSONValue, offset: Int) {
        self.value = value
        self.offset = offset
    }
}

/// The six kinds of JSON values.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONNode])
    /// In the order of the text; keys can repeat (see `JSONNode.duplicateKeys`).
    case object([JSONMember])
}

/// One `"key": value` of an object.
package struct JSONMember: Hashable, Sendable {
    /// Without escapes.
    package let key: String
    /// Offset of the key's opening quote.
    package let keyOffset: Int
    package let value: JSONNode

    package init(key: String, keyOffset: Int, value: JSONNode) {
        self.key = key
        self.keyOffset = keyOffset
        self.value = value
    }
}

/// A number as written, so that nothing is silently rounded.
package struct JSONNumber: Hashable, Sendable {
    /// A number in the grammar of JSON.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The number if it is written as a whole number and fits; `1.0` and `1e3` are not.
    package var int: Int? { Int(text) }

    /// The nearest double; nil if it is beyond their range, or absurdly long.
    package var double: Double? {
        guard text.utf8.count <= 400, let double = Double(text), double.isFinite else { return nil }
        return double
    }
}
