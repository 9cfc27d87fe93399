import Testing

@testable import DocSpace

@Suite struct HTMLTextTests {
    @Test(arguments: [
        ("Alice O&#39;Neil", "Alice O'Neil"), ("J&#252;rgen M&#252;ller", "Jürgen Müller"), ("A &amp; B", "A & B"),
        ("&lt;b&gt; &quot;x&quot; &apos;y&apos;", "<b> \"x\" 'y'"), ("Mu&#xF1;oz &#x1f600;", "Muñoz 😀"),
        ("&#128512;", "😀"), ("M&uuml;ller &Yuml; &yuml; &nbsp;", "Müller Ÿ ÿ \u{A0}"),
        ("caf&eacute; &OElig;", "café Œ"),
        ("&thorn;&divide;&szlig;&iexcl;", "þ÷ß¡"),
    ])
    func `decodes numbers and names`(encoded: String, text: String) {
        #expect(HTMLText.decoded(encoded) == text)
    }

    /// Text that is encoded twice holds an entity, such as the name of a user who typed one.
    @Test(arguments: [("&amp;#39;", "&#39;"), ("&amp;amp;", "&amp;"), ("&#38;lt;", "&lt;")])
    func `decodes once`(encoded: String, text: String) {
        #expect(HTMLText.decoded(encoded) == text)
    }

    @Test(arguments: [
        "", "Alice", "R&D", "A & B", "&", "&;", "&#;", "&#x;", "&#39", "&#0;", "&#xD800;", "&#1114112;",
        "&#99999999999;",
        "&#+39;", "&#-1;", "&nosuchthing;", "&LT;", "&#３９;", "& amp;",
    ])
    func `text without entities stays`(text: String) {
        #expect(HTMLText.decoded(text) == text)
    }
}
