import Foundation
import TestSupport
import Testing

@testable import Retention

@Suite struct PolicySchemaTests {
    private static let page = SchemaJudge.repository.appending(path: "docs/reference/policy-editors.md")

    /// To record again after an intended change, run with `RETENTIOND_RECORD_GOLDEN=1`.
    @Test func `is exactly as recorded`() throws {
        let recorded = SchemaJudge.repository.appending(path: "docs/reference/policy.schema.json")
        if ProcessInfo.processInfo.environment["RETENTIOND_RECORD_GOLDEN"] == "1" {
            try Data((PolicySchema.text + "\n").utf8).write(to: recorded)
        }
        let difference = try firstDifference(PolicySchema.text + "\n", String(contentsOf: recorded, encoding: .utf8))
        #expect(difference == nil)
    }

    @Test func `says what it is`() throws {
        let root = try JSONNode(text: PolicySchema.text)
        #expect(root.member("$schema")?.value == .string("https://json-schema.org/draft/2020-12/schema"))
        #expect(root.member("$id")?.value == .string("urn:retentiond:policy:1"))
        #expect(root.duplicateKeys == [])
        let lines = PolicySchema.text.split(separator: "\n")
        #expect(lines.first == "{" && lines.last == "}" && lines[1].hasPrefix("  \"$schema\""))
    }

    @Test func `every key has a hover text`() throws {
        let root = try JSONNode(text: PolicySchema.text)
        var described = 0
        for indexPath in root.indexPaths {
            guard let properties = root[indexPath].member("properties"), root[indexPath].member("type") != nil,
                case .object(let keys) = properties.value
            else { continue }
            for key in keys {
                let target = root.resolved(key.value)
                guard case .string(let text)? = (key.value.member("description") ?? target.member("description"))?.value
                else {
                    #expect(["min", "max", "after", "before"].contains(key.key), "\(key.key) has no description")
                    continue
                }
                described += 1
                #expect(text.hasSuffix(".") || text.contains("retentiond "), "\(key.key): \(text)")
            }
        }
        #expect(described > 45)
    }

    @Test func `every rule that it cannot express is documented`() throws {
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("* *") && !$0.hasPrefix("* **") }
            .compactMap { $0.split(separator: "*").dropFirst().first.map(String.init) }
        #expect(rows == InexpressibleRule.all.map(\.name))
    }
}

extension JSONNode {
    fileprivate func member(_ key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The target of a `$ref` of this schema.
    fileprivate func resolved(_ node: JSONNode) -> JSONNode {
        guard case .string(let reference)? = node.member("$ref")?.value else { return node }
        return member("$defs")?.member(String(reference.dropFirst("#/$defs/".count))) ?? node
    }
}
