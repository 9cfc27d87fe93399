/// A key that acts as one user on one portal. Prints as `sk-…`, so that it can't reach a log by accident.
package struct APIKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let secret: String

    /// - Parameter text: as issued, `sk-` and 64 hexadecimal digits; white space around it is dropped.
    /// - Throws: why any other text is refused. It may be another secret, so it is never sent.
    package init(_ text: String) throws(APIKeyError) {
        let secret = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard Self.isKey(secret) else { throw Self.error(secret) }
        self.secret = secret
    }

    private static func isKey(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 67 && text.hasPrefix("sk-") && text.utf8.dropFirst(3).allSatisfy(isHexDigit)
    }

    /// The portal creates the digits in lower case, and compares a hash of the whole.
    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func error(_ text: String) -> APIKeyError {
        if text.isEmpty { return .empty }
        let inner = text.drop { $0 == "\"" || $0 == "'" }.prefix { $0 != "\"" && $0 != "'" }
        if inner.count < text.count, isKey(inner) { return .quoted }
        if let mark = text.lastIndex(where: { $0 == "=" || $0 == ":" || $0 == " " }),
            isKey(text[mark...].dropFirst().filter { !"\"'".contains($0) })
        {
            return .labelled
        }
        // "sk-" in base64 begins like this.
        if text.hasPrefix("c2st") { return .encoded }
        let digits = text.utf8.dropFirst(3)
        if text.hasPrefix("sk-"), digits.allSatisfy(isHexDigit) { return .digits(digits.count) }
        return isKey(text.lowercased()) ? .upperCase : .otherForm
    }

    /// Exactly `Bearer`, one blank, the key: the portal compares the prefix to the letter (docspace-api.md §1).
    var authorizationHeader: String { "Bearer \(secret)" }

    package func isSame(as other: APIKey) -> Bool { secret == other.secret }

    package var description: String { "sk-…" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Why a text is not an API key. Never holds any of it.
package enum APIKeyError: Error, Equatable, Sendable, CustomStringConvertible {
    case empty
    case quoted
    /// A label such as `API_KEY=` precedes it.
    case labelled
    case encoded
    case digits(Int)
    case upperCase
    case otherForm

    package var description: String {
        switch self {
        case .empty: "it is empty"
        case .quoted: "the key is in quotation marks"
        case .labelled: "there is text before the key, such as its name and a \"=\""
        case .encoded: "it looks like a base64-encoded key"
        case .digits(let count): "it has \(count) digits after \"sk-\", and a key has 64"
        case .upperCase: "a key has no capital letters"
        case .otherForm: "it does not have the form of a key"
        }
    }
}
