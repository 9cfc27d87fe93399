/// The characters of a text that count as several once case is ignored, such as ß, which also equals ss: by their index
/// in the text folded with `Folding.full`.
struct WrittenCharacters: Sendable {
    enum Part: Hashable, Sendable {
        /// The first of this number of folded characters, with the written one.
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
            // Where the pieces are composed, their origins can't be separated: each counts as after folding.
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

    /// Nil where one character stays one.
    subscript(position: Int) -> Part? { parts[position] }
}
