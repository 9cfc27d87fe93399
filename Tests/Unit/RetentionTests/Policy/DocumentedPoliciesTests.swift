import Foundation
import TestSupport
import Testing

@testable import Retention

/// The examples and promises of the documentation.
@Suite struct DocumentedPoliciesTests {
    /// A policy as in the documentation, completed with an account if it is only a part.
    private static func whole(_ block: String) -> String {
        if block.contains("\"version\"") { return block }
        let members = block.drop { $0 != "{" }.dropFirst()
        return
            #"{ "version": 1, "accounts": [{ "name": "a", "portal": "https://p", "apiKey": { "credential": "k" } }],"#
            + members
    }

    @Test(arguments: [
        ("docs/reference/policy.md", 8), ("docs/reference/semantics.md", 1), ("docs/start/quick-start.md", 1),
        ("README.md", 1),
    ])
    func `every snippet is a valid policy without a warning`(path: String, atLeast: Int) throws {
        let blocks = try Repository.blocks("json", in: path)
        #expect(blocks.count >= atLeast)
        for block in blocks {
            let found = problems(of: Self.whole(block))
            #expect(found.isEmpty, "\(found)\n\(block)")
        }
    }

    @Test func `the problem in the text is the one that is shown`() throws {
        let shown = try #require(Repository.blocks("", in: "docs/reference/policy.md").first)
        let found = problems(of: policy(matching: "{\n  \"size\": { \"min\": true } }")).map(\.description).joined()
        #expect(shown.split(separator: "\n").last == found.split(separator: "\n").last)
        #expect(shown.contains("rules[0].match.size.min: expected a size such as \"1KiB\", found true"))
    }

    @Test func `every key of a match is documented`() throws {
        let documented = Set(try Repository.tableRows(in: "docs/reference/policy.md").compactMap(\.first))
        let hint = try #require(errors(of: policy(matching: #"{ "xxxxxxxx": 1 }"#)).first?.hint)
        let keys = hint.matches(of: /"(\w+)"/).map { String($0.1) }
        #expect(keys.count >= 16)
        for key in keys {
            #expect(documented.contains { $0.contains("`\(key)`") }, "\(key)")
        }
    }

    @Test func `every test named in the list of incidents exists`() throws {
        let sources = try Repository.sources(below: "Tests")
        let incidents = try Repository.text("docs/concepts/incidents.md").split(separator: "\n").compactMap {
            $0.firstMatch(of: #/^\* \*\*I(\d+):\*\* .* \[((?:`[^`]+`(?:, )?)+)\]$/#)
        }
        #expect(incidents.count == 30)
        for incident in incidents {
            let names = incident.2.matches(of: #/`([^`]+)`/#).map { String($0.1) }
            let number = incident.1
            #expect(names.contains { $0.hasPrefix("incident \(number.count == 1 ? "0" : "")\(number):") }, "I\(number)")
            for name in names {
                #expect(hasTest(name, sources), "I\(number): there is no test \(name)")
            }
        }
    }

    /// Tests, and files below `Tests/`, that the threat model names in square brackets: some for each threat.
    @Test func `everything named in the threat model exists`() throws {
        let sources = try Repository.sources(below: "Tests")
        let threats = try Repository.text("docs/concepts/threat-model.md").split(separator: "\n").filter {
            $0.hasPrefix("* ")
        }
        #expect(threats.count >= 60)
        for threat in threats {
            let proof = try #require(
                threat.firstMatch(of: #/^\* \*\*(.+):\*\* .* \[((?:`[^`]+`(?:, )?)+)\](?: |$)/#), "\(threat)")
            for name in proof.2.matches(of: #/`([^`]+)`/#).map({ String($0.1) }) {
                if name.contains("/") {
                    #expect(throws: Never.self, "\(proof.1): there is no Tests/\(name)") {
                        try Repository.text("Tests/\(name)")
                    }
                } else {
                    #expect(hasTest(name, sources), "\(proof.1): there is no test \(name)")
                }
            }
        }
    }

    private func hasTest(_ name: String, _ sources: [String]) -> Bool {
        sources.contains { $0.contains("func \(name)(") || $0.contains("func `\(name)`(") }
    }
}
