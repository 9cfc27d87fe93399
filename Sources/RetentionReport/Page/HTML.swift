import Retention

/// A piece of HTML, safe by construction: texts in a literal are escaped, and only other pieces are not.
///
///     let cell: HTML = "<td>\(title)</td>"
///
/// Titles come from the portal and may try to break out of the page. So nothing here accepts markup that isn't written
/// in the sources, and `escaped` is the only way from a text into the page.
package struct HTML: Sendable, ExpressibleByStringInterpolation {
    package let markup: String

    package typealias StringLiteralType = StaticString

    package init(stringLiteral literal: StaticString) {
        markup = "\(literal)"
    }

    package init(stringInterpolation interpolation: Interpolation) {
        markup = interpolation.markup
    }

    /// External text with its own direction, so that right-to-left titles turn nothing around them.
    package static func isolated(_ text: String) -> HTML { "<bdi>\(text)</bdi>" }

    /// The text for an absent value.
    package static let none: HTML = "<span class=\"none\">–</span>"

    /// The parts in sequence.
    static func joined(_ parts: [HTML]) -> HTML { "\(parts)" }

    /// A text for an element or a quoted attribute: markup characters become references, and characters that are
    /// invisible or change the direction of writing become `�`.
    package static func escaped(_ text: String) -> String {
        let sanitized = String(sanitizing: text)
        guard sanitized.utf8.contains(where: { reference(for: $0) != nil }) else { return sanitized }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sanitized.utf8.count + 16)
        for byte in sanitized.utf8 {
            if let reference = reference(for: byte) { bytes += reference.utf8 } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func reference(for byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        case UInt8(ascii: "`"): "&#96;"
        default: nil
        }
    }
}

extension HTML {
    /// Collects literals unchanged and texts escaped.
    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity)
        }

        package mutating func appendLiteral(_ literal: StaticString) { markup += "\(literal)" }

        /// Disfavoured, so that a literal among others, as in `condition ? "<b>" : ""`, is a piece of HTML and not a
        /// text.
        @_disfavoredOverload
        package mutating func appendInterpolation(_ text: String) { markup += HTML.escaped(text) }

        package mutating func appendInterpolation(_ number: Int) { markup += "\(number)" }

        /// A coordinate, rounded to a tenth.
        package mutating func appendInterpolation(_ number: Double) {
            let tenths = Int((number * 10).rounded())
            let sign = tenths < 0 ? "-" : ""
            markup += "\(sign)\(tenths.magnitude / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths.magnitude % 10)")
        }

        package mutating func appendInterpolation(_ part: HTML) { markup += part.markup }

        package mutating func appendInterpolation(_ parts: [HTML]) { for part in parts { markup += part.markup } }

        /// A script or a style sheet of ours, or JSON for a `script` element from `JSONWriter`.
        mutating func appendInterpolation(verbatim text: String) { markup += text }
    }
}
