import Testing

@testable import RetentionReport

@Suite("Pieces of HTML")
struct HTMLTests {
    @Test func escapeWhatTheyAreGiven() {
        let title = "<a href='x' class=\"y\">&`"
        let cell: HTML = "<td>\(title)</td>"
        #expect(cell.markup == "<td>&lt;a href=&#39;x&#39; class=&quot;y&quot;&gt;&amp;&#96;</td>")
    }

    /// Without types, Swift prefers `String`: markup would appear as text.
    @Test(arguments: [(true, "<p><b>x</b></p>"), (false, "<p></p>")])
    func keepLiteralsBetweenConditionsAsMarkup(_ isBold: Bool, _ markup: String) {
        let part: HTML = "<p>\(isBold ? "<b>x</b>" : "")</p>"
        #expect(part.markup == markup)
    }

    @Test func showNoCharacterThatTurnsOrHides() {
        let title = "\u{202E}gpj\u{2066}.exe\u{2028}\u{0}\u{1B}[31m\u{FEFF}"
        #expect(HTML.isolated(title).markup == "<bdi>\u{FFFD}gpj\u{FFFD}.exe\u{FFFD}\u{FFFD}\u{FFFD}[31m\u{FFFD}</bdi>")
    }

    @Test func keepPiecesAsTheyAre() {
        let text = "&"
        let inner: HTML = "<b>\(text)</b>"
        let outer: HTML = "<p>\(inner)\([inner, inner])</p>"
        #expect(outer.markup == "<p><b>&amp;</b><b>&amp;</b><b>&amp;</b></p>")
    }

    @Test(arguments: [(1.0, "1"), (2.05, "2.1"), (-0.26, "-0.3"), (12.34, "12.3"), (0.04, "0")])
    func writeCoordinatesToATenth(_ number: Double, _ text: String) {
        let part: HTML = "\(number)"
        #expect(part.markup == text)
    }
}
