import Foundation
import Testing

@testable import RetentionReport

@Suite("JSON inside a page")
struct LongTableTests {
    private func table(noun: String = "items", _ rows: [[LongTable.Cell]]) -> LongTable {
        LongTable(
            id: "t", caption: "Items", noun: noun,
            columns: [.init(title: "T", kind: .plain), .init(title: "R", kind: .text), .init(title: "B", kind: .size)],
            mark: 1, style: { $0 == "kept" ? .keep : .quiet }, count: rows.count, omitted: 7, cells: { rows[$0] })
    }

    @Test(arguments: Hostile.titles)
    func `cannot end its element`(_ title: String) throws {
        let json = table(noun: title, [[.plain(title), .text(title), .size(1)]]).json
        for character in ["<", ">", "&", "'", "\u{2028}", "\u{2029}", "\n"] { #expect(!json.contains(character)) }
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let noun = try #require(read["noun"] as? String)
        #expect(read["texts"] as? [String] == [noun])
        #expect((read["rows"] as? [[Any]])?.first?.first as? String == noun)
        #expect(!title.contains("script") || noun.contains("script"), "the text itself is kept")
    }

    @Test func `has each text once, and its mark`() {
        let rows: [[LongTable.Cell]] = [
            [.plain("a"), .text("kept"), .size(-2)], [.plain("it's \"b\""), .text(nil), .size(nil)],
            [.plain("é\u{202E}"), .text("kept"), .size(5)],
        ]
        #expect(
            table(rows).json == #"{"columns":["plain","text","size"],"mark":1,"noun":"items","omitted":7,"rows":"#
                + #"[["a",0,-2],["it\u0027s \"b\"",-1,null],["é�",0,5]],"texts":["kept"],"marks":[5]}"#)
        #expect(table([]).json.hasSuffix(#""rows":[],"texts":[],"marks":[]}"#))
    }
}
