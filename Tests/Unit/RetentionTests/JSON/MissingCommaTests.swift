import Testing

@testable import Retention

/// Issue 17, point 11.
@Suite struct MissingCommaTests {
    @Test(arguments: [
        ("{\"a\": 1\n \"b\": 2}", 7), ("[1 2]", 2), ("[{}\n{}]", 3), ("{\"a\": [1]  \"b\": 2}", 9),
        ("[\"a\" \"b\"]", 4),
        ("[true false]", 5),
    ])
    func `the error is at the end of the entry before`(text: String, offset: Int) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(error.offset == offset)
        #expect(error.message == "a comma is missing here")
    }

    @Test(arguments: ["[1 }", "{\"a\": 1 ]", "[1 x]", "{\"a\": 1 2}", "[1"])
    func `anything else is no missing comma`(text: String) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(error.message != "a comma is missing here")
    }
}
