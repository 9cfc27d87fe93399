@testable import Retention

/// The path of a value in a tree: the index of the member or entry at each level. Empty for the root.
typealias JSONIndexPath = [Int]

extension JSONNode {
    init(text: String) throws { self = try JSONParser.parse(Array(text.utf8)) }

    /// The paths of all values in this tree, its own first.
    var indexPaths: [JSONIndexPath] {
        [[]]
            + children.enumerated().flatMap { index, child in
                child.indexPaths.map { [index] + $0 }
            }
    }

    private var children: [JSONNode] {
        switch value {
        case .array(let elements): elements
        case .object(let members): members.map(\.value)
        default: []
        }
    }

    subscript(indexPath: JSONIndexPath) -> JSONNode { indexPath.reduce(self) { $0.children[$1] } }

    /// The key nearest to a path; empty if there is none.
    func key(at indexPath: JSONIndexPath) -> String {
        for length in stride(from: indexPath.count, to: 0, by: -1) {
            if case .object(let members) = self[Array(indexPath.prefix(length - 1))].value {
                return members[indexPath[length - 1]].key
            }
        }
        return ""
    }

    /// This tree with another value at a path.
    func replacing(_ indexPath: JSONIndexPath, with node: JSONNode) -> JSONNode {
        guard let index = indexPath.first else { return node }
        let rest = Array(indexPath.dropFirst())
        switch value {
        case .array(var elements):
            elements[index] = elements[index].replacing(rest, with: node)
            return JSONNode(.array(elements), offset: 0)
        case .object(var members):
            let member = members[index]
            members[index] = JSONMember(
                key: member.key, keyOffset: 0, value: member.value.replacing(rest, with: node))
            return JSONNode(.object(members), offset: 0)
        default: return self
        }
    }

    /// This tree with other members of the object, or entries of the list, at a path.
    func editing(
        _ indexPath: JSONIndexPath, members edit: (inout [JSONMember]) -> Void = { _ in },
        entries change: (inout [JSONNode]) -> Void = { _ in }
    ) -> JSONNode {
        switch self[indexPath].value {
        case .object(var members):
            edit(&members)
            return replacing(indexPath, with: JSONNode(.object(members), offset: 0))
        case .array(var elements):
            change(&elements)
            return replacing(indexPath, with: JSONNode(.array(elements), offset: 0))
        default: return self
        }
    }
}
