import ArgumentParser
import FoundationEssentials
import Retention

/// Path and query of a request.
struct ControlQuery {
    let path: String
    private let items: [(name: String, value: String)]

    /// Nil for an invalid path.
    init?(_ target: String) {
        guard target.hasPrefix("/"), !target.hasPrefix("//"), let address = URLComponents(string: target),
            address.host == nil
        else { return nil }
        path = address.path
        items = (address.queryItems ?? []).map { ($0.name, $0.value ?? "") }
    }

    /// - Throws: `CommandError` (64) for an unknown parameter.
    func check(_ known: Set<String>) throws(CommandError) {
        guard let unknown = items.first(where: { !known.contains($0.name) }) else { return }
        throw CommandError(
            .usage, "the service doesn't know the parameter \"\(String(sanitizing: unknown.name))\"",
            hint: ControlBody.hint)
    }

    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// - Throws: `CommandError` (64) if it was given more than once.
    func one(_ name: String) throws(CommandError) -> String? {
        let values = all(name)
        guard values.count < 2 else { throw CommandError(.usage, "the parameter \"\(name)\" was given twice") }
        return values.first
    }

    /// - Throws: `CommandError` (64) for another value than `true` and `false`.
    func flag(_ name: String) throws(CommandError) -> Bool {
        switch try one(name) {
        case nil, "false": false
        case "true": true
        default: throw CommandError(.usage, "the parameter \"\(name)\" must be true or false")
        }
    }

    /// - Throws: `CommandError` (64) for an invalid value.
    func argument<Value: ExpressibleByArgument>(_ name: String, as type: Value.Type = Value.self) throws(CommandError)
        -> Value?
    {
        guard let text = try one(name) else { return nil }
        return try Self.argument(text, name)
    }

    static func argument<Value: ExpressibleByArgument>(
        _ text: String, _ name: String
    ) throws(CommandError) -> Value {
        guard let value = Value(argument: text) else {
            throw CommandError(.usage, "\"\(String(sanitizing: text))\" is not valid as \"\(name)\"")
        }
        return value
    }
}
