import Foundation
import Testing

@testable import retentiond

@Suite struct CSVOutputTests {
    /// The cells that RFC 4180 finds in a line.
    private func cells(_ line: String) -> [String] {
        var cells = [""]
        var isQuoted = false
        var rest = Array(line.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"" where isQuoted && rest.first == "\"":
                rest.removeFirst()
                cells[cells.count - 1].unicodeScalars.append(scalar)
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].unicodeScalars.append(scalar)
            }
        }
        return cells
    }

    /// However a cell is written, a reader finds the same text, and no formula.
    @Test func `a reader finds the text again`() {
        let pieces = [
            "\"", ",", "'", "=", "-", "+", "@", "a", "Z", " ", "7", "é", "e\u{301}", "\"\u{301}", "漢", "😀", "~",
        ]
        for _ in 0..<3_000 {
            let texts = (0..<3).map { _ in
                (0..<Int.random(in: 0...12)).map { _ in pieces.randomElement()! }.joined()
            }
            let line = CSVOutput.line(texts)
            #expect(line.unicodeScalars.last == "\r")
            let read = cells(String(line.unicodeScalars.dropLast()))
            let safe = texts.map { text in
                "=-+@".unicodeScalars.contains(text.unicodeScalars.first ?? "x") ? "'" + text : text
            }
            #expect(read.map { Array($0.unicodeScalars) } == safe.map { Array($0.unicodeScalars) }, "\(texts)")
        }
    }

    @Test(arguments: [
        ("a,b", "\"a,b\"\r"), ("a\"b", "\"a\"\"b\"\r"), ("it's", "\"it's\"\r"), ("-1", "\"'-1\"\r"), ("", "\r"),
        ("a\tb", "a\u{FFFD}b\r"), ("é,", "\"é,\"\r"),
    ])
    func `quotes and defuses`(text: String, line: String) {
        #expect(CSVOutput.line([text]) == line)
    }

    @Test(arguments: [0, 7, 10, 1_234_567_890, .max, -1, .min] as [Int64])
    func `writes numbers like Swift`(number: Int64) {
        var bytes: [UInt8] = []
        CSVOutput.append(number, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == (number < 0 ? "\"'\(number)\"" : "\(number)"))
    }
}
