import Testing

@testable import Retention

@Suite struct JSONNodeTests {
    private func node(_ text: String) throws -> JSONNode { try JSONParser.parse(Array(text.utf8)) }

    @Test func `finds duplicate keys at any depth`() throws {
        let text = #"{"a": 1, "b": [{"c": {"d": 1, "x": 2, "d": 3}}], "a": {"e": 0, "e": 1}}"#
        let found = try node(text).duplicateKeys
        #expect(found.map { $0.objectPath[$0.key].description } == ["b[0].c.d", "a", "a.e"])
        #expect(found.map(\.offset) == [38, 49, 63])
        #expect(found.map(\.firstOffset) == [22, 1, 55])
    }

    @Test(arguments: [#"{"a": 1, "\u0061": 2}"#, #"{"é": 1, "e\u0301": 2}"#, #"{"/": 1, "\/": 2}"#])
    func `compares keys without their escapes`(text: String) throws {
        #expect(try node(text).duplicateKeys.count == 1)
    }

    @Test func `the same key in different objects is not a duplicate`() throws {
        #expect(try node(#"{"a": {"a": 1}, "b": {"a": 1}, "A": 0}"#).duplicateKeys.isEmpty)
    }

    @Test(arguments: [
        (" { \"b\" : [ 1.0 , true ] , \"a\" : null } ", #"{"a":null,"b":[1.0,true]}"#),
        (#"{"\u0062":"\u00e9\/","a":"\u0001\"\\"}"#, #"{"a":"\u0001\"\\","b":"é/"}"#), (#"["é","z"]"#, #"["é","z"]"#),
        (#"{"é":1,"z":2,"Z":3}"#, #"{"Z":3,"z":2,"é":1}"#),
    ])
    func `canonical text is the same for the same meaning`(text: String, expected: String) throws {
        let canonical = canonicalText(of: try node(text))
        #expect(canonical == expected)
        #expect(canonicalText(of: try node(canonical)) == canonical)
    }

    @Test func `paths quote special keys`() {
        let path = JSONPath()["rules"][0]["a b"]["x\u{1B}\n"]["match"]
        #expect(path.description == "rules[0][\"a b\"][\"x\u{FFFD} \"].match")
    }
}
