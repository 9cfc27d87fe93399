@testable import Retention

/// Policies in documentation.
enum Markdown {
    /// The `json` blocks that are policies or parts of one; parts are completed to whole policies.
    static func policies(in text: String) -> [String] {
        blocks(in: text).compactMap { block in
            guard let root = try? JSONNode(text: block), case .object(let members) = root.value,
                members.contains(where: { ["accounts", "retention", "rules"].contains($0.key) })
            else { return nil }
            let missing = needed.filter { member in !members.contains { $0.key == member.key } }
            return missing.isEmpty ? block : canonicalText(of: JSONNode(.object(missing + members), offset: 0))
        }
    }

    private static let needed: [JSONMember] = {
        guard case .object(let members)? = try? JSONNode(text: policy(with: "")).value else { return [] }
        return members
    }()

    /// The contents of its fenced `json` blocks.
    private static func blocks(in text: String) -> [String] {
        var blocks: [String] = []
        var open: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.drop { $0 == " " }
            if let lines = open {
                open = trimmed.hasPrefix("```") ? nil : lines + [line]
                if open == nil { blocks.append(lines.joined(separator: "\n")) }
            } else if trimmed == "```json" {
                open = []
            }
        }
        return blocks
    }
}
