import FoundationEssentials
import Testing
import Time

@testable import Retention

@Suite struct PolicyDocumentTests {
    @Test func `accepts the contracts example with exactly its values`() throws {
        let parsed = try parse(contractExample).get()
        let policy = parsed.policy
        #expect(parsed.warnings == [])
        #expect(
            policy.accounts == [
                Account(
                    name: "alice", portal: "https://acme.example.com", apiKey: .credential("alice-api-key"), caFile: nil
                )
            ])
        #expect(policy.check == CheckInterval(every: .seconds(900), jitter: .seconds(30)))
        #expect(policy.purge.schedule?.text == "Sun *-*-* 03:00:00 Europe/Berlin")
        #expect(policy.purge.method == .itemized)
        #expect(policy.purge.missed == .run)
        #expect(policy.retention == Span(.seconds(14 * 86_400), text: "14d"))
        #expect(policy.folders == .hold)
        #expect(
            policy.limits
                == Limits(
                    maxPurgeItems: 10_000, maxPurgeFraction: 0.9, maxRestoresPerItem: 3, maxInflowFactor: 10,
                    maxPurgeItemsPerDay: nil))
        #expect(policy.policyChangeGrace == .seconds(86_400))
        #expect(policy.rescueBefore == .seconds(3 * 86_400))
    }

    /// Each key of `defaults` applies if an account doesn't set it, and one key of a pace without the other.
    @Test func `accounts take what they do not say from the defaults`() throws {
        let text = #"""
            { "version": 1,
              "defaults": { "portal": "https://p", "proxy": "http://Proxy.Example:3128", "caFile": "/c.pem",
                            "pace": { "requestsPerMinute": 60 } },
              "accounts": [
                { "name": "a", "apiKey": { "file": "/a" } },
                { "name": "b", "apiKey": { "file": "/b" }, "portal": "https://q", "proxy": "http://[::1]",
                  "caFile": "/d.pem", "pace": { "writesPerDay": 0 } } ] }
            """#
        let accounts = try parse(text).get().policy.accounts
        #expect(
            accounts == [
                Account(
                    name: "a", portal: "https://p", apiKey: .file("/a"), caFile: "/c.pem",
                    proxy: try ProxyAddress("http://proxy.example:3128"),
                    pace: RequestPace(requestsPerMinute: 60, writesPerDay: 8_000)),
                Account(
                    name: "b", portal: "https://q", apiKey: .file("/b"), caFile: "/d.pem",
                    proxy: try ProxyAddress("http://[::1]:80"),
                    pace: RequestPace(requestsPerMinute: 60, writesPerDay: 0)),
            ])
        #expect(accounts.map { $0.proxy?.description } == ["http://proxy.example:3128", "http://[::1]:80"])
    }

    @Test func `a key may be an entry of a bundle`() throws {
        let key = #"{ "bundle": "retentiond-keys", "entry": "Alice Example" }"#
        let text = policy(account: #"{ "name": "a", "portal": "https://p", "apiKey": \#(key) }"#)
        #expect(
            try parse(text).get().policy.accounts.map(\.apiKey) == [.bundle("retentiond-keys", entry: "Alice Example")])
    }

    @Test func `without a default each account needs a portal`() {
        let text = #"{ "version": 1, "defaults": {}, "accounts": [{ "name": "a", "apiKey": { "file": "/a" } }] }"#
        #expect(errors(of: text).map(\.path) == ["accounts[0].portal"])
    }

    @Test func `accepts the contracts rules with exactly their values`() throws {
        let rules = try parse(contractExample).get().policy.rules
        #expect(rules.map(\.name) == ["contracts", "audit 2026", "scratch"])
        #expect(
            rules.map(\.match) == [
                .all([
                    .criterion(.title([try Glob("*contract*"), try Glob("*.sig")])),
                    .criterion(.size(min: 1024, max: nil)),
                ]),
                .criterion(.originRoom([.title(try Glob("Finance *"))])),
                .criterion(.fileExtension(["tmp", "bak"])),
            ])
        #expect(
            rules.map(\.action) == [
                .restore(to: .origin(fallback: .folder(1234))),
                .hold(
                    until: Date(timeIntervalSince1970: 1_798_761_600), rescueTo: .origin(fallback: .myDocuments)),
                .purge(retention: Span(.seconds(86_400), text: "1d")),
            ])
    }

    @Test func `fills in the documented defaults`() throws {
        let policy = try parse(policy(with: "\"retention\": \"14d\"")).get().policy
        #expect(policy.check == CheckInterval(every: .seconds(900), jitter: .seconds(30)))
        #expect(policy.purge.schedule == nil)
        #expect(policy.purge.method == .itemized)
        #expect(policy.purge.missed == .run)
        #expect(policy.folders == .purge)
        #expect(policy.rules.isEmpty)
        #expect(policy.limits == .standard)
        #expect(policy.limits.maxPurgeItems == 10_000)
        #expect(policy.limits.maxPurgeFraction == nil)
        #expect(policy.limits.maxRestoresPerItem == 3)
        #expect(policy.limits.maxInflowFactor == 10)
        #expect(policy.policyChangeGrace == .seconds(86_400))
        #expect(policy.rescueBefore == .seconds(3 * 86_400))
        #expect(policy.approvalAbove == nil)
    }

    @Test func `reads which purges wait for a second person`() throws {
        let text = policy(with: #""retention": "14d", "approval": { "$comment": "two of us", "above": 1000 }"#)
        #expect(try parse(text).get().policy.approvalAbove == 1_000)
        #expect(try parse(policy(with: #""retention": "14d", "approval": {}"#)).get().policy.approvalAbove == nil)
    }

    @Test func `a note changes nothing`() throws {
        let plain = #""check": {}, "rules": [{ "name": "a", "action": "hold", "match": { "kind": "file" } }]"#
        let noted = #"""
            "check": { "$comment": "often" },
            "rules": [{ "$comment": "why", "name": "a", "action": "hold", "match": { "kind": "file" } }]
            """#
        let parsed = try parse(policy(with: #""$comment": "by legal", "# + noted)).get()
        #expect(parsed.canonicalText == (try parse(policy(with: plain)).get()).canonicalText)
        #expect(parsed.warnings == [])
    }

    @Test(arguments: [
        (#""$comment": 1"#, "$comment"), (#""$comment": "a", "$comment": "b""#, "$comment"),
        (#""$comment": "sk-0123456789abcdef""#, "$comment"),
        (
            #""rules": [{ "name": "a", "action": "hold", "match": { "$comment": "x", "kind": "file" } }]"#,
            "rules[0].match.$comment"
        ),
    ])
    func `a note is a text among settings`(_ member: String, _ path: String) {
        #expect(errors(of: policy(with: member)).map(\.path) == [path])
    }

    @Test(arguments: [("5min", 30), ("4min", 0), ("10s", 0)])
    func `leaves the jitter out of short intervals`(every: String, seconds: Int) throws {
        let policy = try parse(policy(with: "\"retention\": \"14d\", \"check\": { \"every\": \"\(every)\" }")).get()
            .policy
        #expect(policy.check.jitter == .seconds(seconds))
    }

    @Test(arguments: [
        (#"{ "extension": ["tmp"] }"#, NonEmptyFolders.hold), (#"{ "title": ["*"] }"#, .hold),
        (#"{ "kind": "folder", "title": ["x"] }"#, .purge), (#"{ "not": { "kind": "file" } }"#, .purge),
    ])
    func `holds non empty folders whenever a rule aims at files`(match: String, expected: NonEmptyFolders) throws {
        #expect(try parse(policy(matching: match)).get().policy.folders == expected)
    }

    @Test func `canonical text ignores white space key order and the schema key only`() throws {
        let one = try parse(policy(with: "\"retention\": \"14d\", \"rescueBefore\": \"2d\"")).get().canonicalText
        let two = try parse(policy(with: "\n\"rescueBefore\" :\"2d\" ,\"$schema\": \"x\", \"retention\":\"\\u00314d\""))
            .get().canonicalText
        let other = try parse(policy(with: "\"retention\": \"15d\", \"rescueBefore\": \"2d\"")).get().canonicalText
        #expect(one == two)
        #expect(one != other)
        #expect(
            one == #"{"accounts":[{"apiKey":{"credential":"k"},"name":"a","portal":"https://p.example"}],"#
                + #""rescueBefore":"2d","retention":"14d","version":1}"#)
    }

    @Test func `warns of a policy that does nothing`() throws {
        let parsed = try parse(policy(with: "")).get()
        #expect(parsed.warnings.map(\.message) == ["this policy neither purges nor restores anything"])
    }

    @Test func `a jitter longer than the interval is a warning`() throws {
        let parsed = try parse(policy(with: #""check": { "every": "1min", "jitter": "61s" }, "retention": "1d""#)).get()
        #expect(parsed.warnings.map(\.path) == ["check.jitter"])
        #expect(parsed.policy.check.jitter == .seconds(61))
    }

    @Test func `warns of a retention beyond the portal's own`() throws {
        let parsed = try parse(policy(with: "\"retention\": \"60d\"")).get()
        #expect(
            parsed.warnings.map(\.summary) == [
                "policy.json:4:14: warning: retention: never takes effect: "
                    + "the portal itself destroys everything after 30 days"
            ])
    }

    @Test func `switches the grace off with zero`() throws {
        let policy = try parse(policy(with: "\"retention\": \"14d\", \"policyChangeGrace\": \"0s\"")).get().policy
        #expect(policy.policyChangeGrace == .zero)
    }

    @Test func `reads every rule action and target`() throws {
        let rules = try parse(
            policy(
                rules: #"{ "name": "a", "action": "restore", "match": { "title": ["a"] }, "to": { "folder": 7 } }"#,
                #"{ "name": "b", "action": "restore", "match": { "title": ["b"] }, "#
                    + #""fallback": { "myDocuments": true } }"#,
                #"{ "name": "c", "action": "restore", "match": { "title": ["c"] }, "to": { "myDocuments": true } }"#,
                #"{ "name": "d", "action": "hold", "match": { "title": ["d"] }, "fallback": { "folder": 8 } }"#,
                #"{ "name": "e", "action": "hold", "match": { "title": ["e"] }, "to": { "folder": 9 } }"#)
        ).get().policy.rules
        #expect(
            rules.map(\.action) == [
                .restore(to: .fixed(.folder(7))), .restore(to: .origin(fallback: .myDocuments)),
                .restore(to: .fixed(.myDocuments)), .hold(until: nil, rescueTo: .origin(fallback: .folder(8))),
                .hold(until: nil, rescueTo: .fixed(.folder(9))),
            ])
    }

    @Test func `reads every criterion`() throws {
        let match = #"""
            { "account": ["a*"], "kind": "file", "title": ["a*"], "extension": [".TMP"], "type": ["pdf"],
              "size": { "min": 1, "max": "2KiB" },
              "age": { "min": "1d", "max": "2d" },
              "created": { "after": "2026-01-01", "before": "2026-01-02T00:00:00+01:00" },
              "originFolder": [12, "x*"], "originRoom": ["y"], "createdBy": ["Alice *"], "trashedBy": ["bob"],
              "all": [{ "title": ["*b"] }], "any": [{ "title": ["*c"] }, { "title": ["*d"] }],
              "not": { "title": ["e"] } }
            """#
        let day = Span(.seconds(86_400), text: "1d")
        let title = { (text: String) throws in Condition.criterion(.title([try Glob(text)])) }
        #expect(
            try parse(policy(matching: match)).get().policy.rules[0].match
                == .all([
                    .criterion(.account([try Glob("a*")])), .criterion(.kind(.file)), try title("a*"),
                    .criterion(.fileExtension(["tmp"])),
                    .criterion(.type([.pdf])),
                    .criterion(.size(min: 1, max: 2048)),
                    .criterion(.age(min: day, max: Span(.seconds(172_800), text: "2d"))),
                    .criterion(
                        .created(
                            after: Date(timeIntervalSince1970: 1_767_225_600),
                            before: Date(timeIntervalSince1970: 1_767_308_400))),
                    .criterion(.originFolder([.id(12), .title(try Glob("x*"))])),
                    .criterion(.originRoom([.title(try Glob("y"))])),
                    .criterion(.createdBy([try PersonPattern("Alice *")])),
                    .criterion(.trashedBy([try PersonPattern("bob")])), .all([try title("*b")]),
                    .any([try title("*c"), try title("*d")]), .not(try title("e")),
                ]))
    }

    @Test func `inherits the top level retention in a purge rule`() throws {
        let text = policy(
            with: #""retention": "5d", "rules": [{ "name": "r", "action": "purge", "match": { "title": ["x"] } }]"#)
        #expect(try parse(text).get().policy.rules[0].action == .purge(retention: Span(.seconds(432_000), text: "5d")))
    }
}
