import Foundation
import TestSupport
import Testing

@testable import Retention

/// A kind of object in the policy, and where each of its keys is named.
struct PolicyObject: CustomTestStringConvertible, Sendable {
    /// Where a page or a manual lists the keys.
    enum KeyList: Sendable {
        /// The first cells of a table: with a prefix, the rest after it; without, the part before the first dot.
        case table(String, prefix: String = "")
        /// `.It Cm` of a section.
        case items(String)
        /// Somewhere in a section: for objects of few keys.
        case text(String)
    }

    let testDescription: String
    let keys: [String]
    let allowsComment: Bool
    /// The path to the object in the schema.
    let schema: [String]
    let page: KeyList
    let manual: KeyList

    init<Key: PolicyKey>(
        _ name: String, _ keys: Key.Type, schema: [String], page: KeyList, manual: KeyList
    ) {
        testDescription = name
        self.keys = keys.allCases.map(\.rawValue)
        allowsComment = keys.allowsComment
        self.schema = schema
        self.page = page
        self.manual = manual
    }

    private static let match = ["$defs", "match", "properties"]

    static let all = [
        PolicyObject(
            "policy", TopLevelKey.self, schema: [], page: .table("Top level"), manual: .items("KEYS")),
        PolicyObject(
            "account", AccountKey.self, schema: ["$defs", "account"], page: .table("Accounts"),
            manual: .items("ACCOUNTS")),
        PolicyObject(
            "defaults", DefaultsKey.self, schema: ["properties", "defaults"], page: .text("Accounts"),
            manual: .text("KEYS")),
        PolicyObject(
            "apiKey", KeySourceKey.self, schema: ["$defs", "apiKey"], page: .text("Accounts"), manual: .text("ACCOUNTS")
        ),
        PolicyObject(
            "pace", PaceKey.self, schema: ["$defs", "pace"], page: .text("Accounts"), manual: .text("ACCOUNTS")),
        PolicyObject(
            "check", CheckKey.self, schema: ["properties", "check"], page: .table("Top level", prefix: "check."),
            manual: .text("KEYS")),
        PolicyObject(
            "purge", PurgeKey.self, schema: ["properties", "purge"], page: .table("Top level", prefix: "purge."),
            manual: .items("PURGING")),
        PolicyObject(
            "folders", FoldersKey.self, schema: ["properties", "folders"],
            page: .table("Top level", prefix: "folders."), manual: .text("TRASHED FOLDERS")),
        PolicyObject(
            "limits", LimitKey.self, schema: ["properties", "limits"], page: .table("Top level", prefix: "limits."),
            manual: .items("LIMITS")),
        PolicyObject(
            "approval", ApprovalKey.self, schema: ["properties", "approval"],
            page: .table("Top level", prefix: "approval."), manual: .text("KEYS")),
        PolicyObject(
            "inForce", SealKey.self, schema: ["properties", "inForce"], page: .text("In force already"),
            manual: .text("KEYS")),
        PolicyObject(
            "rule", RuleKey.self, schema: ["$defs", "rule"], page: .table("Rules"), manual: .items("RULES")),
        PolicyObject(
            "match", MatchKey.self, schema: ["$defs", "match"], page: .table("Match"), manual: .items("MATCHING")),
        PolicyObject(
            "size", RangeKey.self, schema: match + ["size"], page: .text("Match"), manual: .text("MATCHING")),
        PolicyObject("age", RangeKey.self, schema: match + ["age"], page: .text("Match"), manual: .text("MATCHING")),
        PolicyObject(
            "created", PeriodKey.self, schema: match + ["created"], page: .text("Match"), manual: .text("MATCHING")),
        PolicyObject(
            "target", TargetKey.self, schema: ["$defs", "fixedTarget"], page: .text("Rules"), manual: .text("RULES")),
        PolicyObject(
            "origin folder", OriginFolderKey.self, schema: ["$defs", "folder", "then"], page: .text("Match"),
            manual: .text("MATCHING")),
    ]
}

/// A new key of the reader fails here until the schema, the page and the manual have it.
@Suite("Keys of the policy") struct PolicyKeyTests {
    private static let page = "docs/reference/policy.md"
    private static let manual = "deploy/man/retentiond.policy.5"

    @Test(arguments: PolicyObject.all)
    func `reader schema page and manual name the same keys`(_ object: PolicyObject) throws {
        let root = try JSONNode(text: PolicySchema.text)
        let schema = try #require(root.at(object.schema)?.at(["properties"])?.keys)
        let accepted = object.keys + (object.allowsComment ? ["$comment"] : [])
        let found =
            differences(schema, in: "the schema", from: accepted)
            + (try differences(Self.keys(object, at: object.page, in: Self.page), in: Self.page, from: object.keys))
            + (try differences(
                Self.keys(object, at: object.manual, in: Self.manual), in: Self.manual, from: object.keys))
        #expect(found == [])
    }

    /// Ensures that the list of this test has every kind of object.
    @Test func `every object of the schema is compared`() throws {
        let root = try JSONNode(text: PolicySchema.text)
        #expect(root.closedObjects.subtracting(PolicyObject.all.map { $0.schema.joined(separator: "/") }) == [])
    }

    @Test func `every object that allows a comment is listed`() throws {
        let names = PolicyObject.all.filter(\.allowsComment).map(\.testDescription)
        let page = try Repository.section("Notes", of: Self.page)
        #expect(Set(names).subtracting(page.words) == [])
        let manual = try Repository.section("DESCRIPTION", of: Self.manual).components(separatedBy: "\n.Pp")[0]
        #expect(Set(names).subtracting(manual.words) == [])
    }

    private static func keys(_ object: PolicyObject, at list: PolicyObject.KeyList, in path: String) throws -> [String]
    {
        switch list {
        case .items(let heading): return try Repository.manualItems(heading, of: path)
        case .text(let heading):
            let words = try Repository.section(heading, of: path).words
            return object.keys.filter(words.contains)
        case .table(let heading, let prefix):
            let cells = try Repository.tableRows(in: path, section: heading).compactMap(\.first)
            let names = cells.flatMap { $0.matches(of: /`([^`]+)`/).map { String($0.1) } }
            if prefix.isEmpty { return names.map { String($0.prefix { $0 != "." }) } }
            return names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
    }
}

extension String {
    fileprivate var words: Set<String> { Set(split { !$0.isLetter }.map(String.init)) }
}

extension JSONNode {
    fileprivate var members: [JSONMember] { if case .object(let members) = value { members } else { [] } }

    fileprivate var keys: [String] { members.map(\.key) }

    fileprivate func at(_ path: [String]) -> JSONNode? {
        path.reduce(self) { node, key in node?.members.first { $0.key == key }?.value }
    }

    /// The paths to all objects that list their keys and allow no other ones.
    fileprivate var closedObjects: Set<String> {
        var found: Set<String> = []
        func visit(_ node: JSONNode, _ path: [String]) {
            if node.at(["additionalProperties"])?.value == .bool(false) { found.insert(path.joined(separator: "/")) }
            for member in node.members { visit(member.value, path + [member.key]) }
        }
        visit(self, [])
        return found
    }
}
