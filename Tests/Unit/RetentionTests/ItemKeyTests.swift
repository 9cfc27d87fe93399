import Foundation
import Testing

@testable import Retention

@Suite struct ItemKeyTests {
    @Test func `file and folder of one number are different`() {
        #expect(ItemKey(.file, 17) != ItemKey(.folder, 17))
        #expect(Set([ItemKey(.file, 17), ItemKey(.folder, 17)]).count == 2)
    }

    @Test func `reads what it writes`() {
        for key in [ItemKey(.file, 1), ItemKey(.folder, 2_147_483_647)] { #expect(ItemKey(key.description) == key) }
    }

    @Test(arguments: ["", "file", "file:", "file:x", "file:0", "file:-1", "File:1", "room:1", "file:1:2", ":1"])
    func `refuses an invalid key`(text: String) {
        #expect(ItemKey(text) == nil)
    }

    @Test(arguments: ["file:017", "file:+17", "folder:00"])
    func `reads no other spelling from a file`(text: String) {
        #expect(ItemKey(stored: text) == nil)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ItemKey].self, from: Data("[\"\(text)\"]".utf8))
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ItemKey: Int].self, from: Data("{\"\(text)\":1}".utf8))
        }
    }

    @Test func `names items in files`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let counts = [ItemKey(.file, 17): 2, ItemKey(.folder, 17): 3]
        let text = try encoder.encode(counts)
        #expect(String(decoding: text, as: UTF8.self) == #"{"file:17":2,"folder:17":3}"#)
        #expect(try JSONDecoder().decode([ItemKey: Int].self, from: text) == counts)
        let list = try encoder.encode([ItemKey(.folder, 1)])
        #expect(String(decoding: list, as: UTF8.self) == #"["folder:1"]"#)
    }

    @Test func `sorts folders first then by id`() {
        let keys = [ItemKey(.file, 1), ItemKey(.folder, 9), ItemKey(.file, 3), ItemKey(.folder, 2)]
        #expect(keys.sorted().map(\.description) == ["folder:2", "folder:9", "file:1", "file:3"])
    }
}
