import FoundationEssentials
import TestSupport
import Testing
import Time

@testable import Retention

/// `inForce` in the policy file.
@Suite struct PolicySealTests {
    private static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)
    private static let since = Date(timeIntervalSince1970: 1_795_424_400)
    private static let seal = PolicySeal(since: since, digest: digest)
    private static let day = 86_400.0

    private static func text(_ seal: String) -> String { policy(with: #""retention": "14d", "inForce": \#(seal)"#) }

    @Test func `is read`() throws {
        let text = Self.text(#"{ "since": "2026-11-23T09:00:00Z", "digest": "\#(Self.digest)" }"#)
        #expect(try parse(text).get().policy.seal == Self.seal)
        #expect(try parse(contractExample).get().policy.seal == nil)
    }

    @Test(arguments: [
        ("true", "expected an object"), ("{}", "required, but missing"),
        (#"{ "since": "2026-11-23" }"#, "required, but missing"),
        (#"{ "since": "soon", "digest": "\#(digest)" }"#, "expected a date"),
        (#"{ "since": "2026-11-23", "digest": "sha256:0" }"#, "64 hex digits"),
        (#"{ "since": "2026-11-23", "digest": "\#(digest.uppercased())" }"#, "64 hex digits"),
        (#"{ "since": "2026-11-23", "digest": 1 }"#, "64 hex digits"),
        (#"{ "since": "2026-11-23", "digest": "\#(digest)", "by": "me" }"#, "unknown key"),
    ])
    func `is refused when it is malformed`(seal: String, message: String) throws {
        let found = errors(of: Self.text(seal))
        #expect(found.contains { $0.message.contains(message) }, "\(found)")
    }

    /// Otherwise writing it would begin the grace period that it describes.
    @Test func `is no part of the rules`() throws {
        let plain = try parse(policy(with: #""retention": "14d""#)).get()
        let sealed = try parse(Self.text(#"{ "since": "2026-11-23", "digest": "\#(Self.digest)" }"#)).get()
        #expect(sealed.rulesText == plain.rulesText)
        #expect(sealed.policy.retention == plain.policy.retention)
    }

    @Test func `counts only for its rules and only once their grace is over`() {
        func objection(_ seal: PolicySeal, after seconds: Double, grace: Duration = .seconds(86_400)) -> String? {
            seal.objection(digest: Self.digest, grace: grace, now: Self.since.addingTimeInterval(seconds))
        }
        #expect(objection(Self.seal, after: Self.day) == nil)
        #expect(objection(Self.seal, after: Self.day - 1)?.contains("ends only at 2026-11-24T09:00:00Z") == true)
        #expect(objection(Self.seal, after: -1)?.contains("in the future") == true)
        #expect(objection(Self.seal, after: 9 * Self.day, grace: TimeSpan.infinity)?.contains("never ends") == true)
        let other = PolicySeal(since: Self.since, digest: "sha256:" + String(repeating: "0", count: 64))
        #expect(objection(other, after: 9 * Self.day)?.contains("other rules") == true)
        let early = PolicySeal(since: Date(timeIntervalSince1970: 5), digest: Self.digest)
        #expect(objection(early, after: 9 * Self.day)?.contains("only a wrong clock") == true)
    }
}

/// Writing `inForce` into a file that a person wrote.
@Suite struct SealTextTests {
    private static let one = PolicySeal(
        since: Date(timeIntervalSince1970: 1_795_424_400), digest: "sha256:" + String(repeating: "a", count: 64))
    private static let two = PolicySeal(
        since: Date(timeIntervalSince1970: 1_795_510_800), digest: "sha256:" + String(repeating: "b", count: 64))

    private static func sealed(_ text: String, _ seal: PolicySeal) throws -> String {
        String(decoding: try #require(SealText.sealing(Array(text.utf8), seal)), as: UTF8.self)
    }

    @Test func `adds a key like the others`() throws {
        let text = "{\n\t\"version\": 1,\n\t\"$comment\": \"a }, \\\" note\",\n\t\"retention\": \"14d\"\n}\n"
        let seal = #"{ "since": "2026-11-23T09:00:00Z", "digest": "\#(Self.one.digest)" }"#
        #expect(
            try Self.sealed(text, Self.one)
                == text.replacing("\"14d\"\n}", with: "\"14d\",\n\t\"inForce\": \(seal)\n}"))
        #expect(try Self.sealed(#"{"version":1}"#, Self.one) == #"{"version":1, "inForce": \#(seal)}"#)
        #expect(
            try Self.sealed("{\r\n  \"version\": 1\r\n}", Self.one)
                == "{\r\n  \"version\": 1,\r\n  \"inForce\": \(seal)\r\n}")
    }

    /// In any policy only the key changes, a second seal replaces the first, and the rules stay the same.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `changes nothing else`(seed: UInt64) throws {
        var random = RandomSource(seed: seed)
        var members = [
            #""version": 1"#, #""retention" : "14d""#, #""$comment": "say \"inForce\": {"#,
            #""limits":{"maxPurgeItems":3 }"#,
            #""check": { "every":"1h" , "jitter": "0s" }"#, "\"folders\" :\n{ \"nonEmpty\": \"hold\" }",
            #""accounts": [{ "name": "a]}", "portal": "https://p.example", "apiKey": { "credential": "k" } }]"#,
        ]
        members[2] += "\""
        members.shuffle(using: &random)
        if random.below(2) == 0 {
            members.insert(
                #""inForce":{"digest":"\#(Self.two.digest)" ,"since": "2020-02-02"}"#,
                at: random.below(members.count + 1))
        }
        let separator = [",", ", ", ",\n    ", " ,\r\n\t"][random.below(4)]
        let text =
            "{" + ["", "\n  "][random.below(2)] + members.joined(separator: separator)
            + ["}", "\n}\n"][random.below(2)]
        let before = try parse(text).get()
        let once = try Self.sealed(text, Self.one)
        let after = try parse(once).get()
        #expect(after.policy.seal == Self.one)
        #expect(after.rulesText == before.rulesText)
        #expect(after.warnings.count == before.warnings.count)
        let removed = once.replacing(/[ ,\s]*"inForce" ?: ?\{[^}]*\}/, with: "", maxReplacements: 99)
        #expect(
            removed.filter { !$0.isWhitespace && $0 != "," }
                == text.replacing(/"inForce":\{[^}]*\}/, with: "").filter { !$0.isWhitespace && $0 != "," })
        let twice = try Self.sealed(once, Self.two)
        #expect(try parse(twice).get().policy.seal == Self.two)
        #expect(twice.utf8.count == once.utf8.count, "only the value is replaced")
    }
}
