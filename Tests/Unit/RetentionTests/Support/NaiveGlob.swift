import Foundation

@testable import Retention

/// Globs as `docs/reference/semantics.md` defines them, by trying everything: each way to read a character of the text,
/// as itself or as the letters that it equals, and each split at a star.
struct NaiveGlob {
    let letterCase: LetterCase

    private typealias Scalars = ArraySlice<Unicode.Scalar>

    func fits(_ text: String, _ pattern: String) -> Bool {
        let text = Array(Self.visible(text).precomposedStringWithCanonicalMapping.unicodeScalars)
        let tokens = Self.tokens(Array(Self.visible(pattern).precomposedStringWithCanonicalMapping.unicodeScalars)[...])
        // All characters as one, or all as their letters; in the pattern's plain text likewise.
        return [false, true].prefix(letterCase == .ignored ? 2 : 1).contains { isLong in
            let parts = characters(text, isLong: isLong)
            let wanted = tokens.flatMap { token -> [Token] in
                if case .text(let scalars) = token { return plain(scalars, isLong: isLong).map(Token.letter) }
                return [token]
            }
            return fits(parts[...], 0, wanted[...])
        }
    }

    private enum Token {
        case star, any, letter(Unicode.Scalar), text([Unicode.Scalar]), set([(Unicode.Scalar, Unicode.Scalar)], Bool)
    }

    private struct Character {
        let written: Unicode.Scalar
        let letters: [Unicode.Scalar]
    }

    /// - Parameter offset: letters of the first character that are taken already.
    private func fits(_ text: ArraySlice<Character>, _ offset: Int, _ pattern: ArraySlice<Token>) -> Bool {
        guard let token = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        func afterLetter() -> (ArraySlice<Character>, Int) {
            offset + 1 < text.first!.letters.count ? (text, offset + 1) : (text.dropFirst(), 0)
        }
        if case .star = token {
            if fits(text, offset, rest) { return true }
            if text.isEmpty { return false }
            let (next, position) = afterLetter()
            return fits(next, position, pattern)
        }
        guard let first = text.first else { return false }
        let (next, position) = afterLetter()
        switch token {
        case .star, .text: preconditionFailure("handled above")
        case .any: return fits(next, position, rest)
        case .letter(let letter): return first.letters[offset] == letter && fits(next, position, rest)
        case .set(let ranges, let isNegated):
            return offset == 0 && isNamed(first.written, ranges) != isNegated && fits(text.dropFirst(), 0, rest)
        }
    }

    /// Checks every character that has the same upper case.
    private func isNamed(_ scalar: Unicode.Scalar, _ ranges: [(Unicode.Scalar, Unicode.Scalar)]) -> Bool {
        let same = letterCase == .ignored ? Self.sameLetters[Self.key(scalar)] ?? [scalar] : [scalar]
        return same.contains { other in ranges.contains { $0.0 <= other && other <= $0.1 } }
    }

    private static let sameLetters: [Unicode.Scalar: [Unicode.Scalar]] = {
        let all = (0...UInt32(0x1FFFF)).compactMap(Unicode.Scalar.init).filter(\.properties.isCased)
        let others = (0x345...0x345).compactMap { Unicode.Scalar($0 as UInt32) }
        return Dictionary(grouping: all + others, by: key).filter { $0.value.count > 1 }
    }()

    /// The one capital of a letter, in a form in which the few without one are themselves.
    private static func key(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "\u{130}" || scalar == "\u{131}" { return "I" }
        if scalar == "\u{1E9E}" { return "\u{DF}" }
        let upper = Array(String(scalar).uppercased().unicodeScalars)
        guard upper.count == 1 else {
            // ᾳ and ᾼ have one capital of two letters, and belong together anyway.
            let lower = Array(String(scalar).lowercased().unicodeScalars)
            return lower.count == 1 ? lower[0] : scalar
        }
        let lower = Array(String(upper[0]).lowercased().unicodeScalars)
        guard lower.count == 1 else { return upper[0] }
        let again = Array(String(lower[0]).uppercased().unicodeScalars)
        return again.count == 1 ? again[0] : upper[0]
    }

    /// The characters of a text, with the letters that each counts as. Characters that are composed count together.
    private func characters(_ text: [Unicode.Scalar], isLong: Bool) -> [Character] {
        guard letterCase == .ignored else { return text.map { Character(written: $0, letters: [$0]) } }
        var characters: [Character] = []
        var index = 0
        while index < text.count {
            var end = index + 1
            while end < text.count, text[end].properties.canonicalCombiningClass.rawValue > 0 { end += 1 }
            let group = Array(text[index..<end])
            let whole = plain(group, isLong: isLong)
            let parts = group.map { Character(written: $0, letters: plain([$0], isLong: isLong)) }
            characters +=
                parts.flatMap(\.letters) == whole
                ? parts.filter { !$0.letters.isEmpty } : whole.map { Character(written: $0, letters: [$0]) }
            index = end
        }
        return characters
    }

    /// Without upper and lower case.
    private func plain(_ scalars: [Unicode.Scalar], isLong: Bool) -> [Unicode.Scalar] {
        guard letterCase == .ignored else { return scalars }
        var text = ""
        for scalar in scalars {
            if scalar == "\u{307}", text.hasSuffix("i") { continue }
            if isLong {
                text +=
                    scalar == "\u{1E9E}" ? "ss" : scalar == "\u{130}" ? "i" : String(scalar).uppercased().lowercased()
            } else {
                let key = Self.key(scalar)
                let lower = Array(String(key).lowercased().unicodeScalars)
                text.unicodeScalars.append(lower.count == 1 ? lower[0] : key)
            }
        }
        return Array(text.precomposedStringWithCanonicalMapping.unicodeScalars)
    }

    /// As people see it.
    static func visible(_ text: String) -> String {
        let hidden: [ClosedRange<UInt32>] = [
            0xAD...0xAD, 0x34F...0x34F, 0x61C...0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F,
            0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0x3164...0x3164, 0xFE00...0xFE0F, 0xFEFF...0xFEFF,
            0xFFA0...0xFFA0, 0xFFF0...0xFFF8, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF,
        ]
        let blanks: [ClosedRange<UInt32>] = [
            0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
        ]
        var seen = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !hidden.contains(where: { $0.contains(scalar.value) }) {
            seen.append(blanks.contains { $0.contains(scalar.value) } ? " " : scalar)
        }
        return String(seen)
    }

    private static func tokens(_ pattern: Scalars) -> [Token] {
        var tokens: [Token] = []
        var text: [Unicode.Scalar] = []
        var rest = pattern
        func flush() {
            if !text.isEmpty { tokens.append(.text(text)) }
            text = []
        }
        while let scalar = rest.popFirst() {
            if scalar == "*" || scalar == "?" {
                flush()
                tokens.append(scalar == "*" ? .star : .any)
            } else if scalar == "[" {
                flush()
                tokens.append(set(&rest))
            } else {
                text.append(scalar)
            }
        }
        flush()
        return tokens
    }

    private static func set(_ pattern: inout Scalars) -> Token {
        let isNegated = pattern.first == "!" || pattern.first == "^"
        let inside = isNegated ? pattern.dropFirst() : pattern
        let end = inside.dropFirst().firstIndex(of: "]")!
        let members = Array(inside[..<end])
        pattern = inside[end...].dropFirst()
        var ranges: [(Unicode.Scalar, Unicode.Scalar)] = []
        var index = 0
        while index < members.count {
            let isRange = index + 2 < members.count && members[index + 1] == "-"
            ranges.append((members[index], isRange ? members[index + 2] : members[index]))
            index += isRange ? 3 : 1
        }
        return .set(ranges, isNegated)
    }
}
