import Retention

/// JSON for a `script` element: no character in it can end the element, begin another, or break a line of JavaScript.
/// U+2028 and U+2029 are not printable, so `String(sanitizing:)` has replaced them.
struct PageJSON {
    private var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(literal: StaticString) { bytes += "\(literal)".utf8 }

    mutating func append(_ number: some BinaryInteger) { bytes += "\(number)".utf8 }

    /// A string, sanitized as everywhere on the page.
    mutating func append(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in String(sanitizing: string).utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "'"):
                let hex = String(byte, radix: 16)
                bytes += ("\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Elements with commas between them, in brackets.
    mutating func append<Element>(_ elements: some Sequence<Element>, _ write: (inout PageJSON, Element) -> Void) {
        var isFirst = true
        append(literal: "[")
        for element in elements {
            if !isFirst { append(literal: ",") }
            isFirst = false
            write(&self, element)
        }
        append(literal: "]")
    }
}
