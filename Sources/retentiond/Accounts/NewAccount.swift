import DocSpace
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
        var members = [#""name": \#(JSONWriter.text(name))"#]
        if let portal { members.append(#""portal": \#(JSONWriter.text(portal))"#) }
        members.append(#""apiKey": \#(source.json)"#)
        return "{ \(members.joined(separator: ", ")) }\n"
    }
}
