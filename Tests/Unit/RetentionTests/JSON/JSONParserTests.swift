import Testing

@testable import Retention

@Suite struct JSONParserTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "-1.5e+10", "1E3", "\"\"", "[]", "{}", " [ 1 , 2 ] ",
        "\t{\r\n\"a\" : [ ] }\n",
        #""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00""#, "\"é\u{1F600}\u{7F}\"", "[[[[]]]]", #"{"":0}"#, "1e999",
        "123456789012345678901234567890",
    ])
    func `accepts every form of RFC 8259`(text: String) throws {
        _ = try JSONParser.parse(Array(text.utf8))
    }

    @Test(arguments: [
        ("", 1, 1, "expected a value"), (" ", 1, 2, "expected a value"), ("nul", 1, 1, "expected a value"),
        ("True", 1, 1, "expected a value"), ("NaN", 1, 1, "expected a value"), ("-Infinity", 1, 2, "a digit"),
        ("[1,]", 1, 4, "another entry"), ("{\"a\":1,}", 1, 8, "another entry"), ("[1 2]", 1, 3, "a comma is missing"),
        ("{\"a\" 1}", 1, 6, "\":\""), ("{a:1}", 1, 2, "a key in double quotes"), ("{'a':1}", 1, 2, "double quotes"),
        ("{\"a\":1 \"b\":2}", 1, 7, "a comma is missing"), ("[", 1, 2, "the text ends here"),
        ("{\"a\":", 1, 6, "the text ends"),
        ("// x\n1", 1, 1, "expected a value"), ("[1, # x\n2]", 1, 5, "expected a value"),
        ("1 2", 1, 3, "the end of the text"),
        ("{}\n}", 2, 1, "the end of the text"), ("01", 1, 1, "start with a zero"), ("-01", 1, 1, "start with a zero"),
        ("+1", 1, 1, "expected a value"), (".5", 1, 1, "expected a value"), ("1.", 1, 3, "a digit"),
        ("1.e1", 1, 3, "a digit"),
        ("1e", 1, 3, "a digit"), ("1e+", 1, 4, "a digit"), ("-", 1, 2, "a digit"),
        ("0x10", 1, 2, "the end of the text"),
        ("\"a", 1, 1, "never ends"), ("[\"a\n\"]", 1, 2, "does not end on its line"), ("\"a\tb\"", 1, 3, "U+0009"),
        ("\"\u{0}\"", 1, 2, "U+0000"), ("\u{0}", 1, 1, "U+0000"), (#""\x""#, 1, 2, "not a JSON escape"),
        (#""\u12g4""#, 1, 6, "four hexadecimal digits"), (#""\ud800""#, 1, 2, "half of a surrogate pair"),
        (#""ab\udc00""#, 1, 4, "half of a surrogate pair"), (#""\ud800\ud800""#, 1, 2, "half of a surrogate pair"),
        (#""\ud800\u0041""#, 1, 2, "half of a surrogate pair"), (#""\ud800x""#, 1, 2, "half of a surrogate pair"),
        ("\u{FEFF}{}", 1, 1, "byte order mark"), ("[\"é\u{1F600}\", ?]", 1, 8, "expected a value, found \"?\""),
        ("[\r\n  \"é\",\r\n  ]", 3, 3, "another entry"), ("\u{A0}1", 1, 1, "found U+00A0"),
    ])
    func `refuses everything else and says where`(text: String, line: Int, column: Int, message: String) {
        let bytes = Array(text.utf8)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(bytes) }
        guard let error else { return }
        #expect(JSONText(bytes).position(at: error.offset) == JSONPosition(line: line, column: column))
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0xC3, 0x22],
        ] as [[UInt8]])
    func `refuses invalid UTF-8`(bytes: [UInt8]) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(bytes) }
        #expect(error?.offset == 1)
        #expect(error?.message == "the text is not valid UTF-8 here")
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":", "[[],"])
    func `refuses deep nesting without touching the stack`(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(error?.message == "nested more than 64 levels deep")
    }

    @Test func `accepts nesting up to the limit`() throws {
        let text = { (depth: Int) in
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONParser.parse(text(64))
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text(65)) }
    }

    @Test func `refuses too large texts`() throws {
        let blanks = { (count: Int) in [UInt8](repeating: 0x20, count: count) + [0x30] }
        _ = try JSONParser.parse(blanks(JSONParser.maximumSize - 1))
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(blanks(10_000_000)) }
        #expect(error?.message == "the text has 10000001 bytes, more than the 1048576 allowed")
    }

    @Test func `keeps numbers as written`() throws {
        let number = { (text: String) throws in
            guard case .number(let number) = try JSONParser.parse(Array(text.utf8)).value else { return JSONNumber("") }
            return number
        }
        #expect(try number("1.50").text == "1.50")
        #expect(try number("9007199254740993").int == 9_007_199_254_740_993)
        #expect(try number("9223372036854775808").int == nil)
        #expect(try number("1.0").int == nil)
        #expect(try number("1e3").double == 1000)
        #expect(try number("1e999").double == nil)
        #expect(try number(String(repeating: "9", count: 1_000_000)).int == nil)
        #expect(try number(String(repeating: "9", count: 1_000_000)).double == nil)
    }

    @Test func `resolves escapes`() throws {
        let node = try JSONParser.parse(Array(#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00\u0000""#.utf8))
        #expect(node.value == .string("\"\\/\u{8}\u{C}\n\r\tAé😀\u{0}"))
    }

    @Test func `knows the offset of every key and value`() throws {
        let text = JSONText(Array("{\n  \"é\": 1, \"b\": [true]\n}".utf8))
        guard case .object(let members) = try JSONParser.parse(text.bytes).value, members.count == 2,
            case .array(let elements) = members[1].value.value
        else {
            Issue.record("not the expected shape")
            return
        }
        let offsets = [members[0].keyOffset, members[0].value.offset, members[1].keyOffset, elements[0].offset]
        #expect(offsets.map { text.position(at: $0).description } == ["2:3", "2:8", "2:11", "2:17"])
    }
}
