/// The first offset at which a text is not JSON.
package struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte where it was noticed; the length of the text if that ended too early.
    package let offset: Int
    /// The expectation there. Quotes at most one character of the text.
    package let message: String
    /// The remedy.
    package let hint: String?

    package init(_ message: String, at offset: Int, hint: String? = nil) {
        self.message = message
        self.offset = offset
        self.hint = hint
    }

    package var description: String { message }
}
