extension BadPolicyTests {
    static let rules: [BadPolicy] = {
        let purge = { (rest: String) in
            policy(rules: #"{ "name": "r", "match": { "title": ["x"] }, "action": "purge"\#(rest) }"#)
        }
        let restore = { (rest: String) in
            policy(rules: #"{ "name": "r", "match": { "title": ["x"] }, "action": "restore"\#(rest) }"#)
        }
        let hold = { (rest: String) in
            policy(rules: #"{ "name": "r", "match": { "title": ["x"] }, "action": "hold"\#(rest) }"#)
        }
        return [
            BadPolicy("rules object", policy(with: #""rules": {}"#), "rules", "4:10", "expected a list of rules"),
            BadPolicy("rule string", policy(rules: #""x""#), "rules[0]", "5:1", "expected an object"),
            BadPolicy(
                "no name", policy(rules: #"{ "match": { "title": ["x"] }, "action": "hold" }"#), "rules[0].name", "5:1",
                "missing"),
            BadPolicy(
                "no action", policy(rules: #"{ "match": { "title": ["x"] }, "name": "r" }"#), "rules[0].action", "5:1",
                "missing"),
            BadPolicy(
                "no match", policy(rules: #"{ "action": "hold", "name": "r" }"#), "rules[0].match", "5:1", "missing"),
            BadPolicy(
                "action", policy(rules: #"{ "match": { "title": ["x"] }, "name": "r", "action": "delete" }"#),
                "rules[0].action",
                "5:55", "one of \"hold\", \"restore\", \"purge\", found \"delete\""),
            BadPolicy("no retention", purge(""), "rules[0].retention", "5:1", "missing"),
            BadPolicy("zero retention", purge(#", "retention": "0s""#), "rules[0].retention", "5:77", "more than zero"),
            BadPolicy(
                "retention of 31 days", purge(#", "retention": "31d""#), "rules[0].retention", "5:77", "after 30 days"),
            BadPolicy(
                "retention of a month", purge(#", "retention": "1M""#), "rules[0].retention", "5:77", "after 30 days"),
            BadPolicy(
                "endless retention", purge(#", "retention": "infinity""#), "rules[0].retention", "5:77", "after 30 days"
            ),
            BadPolicy(
                "until on purge", purge(#", "retention": "1d", "until": "2027-01-01""#), "rules[0].until", "5:92",
                "belongs to hold rules, but this is a purge rule"),
            BadPolicy(
                "to on purge", purge(#", "retention": "1d", "to": "origin""#), "rules[0].to", "5:89",
                "belongs to hold and restore rules, but this is a purge rule"),
            BadPolicy(
                "retention on hold", hold(#", "retention": "1d""#), "rules[0].retention", "5:76",
                "belongs to purge rules, but this is a hold rule"),
            BadPolicy(
                "until 30 February", hold(#", "until": "2027-02-30""#), "rules[0].until", "5:72",
                "such as \"2027-01-01\""),
            BadPolicy("until number", hold(#", "until": 2027"#), "rules[0].until", "5:72", "found 2027"),
            BadPolicy("no fallback", restore(""), "rules[0].fallback", "5:1", "required with \"to\": \"origin\""),
            BadPolicy(
                "origin without fallback", restore(#", "to": "origin""#), "rules[0].fallback", "5:72", "required with"),
            BadPolicy(
                "hold without fallback", hold(#", "to": "origin""#), "rules[0].fallback", "5:69", "required with"),
            BadPolicy(
                "fallback of a fixed target", restore(#", "to": { "folder": 1 }, "fallback": { "folder": 2 }"#),
                "rules[0].fallback", "5:101", "belongs to \"to\": \"origin\" only"),
            BadPolicy(
                "folder 0", restore(#", "to": { "folder": 0 }"#), "rules[0].to.folder", "5:84", "at least 1, found 0"),
            BadPolicy(
                "folder by name", restore(#", "to": { "folder": "x" }"#), "rules[0].to.folder", "5:84", "found \"x\""),
            BadPolicy(
                "not my documents", restore(#", "to": { "myDocuments": false }"#), "rules[0].to.myDocuments", "5:89",
                "expected true"),
            BadPolicy(
                "two targets", restore(#", "to": { "folder": 1, "myDocuments": true }"#), "rules[0].to", "5:72",
                "exactly one"),
            BadPolicy("to anywhere", restore(#", "to": "trash""#), "rules[0].to", "5:72", "expected \"origin\", {"),
            BadPolicy(
                "fallback to the origin", restore(#", "fallback": "origin""#), "rules[0].fallback", "5:78",
                "expected { \"folder\""),
            BadPolicy(
                "name twice",
                policy(
                    rules: #"{ "name": "r", "action": "hold", "match": { "title": ["x"] } }"#,
                    #"{ "name": "r", "action": "hold", "match": { "title": ["y"] } }"#), "rules[1].name", "6:11",
                "a second rule"),
            BadPolicy(
                "inherited retention beyond 30 days",
                policy(
                    with:
                        #""retention": "40d", "rules": [{ "name": "r", "action": "purge", "#
                        + #""match": { "title": ["x"] } }]"#
                ),
                "rules[0]", "4:31", "never purges after \"40d\""),
            BadPolicy(
                "age ends before the retention",
                policy(
                    rules:
                        #"{ "name": "r", "action": "purge", "retention": "7d", "match": { "age": { "max": "6d" } } }"#),
                "rules[0].retention", "5:48", "its match ends at an age of 6d, before its retention of 7d"),
        ]
    }()

    /// All on line 5, column 63: the match object of `policy(matching:)`.
    static let matches: [BadPolicy] = {
        let cases: [(String, String, Int, String)] = [
            ("{}", "", 63, "the match is empty"), ("[]", "", 63, "expected an object"),
            (#"{ "titel": ["x"] }"#, ".titel", 65, "unknown key \"titel\""),
            (#"{ "titleRegex": "^x" }"#, ".titleRegex", 79, "a list of regular expressions"),
            (
                #"{ "titleRegex": [7] }"#, ".titleRegex[0]", 80,
                "a regular expression such as \"Invoice \\d+.*\", found 7"
            ),
            (#"{ "titleRegex": ["a", "(?=b)"] }"#, ".titleRegex[1]", 85, "can't be used: a look-ahead or look-behind"),
            (#"{ "caseSensitive": true }"#, "", 63, "the match is empty"),
            (#"{ "title": ["x"], "caseSensitive": "yes" }"#, ".caseSensitive", 98, "expected true or false"),
            (#"{ "title": ["x"], "not": { "titleRegex": [".*"] } }"#, "", 63, "its \"not\" excludes every item"),
            (#"{ "title": [] }"#, ".title", 74, "the list is empty"),
            (#"{ "title": "x" }"#, ".title", 74, "a list of title globs"),
            (#"{ "title": [""] }"#, ".title[0]", 75, "found \"\""),
            (#"{ "title": ["[a"] }"#, ".title[0]", 75, "expected a glob"),
            (#"{ "title": ["a", 1] }"#, ".title[1]", 80, "found 1"),
            (#"{ "kind": "room" }"#, ".kind", 73, "one of \"file\", \"folder\""),
            (#"{ "kind": ["file"] }"#, ".kind", 73, "found a list"),
            (#"{ "extension": ["."] }"#, ".extension[0]", 79, "found \".\""),
            (#"{ "extension": ["*.tmp"] }"#, ".extension[0]", 79, "an extension"),
            (#"{ "extension": ["tar.gz"] }"#, ".extension[0]", 79, "an extension"),
            ("{ \"extension\": [\"a.\u{301}b\"] }", ".extension[0]", 79, "an extension"),
            (#"{ "type": ["movie"] }"#, ".type[0]", 74, "found \"movie\""),
            (#"{ "type": ["other"] }"#, ".type[0]", 74, "found \"other\""),
            (#"{ "size": { "min": true } }"#, ".size.min", 82, "expected a size such as \"1KiB\", found true"),
            (#"{ "size": { "min": -1 } }"#, ".size.min", 82, "found -1"),
            (#"{ "size": { "max": 1.5 } }"#, ".size.max", 82, "found 1.5"),
            (#"{ "size": { "max": "1 mile" } }"#, ".size.max", 82, "found \"1 mile\""),
            (#"{ "size": {} }"#, ".size", 73, "empty"),
            (#"{ "size": { "min": 0 } }"#, ".size", 73, "excludes nothing"),
            (#"{ "size": 5 }"#, ".size", 73, "found 5"),
            (#"{ "size": { "min": "2K", "max": "1K" } }"#, ".size", 73, "\"min\" is beyond \"max\""),
            (#"{ "size": { "min": 1, "mix": 2 } }"#, ".size.mix", 85, "unknown key"),
            (#"{ "age": { "min": "31d" } }"#, ".age.min", 81, "never matches"),
            (#"{ "age": { "min": 3 } }"#, ".age.min", 81, "found 3"),
            (#"{ "age": { "min": "0s" } }"#, ".age", 72, "an age of zero"),
            (#"{ "age": { "min": "3d", "max": "2d" } }"#, ".age", 72, "\"min\" is beyond \"max\""),
            (#"{ "created": { "after": "yesterday" } }"#, ".created.after", 87, "found \"yesterday\""),
            (
                #"{ "created": { "after": "2026-02-01", "before": "2026-01-01" } }"#, ".created", 76,
                "\"after\" is beyond"
            ),
            (#"{ "created": { "after": "2026-02-01", "before": "2026-02-01" } }"#, ".created", 76, "the same instant"),
            (#"{ "originFolder": [0] }"#, ".originFolder[0]", 82, "found 0"),
            (#"{ "originFolder": [true] }"#, ".originFolder[0]", 82, "an id or { \"myDocuments\": true }, found true"),
            (#"{ "originFolder": [{ "myDocuments": false }] }"#, ".originFolder[0].myDocuments", 99, "expected true"),
            (#"{ "originFolder": [{ "myDocument": true }] }"#, ".originFolder[0].myDocument", 84, "unknown key"),
            (#"{ "originFolder": [{}] }"#, ".originFolder[0].myDocuments", 82, "required, but missing"),
            (#"{ "originFolder": { "myDocuments": true } }"#, ".originFolder", 81, "a list of titles or ids"),
            (
                #"{ "originRoom": [{ "myDocuments": true }] }"#, ".originRoom[0]", 80,
                "a title glob or an id, found an object"
            ),
            (#"{ "originRoom": [null] }"#, ".originRoom[0]", 80, "null"),
            (#"{ "createdBy": [1] }"#, ".createdBy[0]", 79, "found 1"),
            (#"{ "trashedBy": [] }"#, ".trashedBy", 78, "the list is empty"),
            (#"{ "account": [] }"#, ".account", 76, "the list is empty"),
            (#"{ "account": [1] }"#, ".account[0]", 77, "found 1"),
            (#"{ "account": ["b*"] }"#, "", 63, "never matches: no account has such a name"),
            (#"{ "not": { "account": ["?"] }, "size": { "min": 1 } }"#, "", 63, "no account has such a name"),
            (#"{ "any": [{ "account": ["b"] }, { "account": ["c"] }] }"#, "", 63, "no account has such a name"),
            (#"{ "all": [] }"#, ".all", 72, "the list is empty"),
            (#"{ "any": [{}] }"#, ".any[0]", 73, "the match is empty"),
            (#"{ "any": { "title": ["x"] } }"#, ".any", 72, "a list of match objects"),
            (#"{ "not": {} }"#, ".not", 72, "empty"),
            (#"{ "not": [{ "title": ["x"] }] }"#, ".not", 72, "expected an object"),
            (#"{ "kind": "folder", "extension": ["x"] }"#, "", 63, "never matches: \"kind\" asks for folders"),
            (#"{ "kind": "folder", "type": ["pdf"] }"#, "", 63, "sends no type"),
            (#"{ "not": { "kind": "file" }, "size": { "min": 1 } }"#, "", 63, "sends no size"),
            (#"{ "kind": "folder", "not": { "kind": "folder" } }"#, "", 63, "either a file or a folder"),
            (#"{ "title": ["x"], "not": { "title": ["x"] } }"#, "", 63, "and for its opposite"),
            (#"{ "extension": ["a"], "all": [{ "extension": ["b"] }] }"#, "", 63, "no extension is allowed"),
            (#"{ "extension": ["a"], "not": { "extension": ["a", "b"] } }"#, "", 63, "no extension is allowed"),
            (#"{ "kind": "folder", "any": [{ "type": ["pdf"] }, { "extension": ["a"] }] }"#, "", 63, "sends no type"),
            (#"{ "age": { "max": "2d" }, "all": [{ "age": { "min": "3d" } }] }"#, "", 63, "no age is allowed"),
        ]
        return cases.map { BadPolicy($0.0, policy(matching: $0.0), "rules[0].match\($0.1)", "5:\($0.2)", $0.3) }
    }()
}
