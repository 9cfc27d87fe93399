package import FoundationEssentials
import Time

/// Writes JSON text: without white space piece by piece, or a whole value with `bytes` or `text`.
package struct JSONWriter {
    /// Which characters of a string are escaped, and how.
    package enum Escaping {
        /// Only those that JSON demands, each in the form that the digest of a policy needs.
        case minimal
        /// As `JSONEncoder` does, and those that could control a terminal.
        case terminal
        /// For a `script` element: no string can end the element, begin another, or break a line of JavaScript. Characters
        /// that `String(sanitizing:)` replaces are replaced.
        case script
    }

    /// The text in UTF-8, without what was taken.
    package private(set) var bytes: [UInt8] = []
    private let escaping: Escaping
    /// Whether the innermost open object or array is still empty.
    private var isEmpty = true

    package init(escaping: Escaping) {
        self.escaping = escaping
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text since the last call. The rest continues it.
    package mutating func take() -> String {
        defer { bytes.removeAll(keepingCapacity: true) }
        return text
    }
}

// MARK: Objects and arrays

extension JSONWriter {
    /// An object with the members that the closure writes.
    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        nest(in: "{", "}", members)
    }

    /// An array. The closure writes one value.
    package mutating func array<Element>(
        _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
    ) {
        nest(in: "[", "]") { json in
            for element in elements {
                json.beginElement()
                write(&json, element)
            }
        }
    }

    /// Begins a member of an object; its value must follow.
    package mutating func key(_ key: String) {
        beginElement()
        append(key)
        append(byte: ":")
    }

    private mutating func nest(in open: Unicode.Scalar, _ close: Unicode.Scalar, _ write: (inout JSONWriter) -> Void) {
        append(byte: open)
        isEmpty = true
        write(&self)
        isEmpty = false
        append(byte: close)
    }

    private mutating func beginElement() {
        if !isEmpty { append(byte: ",") }
        isEmpty = false
    }

    @inline(__always)
    private mutating func append(byte: Unicode.Scalar) { bytes.append(UInt8(ascii: byte)) }
}

// MARK: Values

extension JSONWriter {
    /// A string, or null.
    package mutating func append(_ string: String?) {
        guard let string else { return appendNull() }
        if string.utf8.withContiguousStorageIfAvailable({ appendPlain($0) }) == true { return }
        append(byte: "\"")
        for scalar in string.unicodeScalars { append(escaping: scalar) }
        append(byte: "\"")
    }

    /// A number, or null.
    package mutating func append(_ number: Int64?) {
        if let number { Digits.append(number, to: &bytes) } else { appendNull() }
    }

    package mutating func append(_ number: Int) { append(Int64(number)) }

    package mutating func append(_ bool: Bool) { append(literal: bool ? "true" : "false") }

    /// A string with an instant in UTC, or null.
    package mutating func append(_ date: Date?) {
        guard let date else { return appendNull() }
        appendString { UTCText.append(date, to: &$0) }
    }

    package mutating func appendNull() { append(literal: "null") }

    /// A string. The closure appends its characters; none of them may need an escape.
    package mutating func appendString(unescaped write: (inout [UInt8]) -> Void) {
        append(byte: "\"")
        write(&bytes)
        append(byte: "\"")
    }

    /// JSON text as it is, such as the keys and the white space of another layout.
    package mutating func append(literal json: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount))
    }

    /// A value as it is.
    mutating func append(verbatim json: String) { bytes.append(contentsOf: json.utf8) }
}

// MARK: Strings

extension JSONWriter {
    /// Writes a string of printable ASCII without anything to escape, as nearly every string is.
    ///
    /// - Returns: false if nothing was written.
    private mutating func appendPlain(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        var others: UInt64 = 0
        EightBytes.forEach(UnsafeRawBufferPointer(utf8)) { eight in
            others |=
                EightBytes.findingOdd(in: eight) | EightBytes.finding("\"", in: eight)
                | EightBytes.finding("\\", in: eight)
        }
        guard !EightBytes.isFound(others) else { return false }
        if escaping == .script, utf8.contains(where: { Self.isMarkup(Unicode.Scalar($0)) }) { return false }
        append(byte: "\"")
        bytes.append(contentsOf: utf8)
        append(byte: "\"")
        return true
    }

    private mutating func append(escaping original: Unicode.Scalar) {
        let scalar = escaping == .script && original.isHarmful ? "\u{FFFD}" : original
        if scalar == "\"" || scalar == "\\" {
            append(byte: "\\")
            append(byte: scalar)
        } else if escaping == .terminal, let letter = Self.letter(of: scalar) {
            append(byte: "\\")
            append(byte: letter)
        } else if mustEscape(scalar) {
            Self.appendEscape(of: scalar, to: &bytes)
        } else {
            bytes.append(contentsOf: UTF8.encode(scalar)!)
        }
    }

    private func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch escaping {
        case .minimal: scalar.value < 0x20
        case .terminal: scalar.isHarmful
        case .script: Self.isMarkup(scalar)
        }
    }

    /// Writes `\u` and four hex digits for each UTF-16 unit of the character.
    static func appendEscape(of scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        for unit in UTF16.encode(scalar)! {
            let hex = String(unit, radix: 16)
            bytes.append(contentsOf: "\\u".utf8)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - hex.utf8.count))
            bytes.append(contentsOf: hex.utf8)
        }
    }

    /// The letter of a short escape such as `\n`.
    private static func letter(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "\u{8}": "b"
        case "\u{C}": "f"
        case "\n": "n"
        case "\r": "r"
        case "\t": "t"
        default: nil
        }
    }

    /// Whether the character has a meaning in HTML.
    private static func isMarkup(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "<", ">", "&", "'": true
        default: false
        }
    }
}

// MARK: Whole values

extension JSONWriter {
    /// A value with sorted keys, so that the same value gives the same bytes.
    ///
    /// - Parameters:
    ///   - isIndented: for people; else one line.
    ///   - dates: how dates are written.
    /// - Throws: if the value can't be encoded, such as an infinite number.
    package static func bytes(
        _ value: some Encodable, isIndented: Bool = false, dates: JSONEncoder.DateEncodingStrategy = .iso8601
    ) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isIndented { encoder.outputFormatting.insert(.prettyPrinted) }
        encoder.dateEncodingStrategy = dates
        return Array(try encoder.encode(value))
    }

    /// The same for a terminal: characters that could control it are escaped, readers get the same value.
    package static func text(_ value: some Encodable, isIndented: Bool = false) -> String {
        // Our own values always encode; a failure here is a bug worth a crash.
        String(sanitizingJSON: String(decoding: try! bytes(value, isIndented: isIndented), as: UTF8.self))
    }
}
