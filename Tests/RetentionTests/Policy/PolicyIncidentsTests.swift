import Testing

@testable import Retention

/// One test for each class of incident in which a policy didn't mean what its author thought.
@Suite struct PolicyIncidentsTests {
    @Test(arguments: [
        (#"{ "title": ["x"], "title": ["*"] }"#, "rules[0].match.title", "5:81"),
        (#"{ "age": { "min": "1d", "\u006din": "2d" } }"#, "rules[0].match.age.min", "5:87"),
        (#"{ "any": [{ "kind": "file", "kind": "folder" }] }"#, "rules[0].match.any[0].kind", "5:91"),
    ])
    func incident1ADuplicateKeyNeverDropsAGuard(match: String, path: String, position: String) {
        let found = errors(of: policy(matching: match))
        #expect(found.map(\.path) == [path])
        #expect(found.map(\.position.description) == [position])
        #expect(found.map(\.message) == ["this key stands here twice"])
    }

    @Test(arguments: ["titleRegex", "name", "tag", "Title", "sizes", "exclude", "", "age "])
    func incident2ACriterionThatIsNotUnderstoodNeverMatches(key: String) {
        let found = errors(of: policy(matching: "{ \"extension\": [\"tmp\"], \"\(key)\": [\"x\"] }"))
        #expect(found.count == 1)
        #expect(
            found.first?.message
                == (key == "titleRegex" ? "titleRegex is not supported by this version" : "unknown key \"\(key)\""))
    }

    @Test func incident2AnUnsupportedCriterionIsRefusedInProtectingRulesAndCombinatorsToo() {
        let found = errors(
            of: policy(
                rules: #"{ "name": "a", "action": "hold", "match": { "title": ["x"], "not": { "titleRegex": "x" } } }"#,
                #"{ "name": "b", "action": "restore", "fallback": { "folder": 1 }, "#
                    + #""match": { "any": [{ "titleRegex": 1 }] } }"#
            ))
        #expect(found.map(\.path) == ["rules[0].match.not.titleRegex", "rules[1].match.any[0].titleRegex"])
        #expect(
            found.allSatisfy {
                $0.message == "titleRegex is not supported by this version" && $0.hint!.contains("title globs")
            })
    }

    @Test(arguments: [
        "{}", #"{ "title": [] }"#, #"{ "extension": [] }"#, #"{ "extension": [""] }"#, #"{ "all": [] }"#,
        #"{ "any": [] }"#,
        #"{ "any": [{}] }"#, #"{ "not": {} }"#, #"{ "age": {} }"#, #"{ "age": { "min": "0s" } }"#,
        #"{ "age": { "min": 0 } }"#,
        #"{ "size": { "min": 0 } }"#, #"{ "size": { "min": "0" } }"#, #"{ "title": null }"#, "null",
    ])
    func incident3AnEmptyOrZeroCriterionNeverMeansEverything(match: String) {
        for action in [#""purge", "retention": "1d""#, #""hold""#, #""restore", "to": { "folder": 1 }"#] {
            #expect(errors(of: policy(rules: #"{ "name": "r", "action": \#(action), "match": \#(match) }"#)).count == 1)
        }
    }

    @Test(arguments: ["0s", "0d", "0h 0min", "0.0d"])
    func incident3ARetentionOfZeroNeverMeansEverything(zero: String) {
        let top = errors(of: policy(with: "\"retention\": \"\(zero)\""))
        let rule = errors(
            of: policy(
                rules: #"{ "name": "r", "action": "purge", "retention": "\#(zero)", "match": { "title": ["x"] } }"#))
        #expect(top.map(\.path) == ["retention"])
        #expect(rule.map(\.path) == ["rules[0].retention"])
        #expect((top + rule).allSatisfy { $0.hint!.contains("zero would mean everything") })
    }

    @Test(arguments: ["retention", "policyChangeGrace", "rescueBefore"])
    func incident7ADurationWithoutUnitIsRefused(key: String) {
        for value in ["14", "\"14\"", "14.5", "\"1d 12\"", "\"14 \"", "true"] {
            let found = errors(of: policy(with: "\"\(key)\": \(value)"))
            #expect(found.map(\.path) == [key])
            #expect(found.first?.message.hasPrefix("expected a duration such as") == true)
        }
        #expect(errors(of: policy(with: "\"\(key)\": 14")).first?.hint?.contains("unit") == true)
    }

    @Test func incident7MinutesAreNeverTakenForMonthsSilently() throws {
        let parsed = try parse(policy(with: "\"retention\": \"7m\"")).get()
        #expect(parsed.policy.retention?.duration == .seconds(7 * 60))
        #expect(parsed.warnings.map(\.message) == ["\"m\" means minutes here"])
        #expect(try parse(policy(with: "\"retention\": \"90min\"")).get().warnings.isEmpty)
        #expect(try parse(policy(with: "\"retention\": \"1M\"")).get().warnings.map(\.path) == ["retention"])
    }

    @Test func incident8ADuplicateRuleIsRefusedHoweverItIsWritten() {
        let found = errors(
            of: policy(
                rules:
                    #"{ "name": "a", "action": "purge", "retention": "1d", "#
                    + #""match": { "extension": ["tmp", "bak"], "size": { "min": "1KiB" } } }"#,
                #"{ "name": "b", "action": "purge", "retention": "2d", "#
                    + #""match": { "size": { "min": 1024 }, "extension": [".BAK", "tmp"] } }"#
            ))
        #expect(found.map(\.path) == ["rules[1]"])
        let message = "unreachable: the rule \"a\" purges every item that this one matches after 1d"
        #expect(found.map(\.message) == [message])
    }
}
