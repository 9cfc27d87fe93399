/// A key that acts as one user on one portal. Prints as `sk-…`, so that it can't reach a log by accident.
package struct APIKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let secret: String

    /// - Parameter text: as issued, `sk-` and 64 hex digits; white space around it is dropped.
    /// - Returns: nil when empty, or when it holds anything that can't be sent in a header.
    package init?(_ text: String) {
        let secret = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard !secret.isEmpty, secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        self.secret = secret
    }

    /// Exactly `Bearer`, one blank, the key: the portal compares the prefix to the letter (docspace-api.md §1).
    var authorizationHeader: String { "Bearer \(secret)" }

    package var description: String { "sk-…" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
