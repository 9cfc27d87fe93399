import Foundation
import Testing
import Time

@testable import Retention

/// Schema and parser accept and refuse the same policies, except for the listed rules.
@Suite(.enabled(if: SchemaJudge.isUsable), .serialized)
struct PolicySchemaAgreementTests {
    /// Another one with `RETENTIOND_SCHEMA_SEED`.
    private static let seed =
        ProcessInfo.processInfo.environment["RETENTIOND_SCHEMA_SEED"].flatMap { UInt64($0) } ?? 0x5C4E_3A00
    private static let context = PolicyContext(
        localZone: .utc, zone: { ["Europe/Berlin", "Europe/Vienna"].contains($0) ? .utc : nil })

    @Test func `damaged policies are judged alike`() throws {
        let bases = try Self.wholePolicies() + Self.corners
        var mutator = PolicyMutator(seed: Self.seed, bases: try bases.map(JSONNode.init(text:)))
        var texts = PolicyTextGenerator(random: RandomChoices(seed: Self.seed))
        let documents =
            (0..<3000).map { _ in canonicalText(of: mutator.mutant()) } + (0..<5000).map { _ in texts.policy() }
        let tally = try Self.tally(documents)
        print("schema and parser, seed \(Self.seed): \(tally)")
        #expect(tally.complaints.isEmpty, "seed \(Self.seed): \(tally.complaints.prefix(30).joined(separator: "\n"))")
        #expect(tally.accepted > documents.count / 10)
        #expect(tally.refused > documents.count / 10)
    }

    /// If one no longer does, the schema has learned it: remove it from the list.
    @Test func `every listed rule still passes the schema only`() throws {
        for rule in InexpressibleRule.all {
            let tally = try Self.tally([rule.sample])
            #expect(tally.complaints == [])
            #expect(tally.excused == [rule.name: 1], "\(rule.name): \(tally) \(rule.sample)")
        }
    }

    @Test func `examples and snippets are accepted by both`() throws {
        let texts = try Self.wholePolicies() + Self.corners
        #expect(texts.count >= 8)
        for (text, refused) in zip(texts, try SchemaJudge.verdicts(on: texts)) {
            #expect(refused == [], "\(text)")
            #expect(Self.errors(in: text).map(\.description) == [], "\(text)")
        }
    }

    @Test func `every bad policy without reason to pass is refused`() throws {
        let bad =
            BadPolicyTests.topLevel + BadPolicyTests.accounts + BadPolicyTests.settings + BadPolicyTests.rules
            + BadPolicyTests.matches
        let texts = bad.map(\.text).filter { (try? JSONNode(text: $0)) != nil }
        #expect(texts.count > 150)
        let tally = try Self.tally(texts)
        #expect(tally.complaints == [])
    }

    private static func tally(_ texts: [String]) throws -> Tally {
        var tally = Tally()
        for (text, refused) in zip(texts, try SchemaJudge.verdicts(on: texts)) {
            tally.add(text, errors: errors(in: text), refused: refused)
        }
        return tally
    }

    private static func errors(in text: String) -> [PolicyProblem] {
        switch PolicyDocument.parse(Array(text.utf8), file: "policy.json", context: context) {
        case .success: []
        case .failure(let problems): problems.problems.filter { $0.severity == .error }
        }
    }

    /// Of `config/`, the README and the documentation; snippets that leave out accounts get some.
    private static func wholePolicies() throws -> [String] {
        let config = SchemaJudge.repository.appending(path: "config")
        let examples = try FileManager.default.contentsOfDirectory(at: config, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
        let docs = FileManager.default.enumerator(
            at: SchemaJudge.repository.appending(path: "docs"), includingPropertiesForKeys: nil)
        let pages =
            (docs?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "md" }
            + [SchemaJudge.repository.appending(path: "README.md")]
        #expect(examples.count >= 5 && pages.count > 5)
        let text = { (url: URL) throws in try String(contentsOf: url, encoding: .utf8) }
        return try examples.sorted { $0.path() < $1.path() }.map(text)
            + pages.sorted { $0.path() < $1.path() }.flatMap { Markdown.policies(in: try text($0)) }
    }

    /// Valid policies with every key and every form of a value.
    private static let corners = [
        contractExample,
        policy(
            with: #"""
                "$schema": "./policy.schema.json", "$comment": "n", "retention": "infinity", "rescueBefore": "1w 2d",
                "policyChangeGrace": "0s", "folders": {}, "limits": {}, "purge": {}, "check": { "jitter": "0s" },
                "rules": []
                """#),
        policy(
            with: #"""
                "retention": "2w", "rules": [
                  { "name": "a", "action": "purge", "match": { "title": ["[!a-z]*", "[]]", "?[_]"] } },
                  { "name": "b", "action": "purge", "retention": "1.5d", "match": { "extension": [".TMP", "jpeg"],
                    "type": ["image"], "kind": "file", "size": { "min": 0, "max": "1.5 GiB" } } },
                  { "name": "c", "action": "hold", "match": { "any": [
                      { "originFolder": [12, "x*", { "myDocuments": true }] }, { "originRoom": ["y"] }, { "createdBy": ["Alice *"] },
                      { "trashedBy": ["Bob"], "age": { "min": "0s", "max": "3d 12h" } },
                      { "all": [{ "not": { "title": ["z"] } },
                                { "created": { "before": "2024-02-29T12:00:00.5+01:00" } }] }
                  ] }, "to": "origin", "fallback": { "folder": 7 } },
                  { "name": "d", "action": "restore", "match": { "title": ["d"] }, "to": { "myDocuments": true } },
                  { "name": "e", "action": "restore",
                    "match": { "size": { "min": "1" } }, "fallback": { "myDocuments": true } },
                  { "name": "f", "action": "hold", "until": "2027-01-01",
                    "match": { "title": ["f"] }, "to": { "folder": 8 } },
                  { "name": "g", "action": "purge", "retention": "30d",
                    "match": { "kind": "folder", "age": { "max": "infinity" } } }
                ]
                """#),
        #"""
        { "version": 1, "accounts": [
          { "name": "a b", "portal": "HTTPS://[2001:DB8::1]:8443/", "apiKey": { "file": "/k" }, "caFile": "/c.pem" },
          { "name": "b", "portal": "http://127.0.0.1:80", "apiKey": { "environment": "_K1" } },
          { "name": "\u00e9", "portal": "https://10.0.0.1", "apiKey": { "credential": "k" } } ] }
        """#,
        #"""
        { "version": 1, "defaults": { "portal": "https://p", "proxy": "http://proxy.example:3128/", "caFile": "/c.pem",
            "pace": { "requestsPerMinute": 0, "writesPerDay": 1000000000 } },
          "accounts": [
            { "name": "a", "apiKey": { "file": "/k" }, "proxy": "http://[2001:db8::1]" },
            { "name": "b", "portal": "https://q", "apiKey": { "file": "/k" }, "pace": { "writesPerDay": 0 } } ] }
        """#,
    ]
}

/// How schema and parser compare.
private struct Tally: CustomStringConvertible {
    private(set) var accepted = 0
    private(set) var refused = 0
    /// How often the schema accepted what the parser refused, by the name of the rule.
    private(set) var excused: [String: Int] = [:]
    private(set) var complaints: [String] = []

    mutating func add(_ text: String, errors: [PolicyProblem], refused paths: [String]) {
        switch (errors.isEmpty, paths.isEmpty) {
        case (true, true): accepted += 1
        case (true, false): complaints.append("the parser accepts, the schema refuses \(paths): \(text)")
        case (false, false):
            refused += 1
            let isSamePath = paths.contains { path in errors.contains { $0.path.isNear(path) } }
            if !isSamePath {
                complaints.append("refused at other places: \(paths), \(errors.map(\.summary)): \(text)")
            }
        case (false, true): excuse(text, errors)
        }
    }

    private mutating func excuse(_ text: String, _ errors: [PolicyProblem]) {
        // Then the schema sees another document.
        if errors.contains(where: { InexpressibleRule.repeatedKey.covers($0, text) }) {
            excused[InexpressibleRule.repeatedKey.name, default: 0] += 1
            return
        }
        for error in errors {
            let rules = InexpressibleRule.all.filter { $0.covers(error, text) }
            if rules.isEmpty {
                complaints.append("the schema accepts: \(error.summary) (\(error.hint)): \(text)")
            }
            for rule in rules { excused[rule.name, default: 0] += 1 }
        }
    }

    var description: String {
        let rules = excused.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        return "\(accepted) accepted and \(refused) refused by both; by the parser only: \(rules)"
    }
}

extension String {
    /// Whether another path is in the object or list that holds this one, or the other way round. The parser may stop
    /// at the first of two values that belong together.
    fileprivate func isNear(_ other: String) -> Bool {
        let parent = lastIndex { ".[".contains($0) }.map { self[..<$0] } ?? ""
        return other.isInside(parent) || isInside(other[...])
    }

    private func isInside(_ path: Substring) -> Bool {
        path.isEmpty
            || hasPrefix(path) && (count == path.count || ".[".contains(self[index(startIndex, offsetBy: path.count)]))
    }
}
