/// Which characters of a text count as several once case is ignored, such as ß, which is also ss: by their place in the text
/// folded with `Folding.full`.
struct WrittenCharacters: Sendable {
    enum Part: Hashable, Sendable {
        /// The first of so many folded characters, and the one that is written there.
        case whole(Unicode.Scalar, length: Int)
        /// A later one of them.
        case inside
    }

    private var parts: [Int: Part] = [:]

    init(_ text: String) {
        var position = 0
        for character in Folding.string(Folding.composed.folded(text)) {
            let folded = Folding.full.folded(String(character))
            let pieces = character.unicodeScalars.map { ($0, Folding.full.folded([$0])) }
            // Where the pieces grow together, there is no telling which is whose: each counts as it is after folding.
            if folded == pieces.flatMap(\.1) {
                var start = position
                for (scalar, piece) in pieces {
                    if piece.count > 1 {
                        parts[start] = .whole(scalar, length: piece.count)
                        for index in 1..<piece.count { parts[start + index] = .inside }
                    }
                    start += piece.count
                }
            }
            position += folded.count
        }
    }

    /// Nil where one character is one.
    subscript(position: Int) -> Part? { parts[position] }
}
