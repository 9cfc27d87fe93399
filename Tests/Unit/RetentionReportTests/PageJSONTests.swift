import Foundation
import Testing

@testable import RetentionReport

@Suite("JSON inside a page")
struct PageJSONTests {
    @Test(arguments: Hostile.titles)
    func `cannot end its element`(_ title: String) throws {
        var json = PageJSON()
        json.append([title]) { $0.append($1) }
        for character in ["<", ">", "&", "'", "\u{2028}", "\u{2029}", "\n"] { #expect(!json.text.contains(character)) }
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.text.utf8)) as? [String])
        #expect(read.count == 1)
        #expect(!title.contains("script") || read[0].contains("script"), "the text itself is kept")
    }

    @Test func `separates elements`() {
        var json = PageJSON()
        json.append([1, -2]) { $0.append($1) }
        json.append([Int]()) { $0.append($1) }
        #expect(json.text == "[1,-2][]")
    }
}
