import Foundation
import Testing

@testable import Retention

/// A set matches the characters it names, in either case, and no others (issue 13, point 8).
@Suite struct GlobSetTests {
    private static let sets = [
        "[\u{DF}]", "[!\u{DF}]", "[A-z]", "[a-z]", "[!A-Z]", "[\u{400}-\u{42F}]", "[\u{430}-\u{44F}]", "[k]",
        "[\u{3C2}]",
        "[s]", "[\u{B5}]", "[\u{FB01}]", "[\u{1C4}-\u{1CC}]", "[\u{E9}]", "[\u{C0}-\u{D6}\u{D8}-\u{DE}]", "[^0-9]",
        "[]a]",
        "[a-]", "[!-]", "[\\]", "[$-.]", "[\u{0}-\u{10FFFF}]", "[\u{1F600}-\u{1F64F}]", "[\u{D7FF}-\u{E000}]",
        "[\u{10400}]", "[\u{1FB3}]", "[\u{13A0}-\u{13F5}]", "[\u{149}]", "[\u{1E96}]", "[\u{1F0}]",
    ]
    /// Every letter with a case, and a sample of all other characters; in NFC, and visible.
    private static let samples: [Unicode.Scalar] = (0...UInt32(0x1FFFF)).compactMap(Unicode.Scalar.init).filter(
        isSample)

    private static func isSample(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value < 0x500 || scalar.properties.changesWhenCaseMapped || scalar.value % 101 == 0 else {
            return false
        }
        // ICU does not treat İ, ı and i as equal.
        let dotted: [Unicode.Scalar] = ["\u{130}", "\u{131}", "i", "I"]
        let text = String(scalar)
        return !dotted.contains(scalar) && text.visible == text
            && Array(text.precomposedStringWithCanonicalMapping.unicodeScalars) == [scalar]
            && Array(text.visible.unicodeScalars) == [scalar]
    }

    /// ICU's regular expressions write sets alike, except for the few characters that are special there.
    private static func expression(_ set: String) -> NSRegularExpression {
        var inside = Array(set.unicodeScalars.dropFirst().dropLast())
        let isNegated = inside.first == "!" || inside.first == "^"
        if isNegated { inside.removeFirst() }
        var text = ""
        for (index, scalar) in inside.enumerated() {
            let isRange = scalar == "-" && index > 0 && index + 1 < inside.count
            text += isRange ? "-" : "\\x{\(String(scalar.value, radix: 16))}"
        }
        let pattern = "\\A[\(isNegated ? "^" : "")\(text)]\\z"
        guard let expression = try? NSRegularExpression(pattern: pattern, options: .caseInsensitive) else {
            preconditionFailure("ICU refuses \(pattern)")
        }
        return expression
    }

    @Test(arguments: sets)
    func `takes the same single characters as ICU`(set: String) throws {
        let glob = try Glob(set)
        let expression = Self.expression(set)
        let different = Self.samples.filter { (scalar: Unicode.Scalar) -> Bool in
            let text = String(scalar)
            let theirs = expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
            return glob.matches(text) != theirs
        }
        #expect(different.map { "U+\($0.hexadecimal)" } == [], "\(set)")
    }

    @Test(arguments: sets)
    func `takes the same single characters as the oracle`(set: String) throws {
        for letterCase in [LetterCase.ignored, .respected] {
            let glob = try Glob(set, letterCase: letterCase)
            let different = Self.samples.filter { scalar in
                glob.matches(String(scalar)) != NaiveMatch.fits(String(scalar), set, letterCase)
            }
            #expect(different.map { "U+\($0.hexadecimal)" } == [], "\(set), \(letterCase)")
        }
    }

    /// The three faults that were found, and similar ones.
    @Test(arguments: [
        ("[\u{DF}]*", "secret plan.pdf", false), ("[\u{DF}]*", "\u{DF}.pdf", true), ("[\u{DF}]*", "\u{1E9E}.pdf", true),
        ("[\u{DF}]", "ss", false), ("[\u{DF}]", "s", false), ("[s]*", "\u{DF}x", false), ("[!\u{DF}]*", "sx", true),
        ("[!\u{DF}]*", "\u{1E9E}x", false), ("*[s]", "gro\u{DF}", false), ("*[s]", "GROSS", true),
        ("[s][s]", "\u{DF}", false), ("stra[\u{DF}]e 7*", "STRA\u{1E9E}E 7.pdf", true),
        ("stra\u{DF}e [7-8]*", "STRASSE 8.pdf", true), ("*\u{FB01}[n]*", "FINANCE", true),
        ("[A-z]*", "_draft.pdf", true), ("[A-z]*", "^draft.pdf", true), ("[A-z]*", "7.pdf", false),
        ("[A-z]*", "\u{E4}.pdf", false), ("[A-Z]*", "_draft.pdf", false), ("[\u{400}-\u{42F}]*", "договор", true),
        ("[\u{400}-\u{42F}]*", "Договор", true), ("[\u{400}-\u{42F}]*", "contract", false),
        ("[\u{FB01}]*", "fi.pdf", false), ("[\u{FB01}]*", "\u{FB01}.pdf", true), ("[f]*", "\u{FB01}.pdf", false),
        ("[e\u{301}]*", "\u{E9}x", true), ("[e\u{301}]*", "E\u{301}x", true), ("[e\u{301}]*", "ex", false),
        ("[e]*", "\u{E9}x", false), ("[e]*", "e\u{301}x", false), ("[\u{1E96}]x", "H\u{331}x", true),
        ("[h]x", "H\u{331}x", false), ("[\u{3C3}]", "\u{3C2}", true), ("[K]", "\u{212A}", true),
        ("[\u{1F600}-\u{1F64F}]*", "\u{1F602}.pdf", true), ("[i]stanbul", "\u{130}stanbul", true),
        ("[\u{130}]stanbul", "istanbul", true), ("[!i]*", "\u{130}x", false), ("[\u{2000}]", " ", true),
        ("[a\u{200B}b]", "b", true), ("a[-]b", "a-b", true), ("[+--]", ",", true), ("[+--]", "-", true),
        ("[[-]]", "[]", true), ("[]-a]", "a", true), ("[]-a]", "]", true), ("[\\]", "\\", true),
    ])
    func `takes what it names`(pattern: String, text: String, matches: Bool) throws {
        #expect(try Glob(pattern).matches(text) == matches)
        #expect(NaiveMatch.fits(text, pattern) == matches, "the oracle disagrees")
    }

    @Test(arguments: [
        ("[z-a]", "runs backwards"), ("[a-Z]", "write a-z, which matches both"), ("[\u{E9}-z]", "runs backwards"),
        ("[\u{301}]", "combining mark (U+0301)"), ("[q\u{303}]", "combining mark (U+0303)"),
        ("[a-\u{308}]", "combining mark (U+0308)"), ("[\u{200B}]", "without a closing one"),
    ])
    func `refuses sets that say nothing clear`(pattern: String, message: String) {
        let error = #expect(throws: GlobError.self) { try Glob(pattern) }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }

    @Test func `globs of different meaning have different forms`() throws {
        let different = ["[\u{DF}]", "[ss]", "[s]", "ss", "[!s]", "?", "*", "[a-c]", "[a-d]", "[*]", "a", "[\u{DF}]*"]
        let forms = try different.map { try Glob($0).form }
        // ß and ss are the same letters, sets are not.
        #expect(Set(forms).count == different.count - 1 && forms[1] == forms[2])
        #expect(try Glob("[ABC]").form == Glob("[a-c]").form)
        #expect(try Glob("[ABC]", letterCase: .respected).form != Glob("[a-c]", letterCase: .respected).form)
    }
}
