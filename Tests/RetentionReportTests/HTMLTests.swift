import RetentionReport
import Testing

@Suite("Pieces of HTML")
struct HTMLTests {
    @Test func escapesTexts() {
        let title = "<a href='x' class=\"y\">&`"
        let cell: HTML = "<td>\(title)</td>"
        #expect(cell.markup == "<td>&lt;a href=&#39;x&#39; class=&quot;y&quot;&gt;&amp;&#96;</td>")
    }
}
