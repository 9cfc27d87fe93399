/// The path from the root of a JSON text to a value.
package struct JSONPath: Hashable, Sendable, CustomStringConvertible {
    private enum Step: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    private var steps: [Step] = []

    /// The root.
    package init() {}

    package subscript(key: String) -> JSONPath { appending(.key(key)) }
    package subscript(index: Int) -> JSONPath { appending(.index(index)) }

    /// `rules[0].match.size`; keys that are not plain words are in brackets and quotes. Empty for the root.
    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key) where Self.isPlain(key): text += text.isEmpty ? key : ".\(key)"
            case .key(let key): text += "[\(quoted(key))]"
            }
        }
        return text
    }

    private func appending(_ step: Step) -> JSONPath {
        var path = self
        path.steps.append(step)
        return path
    }

    private static func isPlain(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.count <= 40
            && key.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789_$-".unicodeScalars.contains(scalar))
            }
    }
}

/// A text in double quotes for a message: shortened, and without characters that could control a terminal.
func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(60)
    return "\"" + printable(shown) + (text.unicodeScalars.count > 60 ? "…" : "") + "\""
}

/// Scalars without unprintable ones: white space becomes a blank, others U+FFFD.
func printable(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    for scalar in scalars {
        if scalar == "\t" || scalar == "\n" || scalar == "\r" {
            text.append(" ")
        } else {
            text.append(scalar.isPrintable ? scalar : "\u{FFFD}")
        }
    }
    return String(text)
}

extension Unicode.Scalar {
    /// Whether it is visible: no control or format character, no line separator, nothing unassigned.
    var isPrintable: Bool {
        // Category look-ups are slow, and most text is ASCII.
        if isASCII { return (0x20..<0x7F).contains(value) }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
