@testable import Retention

extension PolicyTextGenerator {
    /// A policy whose only risk is one value of a random kind.
    mutating func policy() -> String {
        switch Int.random(in: 0..<16, using: &random) {
        case 0: return RetentionTests.policy(with: #""retention": \#(quoted(duration()))"#)
        case 1: return RetentionTests.policy(with: #""check": { "every": \#(quoted(duration())) }"#)
        case 2: return match("age", #"{ "\#(random.one(of: ["min", "max"]))": \#(quoted(duration())) }"#)
        case 3: return match("size", #"{ "\#(random.one(of: ["min", "max"]))": \#(quoted(size())) }"#)
        case 4: return match("created", #"{ "after": \#(quoted(instant())) }"#)
        case 5, 6: return RetentionTests.policy(with: #""purge": { "schedule": \#(quoted(schedule())) }"#)
        case 7: return match(random.one(of: ["title", "originRoom", "trashedBy"]), "[\(quoted(glob()))]")
        case 8:
            return match(
                "extension", "[\(quoted(joined(3, [".", "tmp", "T", "\u{E9}", "\u{A0}", "\u{301}", "/", "*", "]"])))]")
        case 9: return account(name: quoted(name()))
        case 10: return account(key: #"{ "\#(random.one(of: ["credential", "environment"]))": \#(quoted(name())) }"#)
        case 11: return account(key: #"{ "file": \#(quoted(path())) }"#)
        case 12: return twoEnds()
        case 13: return policyWithAge()
        default: return account(portal: quoted(portal()))
        }
    }

    private mutating func twoEnds() -> String {
        switch random.one(of: ["age", "size", "created"]) {
        case "age": match("age", #"{ "min": \#(quoted(duration())), "max": \#(quoted(duration())) }"#)
        case "size": match("size", #"{ "min": \#(quoted(size())), "max": \#(quoted(size())) }"#)
        default: match("created", #"{ "after": \#(quoted(instant())), "before": \#(quoted(instant())) }"#)
        }
    }

    private mutating func policyWithAge() -> String {
        let (age, retention) = (Int.random(in: 1...30, using: &random), Int.random(in: 1...30, using: &random))
        return RetentionTests.policy(
            rules: #"""
                { "name": "r", "action": "purge", "retention": "\#(retention)d",
                  "match": { "age": { "max": "\#(age)d" } } }
                """#)
    }

    private func quoted(_ text: String) -> String { canonicalText(of: JSONNode(.string(text), offset: 0)) }

    private func match(_ key: String, _ value: String) -> String {
        RetentionTests.policy(rules: #"{ "name": "r", "action": "hold", "match": { "\#(key)": \#(value) } }"#)
    }

    private func account(
        name: String = #""a""#, portal: String = #""https://p""#, key: String = #"{ "credential": "k" }"#
    ) -> String {
        RetentionTests.policy(account: #"{ "name": \#(name), "portal": \#(portal), "apiKey": \#(key) }"#)
    }
}
