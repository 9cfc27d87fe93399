import Foundation
import Testing

@testable import DocSpace

@Suite("Titles that are no text")
struct RepairedTextTests {
    private func titles(_ body: [UInt8]) throws -> [String] {
        try HTTPReply(status: 200, body: body, portalDate: nil, receivedAt: Date()).decode([String].self)
    }

    @Test(arguments: [
        (#"\ud800"#, "\u{FFFD}"), (#"a\udc00b"#, "a\u{FFFD}b"), (#"\ud800\ud800x"#, "\u{FFFD}\u{FFFD}x"),
        (#"\udc00\ud800"#, "\u{FFFD}\u{FFFD}"), (#"\ud83d\ude00"#, "😀"), (#"\ud83d\ude00\ud83d"#, "😀\u{FFFD}"),
        (#"\\ud800 \ud800"#, #"\ud800 "# + "\u{FFFD}"), (#"\\\ud800\n"#, "\\\u{FFFD}\n"), (#"\uD83Dé"#, "\u{FFFD}é"),
    ])
    func `halves of pairs are replaced`(text: String, expected: String) throws {
        let broken = #"\ud800"#
        #expect(
            try titles(Array(#"{"response":["\#(text)","ok","\#(broken)"]}"#.utf8)) == [expected, "ok", "\u{FFFD}"])
    }

    /// An entry of the trash, and not only a list of texts: decoders read a text only when it is needed.
    @Test(arguments: [Array(#"\ud800"#.utf8), [0xFF, 0xFE]])
    func `entries with such titles are read`(title: [UInt8]) throws {
        let body =
            Array(#"{"response":{"files":[{"id":1,"title":"contract "#.utf8) + title
            + Array(#".pdf"}],"folders":[]}}"#.utf8)
        let page = try HTTPReply(status: 200, body: body, portalDate: nil, receivedAt: Date()).decode(FolderPage.self)
        #expect(page.files.compactMap { $0?.title }.first?.hasPrefix("contract \u{FFFD}") == true)
    }

    @Test func `bytes that are not UTF-8 are replaced`() throws {
        let body = Array(#"{"response":["a"#.utf8) + [0xFF, 0xC3] + Array(#"b","é"]}"#.utf8)
        let read = try titles(body)
        #expect(read[1] == "é")
        #expect(read[0].hasPrefix("a\u{FFFD}") && read[0].hasSuffix("b"))
    }

    @Test(arguments: [
        #"{"response":["\u12"]}"#, #"{"response":["\ud800]}"#, #"{"response":["a\"#, #"{"response":["\x"]}"#,
    ])
    func `invalid JSON stays refused`(text: String) {
        #expect(throws: DocSpaceError.self) { try titles(Array(text.utf8)) }
    }
}
