import Testing

@testable import Retention

@Suite struct PolicyRobustnessTests {
    private func holds(_ bytes: [UInt8]) -> Bool {
        switch PolicyDocument.parse(bytes, file: "policy.json", context: everywhereUTC) {
        case .success: true
        case .failure(let found):
            !found.problems.isEmpty && found.problems.contains { $0.severity == .error }
                && found.problems.allSatisfy { $0.position.line >= 1 && $0.position.column >= 1 && !$0.message.isEmpty }
        }
    }

    @Test func `every deletion of one character succeeds or says where`() {
        let bytes = Array(contractExample.utf8)
        for index in bytes.indices {
            var shorter = bytes
            shorter.remove(at: index)
            #expect(holds(shorter), "deletion at \(index)")
        }
    }

    @Test func `every truncation says where`() {
        let bytes = Array(contractExample.utf8)
        for length in 0..<(bytes.count - 1) {
            let text = Array(bytes.prefix(length))
            guard case .failure(let found) = PolicyDocument.parse(text, file: "p", context: everywhereUTC) else {
                Issue.record("accepted \(length) bytes")
                continue
            }
            #expect(found.problems.count == 1)
        }
    }

    @Test func `random damage never crashes`() {
        var random = RandomChoices(seed: 0x5EED)
        let bytes = Array(contractExample.utf8)
        let alphabet = Array("{}[]\",:\\u0019-+.eE ntf/*\n\u{0}é".utf8) + [0xFF, 0xC0, 0xED]
        for round in 0..<2000 {
            var damaged = bytes
            for _ in 0...(round % 4) {
                damaged[Int.random(in: damaged.indices, using: &random)] = alphabet.randomElement(using: &random)!
            }
            #expect(holds(damaged), "seed 0x5EED, round \(round)")
        }
    }

    @Test func `every value replaced by every kind of value succeeds or says where`() throws {
        let root = try JSONParser.parse(Array(contractExample.utf8))
        for replacement in ["null", "true", "0", "-1", "1e999", "\"\"", "\"x\"", "[]", "[[]]", "{}", "{\"x\":1}"] {
            let node = try JSONParser.parse(Array(replacement.utf8))
            for variant in root.variants(replacing: node) { #expect(holds(Array(canonicalText(of: variant).utf8))) }
        }
    }

    @Test(arguments: hostileInputs.keys.sorted())
    func `hostile input is refused`(name: String) throws {
        let input = try #require(Self.hostileInputs[name])
        let bytes = input()
        guard case .failure(let found) = PolicyDocument.parse(bytes, file: "p", context: everywhereUTC) else {
            Issue.record("accepted")
            return
        }
        #expect(!found.problems.isEmpty)
        #expect(found.description.utf8.count < 100_000)
    }

    private static let hostileInputs: [String: @Sendable () -> [UInt8]] = [
        "deep nesting": { [UInt8](repeating: UInt8(ascii: "["), count: 100_000) },
        "NULs": { [UInt8](repeating: 0, count: 1000) },
        "ten megabytes of blanks": { [UInt8](repeating: 0x20, count: 10_000_000) },
        "ten megabytes of bad UTF-8": { [UInt8](repeating: 0xFF, count: 10_000_000) },
        "bad UTF-8": { [UInt8](repeating: 0xFF, count: 1_000_000) },
        "combining characters": { Array(("\"" + String(repeating: "a\u{301}", count: 300_000) + "\" x").utf8) },
        "huge number": { Array(("{\"retention\": " + String(repeating: "9", count: 1_000_000) + "}").utf8) },
        "many keys": { Array(("{" + (0..<60_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}").utf8) },
        "one key many times": {
            Array(("{" + Array(repeating: "\"k\":1", count: 150_000).joined(separator: ",") + "}").utf8)
        },
        "many rules": {
            let rules = Array(repeating: "{}", count: 300_000).joined(separator: ",")
            return Array(policy(with: "\"rules\": [\(rules)]").utf8)
        },
        "many line breaks": { [UInt8](repeating: UInt8(ascii: "\n"), count: 1_000_000) },
        "many quotes": { [UInt8](repeating: UInt8(ascii: "\""), count: 1_000_000) },
        "many backslashes": { [0x22] + [UInt8](repeating: UInt8(ascii: "\\"), count: 1_000_000) },
        "many almost-keys": { Array(("{\"" + String(repeating: "sk-", count: 300_000) + "\":").utf8) },
        "many keys of the portal": { Array(("[\"" + String(repeating: "sk-0123456789 ", count: 60_000) + "\"]").utf8) },
    ]

    @Test func `nested matches are bounded`() {
        let nested = { (depth: Int) in
            String(repeating: #"{ "not": "#, count: depth - 1) + #"{ "title": ["x"] }"#
                + String(repeating: " }", count: depth - 1)
        }
        #expect(errors(of: policy(matching: nested(8))).isEmpty)
        #expect(
            errors(of: policy(matching: nested(9))).map(\.message) == ["match objects nested more than 8 levels deep"])
    }
}

extension JSONNode {
    /// This tree with each of its nodes replaced in turn.
    fileprivate func variants(replacing node: JSONNode) -> [JSONNode] {
        var variants = [node]
        switch value {
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                for variant in element.variants(replacing: node) {
                    var copy = elements
                    copy[index] = variant
                    variants.append(JSONNode(.array(copy), offset: 0))
                }
            }
        case .object(let members):
            for (index, member) in members.enumerated() {
                for variant in member.value.variants(replacing: node) {
                    var copy = members
                    copy[index] = JSONMember(key: member.key, keyOffset: 0, value: variant)
                    variants.append(JSONNode(.object(copy), offset: 0))
                }
            }
        default: break
        }
        return variants
    }
}
