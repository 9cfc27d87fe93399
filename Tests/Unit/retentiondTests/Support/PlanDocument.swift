import DocSpaceSimulator
import TestSupport

/// The output of `plan --format json`.
struct PlanDocument {
    struct ParseError: Error, CustomStringConvertible {
        let description: String
    }

    let root: JSONValue

    init(_ result: CommandResult) throws {
        guard let root = JSONValue(parsing: Array(result.stdout.utf8)) else {
            throw ParseError(description: "no JSON: \(result)")
        }
        self.root = root
    }

    init(text: String) throws {
        guard let root = JSONValue(parsing: Array(text.utf8)) else { throw ParseError(description: "no JSON: \(text)") }
        self.root = root
    }

    /// Accounts in the order of the policy.
    var accounts: [JSONValue] { root["accounts"]?.elements ?? [] }

    /// The items of all accounts.
    var items: [JSONValue] { accounts.flatMap { $0["items"]?.elements ?? [] } }

    /// Keys such as `file:101` of the items with such a decision.
    func items(_ decision: String) -> Set<String> {
        Set(items.filter { $0["decision"]?.text == decision }.map(Self.key))
    }

    /// The entry of one item.
    func item(_ key: ItemKey) -> JSONValue? { items.first { Self.key($0) == key.description } }

    /// All notes of all accounts.
    var notes: [String] { accounts.flatMap { $0["notes"]?.elements?.compactMap(\.text) ?? [] } }

    static func key(_ item: JSONValue) -> String {
        "\(item["kind"]?.text ?? "?"):\(item["id"]?.integer ?? -1)"
    }
}

extension JSONValue {
    /// The names of an object's members, sorted.
    var names: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name).sorted()
    }
}
