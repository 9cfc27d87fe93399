import Foundation
import Testing

@testable import Retention

@Suite struct JSONWriterTests {
    /// Every character of the first planes, and some of each kind beyond, in strings of 256.
    private static let strings: [String] = [0...0x1FFFF, 0xE0000...0xE01FF, 0xF0000...0xF00FF, 0x10FF00...0x10FFFF]
        .flatMap {
            stride(from: $0.lowerBound, to: $0.upperBound, by: 256).map { first in
                String(
                    String.UnicodeScalarView(
                        (first..<first + 256).compactMap { UInt32($0) }.compactMap(Unicode.Scalar.init)))
            }
        }

    private func text(_ string: String, _ escaping: JSONWriter.Escaping) -> String {
        var json = JSONWriter(escaping: escaping)
        json.append(string)
        return json.text
    }

    @Test func `writes strings for a terminal as JSONEncoder does`() {
        for string in Self.strings { #expect(text(string, .terminal).utf8.elementsEqual(JSONWriter.text(string).utf8)) }
    }

    @Test func `escapes only what JSON demands`() throws {
        for string in Self.strings {
            let json = text(string, .minimal)
            let read = try JSONDecoder().decode(String.self, from: Data(json.utf8))
            #expect(read.utf8.elementsEqual(string.utf8))
            #expect(json.unicodeScalars.count { $0.value >= 0x7F } == string.unicodeScalars.count { $0.value >= 0x7F })
        }
        #expect(text("\u{0}\t\n\u{1F}\"\\/'<\u{7F}é😀", .minimal) == #""\u0000\u0009\u000a\u001f\"\\/'<"# + "\u{7F}é😀\"")
    }

    @Test func `writes nothing that could end a script element`() throws {
        for string in Self.strings {
            let json = text(string, .script)
            let breaks = json.unicodeScalars.contains {
                $0.value < 0x20 || "<>&'\u{2028}\u{2029}".unicodeScalars.contains($0)
            }
            #expect(!breaks)
            let read = try JSONDecoder().decode(String.self, from: Data(json.utf8))
            #expect(read.utf8.elementsEqual(String(sanitizing: string).utf8))
        }
        #expect(text("it's <b> & so", .script) == #""it\u0027s \u003cb\u003e \u0026 so""#)
        #expect(text("</script>&'\"\\\n\u{2028}", .script) == #""\u003c/script\u003e\u0026\u0027\"\\��""#)
    }

    /// The fast way for plain ASCII must see a character to escape wherever it is.
    @Test(arguments: ["\"", "\\", "\u{1F}", "\u{7F}", "\u{80}", "<", "'"] as [Unicode.Scalar])
    func `escapes at every offset`(scalar: Unicode.Scalar) throws {
        for (length, escaping) in (0..<20).flatMap({ [($0, JSONWriter.Escaping.terminal), ($0, .script)] }) {
            for offset in 0...length {
                var scalars = Array(repeating: "a" as Unicode.Scalar, count: length)
                scalars.insert(scalar, at: offset)
                let json = text(String(String.UnicodeScalarView(scalars)), escaping)
                let escape = text(String(scalar), escaping).dropFirst().dropLast()
                let before = String(repeating: "a", count: offset)
                #expect(json == "\"\(before)\(escape)\(String(repeating: "a", count: length - offset))\"")
            }
        }
    }

    private struct Value: Encodable {
        var bool = true
        var date = Date(timeIntervalSince1970: 1_795_424_400)
        var empty: [Int] = []
        var list = [[1, -2], []]
        var nested = ["a": "é\n"]
        var none: [String: Int] = [:]
    }

    private func write(_ value: Value, to json: inout JSONWriter) {
        json.object { json in
            json.key("bool")
            json.append(value.bool)
            json.key("date")
            json.append(value.date)
            json.key("empty")
            json.array(value.empty) { $0.append($1) }
            json.key("list")
            json.array(value.list) { json, list in json.array(list) { $0.append($1) } }
            json.key("nested")
            json.object { json in
                json.key("a")
                json.append(value.nested["a"])
            }
            json.key("none")
            json.object { _ in }
        }
    }

    @Test func `writes piece by piece what it writes at once`() {
        var json = JSONWriter(escaping: .terminal)
        write(Value(), to: &json)
        #expect(json.text == JSONWriter.text(Value()))
    }

    @Test func `continues after its text was taken`() {
        var json = JSONWriter(escaping: .terminal)
        var text = ""
        json.array(0..<3) { json, _ in
            write(Value(), to: &json)
            text += json.take()
        }
        text += json.take()
        #expect(text == JSONWriter.text([Value(), Value(), Value()]))
        #expect(json.take() == "")
    }

    @Test func `writes null for what is absent`() {
        var json = JSONWriter(escaping: .minimal)
        json.array(0..<3) { json, index in
            switch index {
            case 0: json.append(nil as String?)
            case 1: json.append(nil as Int64?)
            default: json.append(nil as Date?)
            }
        }
        #expect(json.text == "[null,null,null]")
    }
}
