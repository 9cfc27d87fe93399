/// A policy file under construction. Parts are JSON as a person would write them; nil leaves a key out.
package struct PolicyText: Sendable {
    package var accounts: [String]
    package var check: String? = #"{ "every": "1h", "jitter": "0s" }"#
    package var purge: String?
    package var retention: String? = "14d"
    package var folders: String?
    package var rules: [String] = []
    package var limits: String?
    /// Off, because most tests are not about it.
    package var grace: String? = "0s"
    /// Further members, such as `"rescueBefore": "5d"`.
    package var more: [String] = []

    package init(accounts: [String]) {
        self.accounts = accounts
    }

    /// An account with its key in a file.
    package static func account(_ name: String, portal: String, keyFile: String) -> String {
        #"{ "name": "\#(name)", "portal": "\#(portal)", "apiKey": { "file": "\#(keyFile)" } }"#
    }

    package var json: String {
        var members = [#""version": 1"#, #""accounts": [\#(accounts.joined(separator: ", "))]"#]
        for (name, value) in [("check", check), ("purge", purge), ("folders", folders), ("limits", limits)] {
            if let value { members.append(#""\#(name)": \#(value)"#) }
        }
        for (name, value) in [("retention", retention), ("policyChangeGrace", grace)] {
            if let value { members.append(#""\#(name)": "\#(value)""#) }
        }
        if !rules.isEmpty { members.append("\"rules\": [\n  \(rules.joined(separator: ",\n  "))\n]") }
        return "{\n" + (members + more).joined(separator: ",\n") + "\n}\n"
    }
}

/// Rules that many tests use.
extension PolicyText {
    /// Restores items with such a title to their origin, else to a folder.
    package static func restore(_ title: String, fallback: Int, name: String = "wanted") -> String {
        #"{ "name": "\#(name)", "action": "restore", "match": { "title": ["\#(title)"] }, "to": "origin", "fallback": { "folder": \#(fallback) } }"#
    }

    /// Restores items with such a title to one folder.
    package static func restore(_ title: String, to folder: Int, name: String = "wanted") -> String {
        #"{ "name": "\#(name)", "action": "restore", "match": { "title": ["\#(title)"] }, "to": { "folder": \#(folder) } }"#
    }

    /// Holds items with such a title.
    package static func hold(_ title: String, name: String = "held") -> String {
        #"{ "name": "\#(name)", "action": "hold", "match": { "title": ["\#(title)"] } }"#
    }

    /// Purges files with an extension after a while.
    package static func purge(_ fileExtension: String, after retention: String, name: String = "scratch") -> String {
        #"{ "name": "\#(name)", "action": "purge", "retention": "\#(retention)", "match": { "extension": ["\#(fileExtension)"] } }"#
    }
}
