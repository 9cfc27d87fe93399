import Testing

@testable import RetentionReport

@Suite("Pieces of HTML")
struct HTMLTests {
    @Test func `escape what they are given`() {
        let title = "<a href='x' class=\"y\">&`"
        let cell: HTML = "<td>\(title)</td>"
        #expect(cell.markup == "<td>&lt;a href=&#39;x&#39; class=&quot;y&quot;&gt;&amp;&#96;</td>")
    }

    /// Without types, Swift prefers `String`: markup would appear as text.
    @Test(arguments: [(true, "<p><b>x</b></p>"), (false, "<p></p>")])
    func `keep literals between conditions as markup`(_ isBold: Bool, _ markup: String) {
        let part: HTML = "<p>\(isBold ? "<b>x</b>" : "")</p>"
        #expect(part.markup == markup)
    }

    @Test func `show no character that turns or hides`() {
        let title = "\u{202E}gpj\u{2066}.exe\u{2028}\u{0}\u{1B}[31m\u{FEFF}"
        #expect(HTML.isolated(title).markup == "<bdi>\u{FFFD}gpj\u{FFFD}.exe\u{FFFD}\u{FFFD}\u{FFFD}[31m\u{FFFD}</bdi>")
    }

    @Test func `keep pieces as they are`() {
        let text = "&"
        let inner: HTML = "<b>\(text)</b>"
        let outer: HTML = "<p>\(inner)\([inner, inner])</p>"
        #expect(outer.markup == "<p><b>&amp;</b><b>&amp;</b><b>&amp;</b></p>")
    }

    @Test(arguments: [(1.0, "1"), (2.05, "2.1"), (-0.26, "-0.3"), (12.34, "12.3"), (0.04, "0")])
    func `write coordinates to a tenth`(_ number: Double, _ text: String) {
        let part: HTML = "\(number)"
        #expect(part.markup == text)
    }
}
