import DocSpace
import FoundationEssentials
import Retention

/// An account that a person adds, with its key.
struct NewAccount: Sendable {
    /// Where it was read, for messages, such as `row 3`; its name if it is added alone.
    let label: String
    let name: String
    /// Nil: the portal of the policy's defaults.
    let portal: String?
    let key: APIKey
    var keyBytes: [UInt8]

    /// The text of its file.
    func text(_ source: KeySource) -> String {
        var members = [#""name": \#(Self.quoted(name))"#]
        if let portal { members.append(#""portal": \#(Self.quoted(portal))"#) }
        members.append(#""apiKey": \#(Self.text(source))"#)
        return "{ \(members.joined(separator: ", ")) }\n"
    }

    private static func text(_ source: KeySource) -> String {
        switch source {
        case .bundle(let name, let entry): #"{ "bundle": \#(quoted(name)), "entry": \#(quoted(entry)) }"#
        case .credential(let name): #"{ "credential": \#(quoted(name)) }"#
        case .file(let path): #"{ "file": \#(quoted(path)) }"#
        case .environment(let name): #"{ "environment": \#(quoted(name)) }"#
        }
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let data = try? encoder.encode(text) else { return "\"\"" }
        return String(sanitizingJSON: String(decoding: data, as: UTF8.self))
    }
}
