import Testing

@testable import Retention

@Suite struct RuleReachabilityTests {
    /// Paths of the rules that are reported as unreachable.
    private func unreachable(_ rules: String...) -> [String] {
        let named = rules.enumerated().map { #"{ "name": "r\#($0.offset)", \#($0.element) }"# }
        let found = errors(of: policy(with: "\"rules\": [\(named.joined(separator: ",\n"))]"))
        #expect(found.allSatisfy { $0.message.hasPrefix("unreachable") }, "\(found)")
        return found.map(\.path)
    }

    private func purge(_ match: String, after retention: String = "1d") -> String {
        #""action": "purge", "retention": "\#(retention)", "match": \#(match)"#
    }
    private func hold(_ match: String, until: String? = nil) -> String {
        #""action": "hold", "match": \#(match)"# + (until.map { #", "until": "\#($0)""# } ?? "")
    }
    private func restore(_ match: String) -> String {
        #""action": "restore", "to": { "folder": 1 }, "match": \#(match)"#
    }

    @Test(arguments: [
        (#"{ "extension": ["a", "b"] }"#, #"{ "extension": ["a"] }"#),
        (#"{ "title": ["X*"] }"#, #"{ "title": ["x*"], "kind": "file" }"#),
        (#"{ "size": { "min": 10 } }"#, #"{ "size": { "min": 20, "max": 30 } }"#),
        (#"{ "any": [{ "title": ["a"] }, { "kind": "folder" }] }"#, #"{ "kind": "folder" }"#),
        (#"{ "kind": "file" }"#, #"{ "all": [{ "all": [{ "kind": "file" }] }] }"#),
        (#"{ "not": { "title": ["a"] } }"#, #"{ "not": { "title": ["a", "b"] } }"#),
        (#"{ "age": { "min": "1d" } }"#, #"{ "age": { "min": "2d" } }"#),
        (#"{ "created": { "after": "2026-01-01" } }"#, #"{ "created": { "after": "2026-01-01T00:00:00Z" } }"#),
        (#"{ "originRoom": [7, "x"] }"#, #"{ "originRoom": ["X"] }"#),
        (#"{ "createdBy": ["A"] }"#, #"{ "createdBy": ["a"] }"#),
        (#"{ "titleRegex": ["a+", "b"] }"#, #"{ "titleRegex": ["a+"] }"#),
        (#"{ "title": ["X"], "caseSensitive": true }"#, #"{ "title": ["X"], "kind": "file", "caseSensitive": true }"#),
        (#"{ "title": ["X"], "caseSensitive": false }"#, #"{ "title": ["x"] }"#),
    ])
    func `a rule behind a wider one of its action is unreachable`(wide: String, narrow: String) {
        #expect(unreachable(purge(wide), purge(narrow)) == ["rules[1]"])
        #expect(unreachable(restore(wide), restore(narrow)) == ["rules[1]"])
        #expect(unreachable(hold(wide), hold(narrow)) == ["rules[1]"])
    }

    @Test(arguments: [
        (#"{ "extension": ["a"] }"#, #"{ "extension": ["a", "b"] }"#), (#"{ "title": ["a"] }"#, #"{ "title": ["b"] }"#),
        (#"{ "title": ["a"], "kind": "file" }"#, #"{ "title": ["a"] }"#),
        (#"{ "size": { "min": 20 } }"#, #"{ "size": { "min": 10 } }"#),
        (#"{ "createdBy": ["a"] }"#, #"{ "trashedBy": ["a"] }"#),
        (#"{ "originRoom": ["7"] }"#, #"{ "originRoom": [7] }"#),
        (#"{ "not": { "title": ["a", "b"] } }"#, #"{ "not": { "title": ["a"] } }"#),
        (#"{ "kind": "file" }"#, #"{ "not": { "title": ["a"] } }"#),
        (#"{ "titleRegex": ["\\d+"] }"#, #"{ "titleRegex": ["\\D+"] }"#),
        (#"{ "title": ["x"] }"#, #"{ "titleRegex": ["^x"] }"#),
        (#"{ "title": ["x"], "caseSensitive": true }"#, #"{ "title": ["x"] }"#),
        (#"{ "title": ["x"], "caseSensitive": true }"#, #"{ "title": ["X"], "caseSensitive": true }"#),
        (#"{ "titleRegex": ["[x]"], "caseSensitive": true }"#, #"{ "titleRegex": ["[x]"] }"#),
        (#"{ "originRoom": ["x"], "caseSensitive": true }"#, #"{ "originRoom": ["X"] }"#),
    ])
    func `a rule that matches more or other items is reachable`(first: String, second: String) {
        #expect(unreachable(purge(first), purge(second)).isEmpty)
        #expect(unreachable(hold(first), hold(second)).isEmpty)
    }

    @Test func `of purge rules the shorter retention decides in any order`() {
        let wide = #"{ "extension": ["a", "b"] }"#
        let narrow = #"{ "extension": ["a"] }"#
        #expect(unreachable(purge(wide, after: "2d"), purge(narrow, after: "1d")).isEmpty)
        #expect(unreachable(purge(narrow, after: "1d"), purge(wide, after: "2d")).isEmpty)
        #expect(unreachable(purge(narrow, after: "2d"), purge(wide, after: "1d")) == ["rules[0]"])
        #expect(unreachable(purge(wide, after: "1d"), purge(narrow, after: "2d")) == ["rules[1]"])
        #expect(unreachable(purge(narrow, after: "24h"), purge(wide, after: "1d")).isEmpty)
    }

    @Test func `a hold for good leaves nothing to other actions`() {
        let match = #"{ "title": ["x"] }"#
        #expect(unreachable(purge(match), hold(match)) == ["rules[0]"])
        #expect(unreachable(hold(match), restore(match)) == ["rules[1]"])
    }

    @Test func `a hold with an end leaves what comes after it`() {
        let match = #"{ "title": ["x"] }"#
        #expect(unreachable(hold(match, until: "2027-01-01"), purge(match), restore(match)).isEmpty)
        #expect(unreachable(hold(match, until: "2027-01-01"), hold(match, until: "2028-01-01")).isEmpty)
        #expect(unreachable(hold(match, until: "2027-01-01"), hold(match)).isEmpty)
        #expect(unreachable(hold(match, until: "2028-01-01"), hold(match, until: "2027-01-01")) == ["rules[1]"])
        #expect(unreachable(hold(match), hold(match, until: "2027-01-01")) == ["rules[1]"])
    }

    @Test func `behind a rule for everything nothing is reached`() {
        let all = #"{ "titleRegex": [".*"] }"#
        #expect(unreachable(restore(all), restore(#"{ "size": { "min": 1 } }"#)) == ["rules[1]"])
        #expect(unreachable(hold(all), purge(#"{ "originRoom": ["x"] }"#)) == ["rules[1]"])
        #expect(unreachable(purge(all, after: "2d"), purge(#"{ "kind": "file" }"#, after: "1d")).isEmpty)
        #expect(unreachable(purge(#"{ "kind": "file" }"#, after: "2d"), purge(all, after: "1d")) == ["rules[0]"])
    }

    @Test func `different actions on the same items have precedence`() {
        let match = #"{ "title": ["x"] }"#
        #expect(unreachable(purge(match), restore(match)).isEmpty)
    }
}
