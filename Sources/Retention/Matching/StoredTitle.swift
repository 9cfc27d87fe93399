/// How the portal changes a title before it stores it, for files, folders and rooms alike.
///
/// Source: DocSpace-server 3.7.2, `Global.ReplaceInvalidCharsAndTruncate`.
enum StoredTitle {
    /// UTF-16 units; the rest is cut off.
    static let maximumLength = 170

    /// Whether the portal stores `_` instead, and `__` for a character beyond 16 bits.
    static func replaces(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0xFFFF || "\t*+:\"<>?|\\/".unicodeScalars.contains(scalar)
    }

    /// The stored form of a character.
    static func stored(_ scalar: Unicode.Scalar) -> String {
        guard replaces(scalar) else { return String(Character(scalar)) }
        return scalar.value > 0xFFFF ? "__" : "_"
    }
}

extension Glob {
    /// The first character that it requires and the portal never stores, so that it matches no title; nil if there is
    /// none.
    var unstoredCharacter: Unicode.Scalar? {
        for token in written {
            switch token {
            case .literal(let scalar) where StoredTitle.replaces(scalar): return scalar
            case .set(let set): if let scalar = set.unstoredCharacter { return scalar }
            case .run, .one, .literal: continue
            }
        }
        return nil
    }

    /// The glob that matches the titles as they are stored.
    var asStored: String {
        var rest = Folding.composed.folded(pattern)[...]
        var text = ""
        while let scalar = rest.popFirst() {
            if scalar == "[", let end = Self.end(ofSetIn: rest) {
                let set = String(String.UnicodeScalarView(rest[..<end]))
                let isUnstored = (try? Glob("[\(set)]", letterCase: letterCase))?.unstoredCharacter != nil
                text += isUnstored ? "_" : "[\(set)]"
                rest = rest[end...].dropFirst()
            } else {
                text += scalar == "*" || scalar == "?" ? String(Character(scalar)) : StoredTitle.stored(scalar)
            }
        }
        return text
    }

    private static func end(ofSetIn rest: ArraySlice<Unicode.Scalar>) -> Int? {
        let members = rest.first == "!" || rest.first == "^" ? rest.dropFirst() : rest
        return members.dropFirst().firstIndex(of: "]")
    }

    /// UTF-16 units of the shortest title that it could match.
    var minimumLength: Int {
        written.reduce(0) { sum, token in
            switch token {
            case .run: sum
            case .one, .set: sum + 1
            case .literal(let scalar): sum + (scalar.value > 0xFFFF ? 2 : 1)
            }
        }
    }
}

extension ScalarSet {
    /// One of its members, if the portal stores none of them.
    fileprivate var unstoredCharacter: Unicode.Scalar? {
        member { !StoredTitle.replaces($0) } == nil ? member { _ in true } : nil
    }
}

extension TitleExpression {
    /// Why it matches no stored title.
    enum Impossibility: Hashable {
        case character(Unicode.Scalar)
        case length
    }

    /// Nil when it may match some stored title.
    var impossibility: Impossibility? {
        if let scalar = unstoredCharacter { return .character(scalar) }
        return minimumLength > StoredTitle.maximumLength ? .length : nil
    }

    /// A character that the portal never stores and that some alternative or optional part requires.
    var uselessCharacter: Unicode.Scalar? {
        switch self {
        case .text, .any, .set: unstoredCharacter
        case .sequence(let parts), .choice(let parts): parts.lazy.compactMap(\.uselessCharacter).first
        case .repetition(let part, _, _): part.uselessCharacter
        }
    }

    private var unstoredCharacter: Unicode.Scalar? {
        switch self {
        case .any: return nil
        case .text(let scalars): return scalars.first(where: StoredTitle.replaces)
        case .set(let set): return set.unstoredCharacter
        case .sequence(let parts): return parts.lazy.compactMap(\.unstoredCharacter).first
        case .choice(let parts):
            let characters = parts.map(\.unstoredCharacter)
            return characters.contains(nil) ? nil : characters.first ?? nil
        case .repetition(let part, let min, _): return min > 0 ? part.unstoredCharacter : nil
        }
    }

    /// Characters of the shortest title that it could match, counted only as far as needed.
    private var minimumLength: Int {
        let enough = StoredTitle.maximumLength + 1
        return switch self {
        case .text(let scalars): min(enough, scalars.count)
        case .any, .set: 1
        case .sequence(let parts): parts.reduce(0) { min(enough, $0 + $1.minimumLength) }
        case .choice(let parts): parts.map(\.minimumLength).min() ?? 0
        case .repetition(let part, let least, _): min(enough, part.minimumLength * min(least, enough))
        }
    }
}
