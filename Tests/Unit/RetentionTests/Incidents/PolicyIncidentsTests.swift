import TestSupport
import Testing
import Time

@testable import Retention

/// Incident classes I1 to I8 (`docs/concepts/incidents.md`): the policy didn't mean what its author thought.
@Suite struct PolicyIncidentsTests {
    @Test(arguments: [
        (#"{ "title": ["x"], "title": ["*"] }"#, "rules[0].match.title", "5:81"),
        (#"{ "age": { "min": "1d", "\u006din": "2d" } }"#, "rules[0].match.age.min", "5:87"),
        (#"{ "any": [{ "kind": "file", "kind": "folder" }] }"#, "rules[0].match.any[0].kind", "5:91"),
    ])
    func `incident 01: duplicate key drops a guard`(match: String, path: String, position: String) {
        let found = errors(of: policy(matching: match))
        #expect(found.map(\.path) == [path])
        #expect(found.map(\.position.description) == [position])
        #expect(found.map(\.message) == ["duplicate key"])
    }

    @Test(arguments: ["regex", "name", "tag", "Title", "sizes", "exclude", "", "age "])
    func `incident 02: unknown field fails open`(key: String) {
        let found = errors(of: policy(matching: "{ \"extension\": [\"tmp\"], \"\(key)\": [\"x\"] }"))
        #expect(found.map(\.message) == ["unknown key \"\(key)\""])
    }

    /// If the look-ahead were ignored, this hold rule would hold nothing.
    @Test func `incident 02: unsupported pattern fails open in protecting rules`() {
        let found = errors(
            of: policy(
                rules: #"{ "name": "a", "action": "hold", "match": { "not": { "titleRegex": ["(?!x).*"] } } }"#,
                #"{ "name": "b", "action": "restore", "fallback": { "folder": 1 }, "#
                    + #""match": { "any": [{ "titleRegex": ["\\bcase\\b"] }] } }"#
            ))
        #expect(found.map(\.path) == ["rules[0].match.not.titleRegex[0]", "rules[1].match.any[0].titleRegex[0]"])
    }

    /// A field that the portal didn't send makes an item neither purgeable nor unprotected.
    @Test func `incident 02: unsupported field of an entry fails open`() {
        let blank = TrashedItem.file { $0.bytes = nil }
        let large = Condition.criterion(.size(min: 1, max: nil))
        #expect(decision(blank, .with([.purge("p", large, after: days(1))])).decision == .keep)
        #expect(decision(blank, .with([.hold("h", large)], retention: days(1))).decision == .hold)
        #expect(decision(blank, .with([.hold("h", .not(large))], retention: days(1))).decision == .hold)
    }

    @Test(arguments: [
        "{}", #"{ "title": [] }"#, #"{ "extension": [] }"#, #"{ "extension": [""] }"#, #"{ "all": [] }"#,
        #"{ "any": [] }"#,
        #"{ "any": [{}] }"#, #"{ "not": {} }"#, #"{ "age": {} }"#, #"{ "age": { "min": "0s" } }"#,
        #"{ "age": { "min": 0 } }"#,
        #"{ "size": { "min": 0 } }"#, #"{ "size": { "min": "0" } }"#, #"{ "title": null }"#, "null",
    ])
    func `incident 03: empty or zero means everything`(match: String) {
        for action in [#""purge", "retention": "1d""#, #""hold""#, #""restore", "to": { "folder": 1 }"#] {
            #expect(errors(of: policy(rules: #"{ "name": "r", "action": \#(action), "match": \#(match) }"#)).count == 1)
        }
    }

    @Test(arguments: ["0s", "0d", "0h 0min", "0.0d"])
    func `incident 03: retention of zero means everything`(zero: String) {
        let top = errors(of: policy(with: "\"retention\": \"\(zero)\""))
        let rule = errors(
            of: policy(
                rules: #"{ "name": "r", "action": "purge", "retention": "\#(zero)", "match": { "title": ["x*"] } }"#))
        #expect(top.map(\.path) == ["retention"])
        #expect(rule.map(\.path) == ["rules[0].retention"])
        #expect((top + rule).allSatisfy { $0.hint.contains("zero would make everything due at once") })
    }

    @Test(arguments: [
        ("\"hold\"", "it holds everything, and nothing is ever purged"),
        ("\"hold\", \"until\": \"2027-01-01\"", "it holds everything, and nothing is purged before its \"until\""),
        (
            "\"restore\", \"to\": { \"myDocuments\": true }",
            "it restores everything, and nothing can be thrown away any more"
        ), ("\"purge\", \"retention\": \"2d\"", "it purges everything after 2d"),
    ])
    func `incident 03: rule for everything goes unnoticed`(action: String, effect: String) {
        for match in [
            #"{ "title": ["x*", "**"] }"#, #"{ "titleRegex": [".*x|.*"] }"#,
            #"{ "any": [{ "kind": "file" }, { "all": [{ "title": ["*"] }, { "titleRegex": ["^.*$"] }] }] }"#,
        ] {
            let found = problems(of: policy(rules: #"{ "name": "r", "action": \#(action), "match": \#(match) }"#))
            #expect(found.map(\.message) == ["matches every item: \(effect)"])
            #expect(found.map(\.severity) == [.warning])
            #expect(found.map(\.path) == ["rules[0].match"])
        }
    }

    @Test(arguments: [
        #"{ "title": ["?*"] }"#, #"{ "titleRegex": ["\\w+"] }"#, #"{ "originRoom": ["*"] }"#, #"{ "kind": "file" }"#,
    ])
    func `incident 03: rule for some is not taken for one for everything`(match: String) {
        #expect(problems(of: policy(matching: match)).isEmpty)
    }

    /// The rule of one room is removed from the policy: nothing of it is destroyed on the first run, and the plan says
    /// so.
    @Test func `incident 04: scope slip on edit`() {
        let settled = Policy.with([.hold("finance", .room("Finance *"))], retention: days(1))
        let items = (1...20).map { id in
            TrashedItem.file(id) { $0.originRoom = FolderReference(id: 1, title: id <= 15 ? "Finance EU" : "Lab") }
        }
        var history = SweepHistory()
        history.grace = SweepHistory.Grace(until: ago(-1), earlier: [settled])
        let (plan, difference) = plan(items: items, policy: .with(retention: days(1)), now: now, history: history)
        #expect(plan.items.filter { $0.decision == .purge }.map(\.item.key.id) == Array(16...20))
        #expect(difference?.newlyPurgeable == 15)
        #expect(difference?.noLongerProtected == 15)
    }

    /// Protection is decided over the whole trash first: in any policy, one more rule only protects more.
    @Test(arguments: UInt64(1)...8)
    func `incident 05: keep rule inside the delete filter`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        for round in 0..<100 {
            let (policy, items, further) = (random.policy(), random.trash(12), random.protectingRule("further"))
            var stricter = policy
            stricter.rules.insert(further, at: random.one(of: Array(0...policy.rules.count)))
            let protected = items.filter { NaiveMatch(item: $0, now: now).answer(further.match) != false }.map(\.key)
            let isFine = purged(items, stricter) == purged(items, policy).subtracting(protected)
            #expect(isFine, "seed \(seed), round \(round)")
        }
    }

    /// There is one precedence, for any order in the file.
    @Test func `incident 06: two protection layers conflict`() {
        let rules: [Rule] = [
            .hold("h", .title("a*")), .restore("r", .title("*.pdf")), .purge("p", .anything, after: days(1)),
        ]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let policy = Policy.with(order.map { rules[$0] })
            let names = ["a.pdf", "b.pdf", "b.tmp"].map { decision(.file(1, $0), policy).rule }
            #expect(names == ["h", "r", "p"])
        }
    }

    @Test(arguments: ["retention", "policyChangeGrace", "rescueBefore"])
    func `incident 07: duration without unit`(key: String) {
        for value in ["14", "\"14\"", "14.5", "\"1d 12\"", "\"14 \"", "true"] {
            let found = errors(of: policy(with: "\"\(key)\": \(value)"))
            #expect(found.map(\.path) == [key])
            #expect(found.first?.message.hasPrefix("expected a duration such as") == true)
        }
        #expect(errors(of: policy(with: "\"\(key)\": 14")).first?.hint.contains("unit") == true)
    }

    /// The table of docs/reference/policy.md, compared with a policy without settings.
    @Test func `incident 07: defaults are not the documented ones`() throws {
        let rows = try Repository.tableRows(in: "docs/reference/policy.md").filter { $0.count == 4 }
        let documented = Dictionary(rows.map { ($0[0], $0[2]) }) { first, _ in first }
        let policy = try parse(policy(with: #""retention": "14d""#)).get().policy
        let limits = policy.limits
        let expected: [String: String] = [
            "check.every": TimeSpan.format(policy.check.every), "check.jitter": TimeSpan.format(policy.check.jitter),
            "purge.method": policy.purge.method.rawValue, "purge.missed": policy.purge.missed.rawValue,
            "limits.maxPurgeItems": "\(limits.maxPurgeItems)",
            "limits.maxRestoresPerItem": "\(limits.maxRestoresPerItem)",
            "limits.maxInflowFactor": "\(Int(limits.maxInflowFactor))",
            "rescueBefore": TimeSpan.format(policy.rescueBefore),
        ]
        for (key, value) in expected {
            #expect(documented["`\(key)`"]?.hasPrefix("`\(value)`") == true, "\(key) is \(value)")
        }
        #expect(
            try TimeSpan.parse(try #require(documented["`policyChangeGrace`"]?.replacing("`", with: "")))
                == policy.policyChangeGrace)
        #expect(documented["`purge.schedule`"] == "none: only by hand")
        #expect(documented["`limits.maxPurgeFraction`"] == "none")
        #expect(policy.purge.schedule == nil)
        #expect(limits.maxPurgeFraction == nil)
    }

    @Test func `incident 07: minutes taken for months`() throws {
        let parsed = try parse(policy(with: "\"retention\": \"7m\"")).get()
        #expect(parsed.policy.retention?.duration == .seconds(7 * 60))
        #expect(parsed.warnings.map(\.message) == ["\"m\" means minutes here"])
        #expect(try parse(policy(with: "\"retention\": \"90min\"")).get().warnings.isEmpty)
        #expect(try parse(policy(with: "\"retention\": \"1M\"")).get().warnings.map(\.path) == ["retention"])
    }

    @Test func `incident 08: duplicate rule by another door`() {
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
