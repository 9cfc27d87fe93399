extension PolicyReader {
    /// Reads the accounts; no name and no trash occurs twice.
    ///
    /// - Parameter defaults: what they have where they don't say otherwise.
    func accounts(_ value: PolicyValue, _ defaults: AccountDefaults) -> [Account]? {
        let example = #"[{ "name": …, "portal": …, "apiKey": … }]"#
        var names: Set<String> = []
        var trashes: [[String]: String] = [:]
        return entries(value, of: "accounts", example: example) { entry in
            guard
                let fields = fields(
                    entry, ["name", "portal", "apiKey", "caFile", "proxy", "pace"], tolerated: [Self.commentKey])
            else { return nil }
            let name = fields.required("name", hint: "reports and \"--account\" use it: \"name\": \"alice\"").flatMap(
                accountName)
            if let name, !names.insert(name).inserted {
                log.error(
                    entry.child("name"), "a second account of the name \(quoted(name))",
                    hint: "names tell accounts apart in reports and commands")
            }
            guard let account = account(fields, name, defaults) else { return nil }
            let other = trashes.updateValue(account.name, forKey: [account.portal, "\(account.apiKey)"])
            if let other {
                log.error(
                    entry.child("apiKey"), "the same portal and key as account \(quoted(other))",
                    hint: "a key has one trash; sweeping it twice at once helps nobody")
            }
            return account
        }
    }

    private func account(_ fields: PolicyFields, _ name: String?, _ defaults: AccountDefaults) -> Account? {
        let portal =
            fields["portal"] == nil && defaults.portal != nil
            ? defaults.portal
            : fields.required("portal", hint: "write \"portal\": \"https://acme.example.com\"").flatMap(portal)
        let keyHint = #"write { "credential": "alice-api-key" }"#
        let apiKey = fields.required("apiKey", hint: keyHint).flatMap(keySource)
        let caFile = fields["caFile"].map(absolutePath) ?? defaults.caFile
        let proxy = fields["proxy"].map(proxy) ?? defaults.proxy
        let pace = fields["pace"].map { self.pace($0, defaults.pace) } ?? defaults.pace
        guard let name, let portal, let apiKey else { return nil }
        return Account(name: name, portal: portal, apiKey: apiKey, caFile: caFile, proxy: proxy, pace: pace)
    }

    /// Bytes of an account's name. In the name of a file each can take three characters, of at most 255.
    private static let longestName = 64

    private func accountName(_ value: PolicyValue) -> String? {
        guard let name = label(value, "a name", longest: Self.longestName) else { return nil }
        guard name.utf8.count <= Self.longestName else {
            log.error(
                value, "has \(name.utf8.count) bytes in UTF-8; at most \(Self.longestName) are allowed",
                hint: "files are named after it, and a letter beyond ASCII takes several bytes; choose a shorter name")
            return nil
        }
        // Scalars, for a slash with an accent is another character to Swift, but still a slash to the file system.
        guard !name.unicodeScalars.contains("/"), name.unicodeScalars.first != "." else {
            log.error(
                value, "must neither hold a \"/\" nor start with a \".\", found \(quoted(name))",
                hint: "files with what is known of an account are named after it")
            return nil
        }
        return name
    }

    /// A name that can stand in a table, a log and a command: not empty, printable, no blanks around it.
    func label(_ value: PolicyValue, _ expected: String, longest: Int) -> String? {
        guard let name = text(value, expected) else { return nil }
        let scalars = name.unicodeScalars
        guard scalars.contains(where: { !$0.properties.isWhitespace }) else {
            log.error(value, "must not be empty", hint: "reports name it; write a word or two")
            return nil
        }
        guard scalars.count <= longest else {
            log.error(
                value, "has \(scalars.count) characters; at most \(longest) are allowed",
                hint: "names stand in tables and in every record of the journal")
            return nil
        }
        guard scalars.allSatisfy(\.isPrintable), scalars.first != " ", scalars.last != " " else {
            log.error(
                value, "must be printable, with no blank at either end, found \(quoted(name))",
                hint: "remove blanks at its ends and characters that can't be seen")
            return nil
        }
        return name
    }

    /// The address of a portal.
    func portal(_ value: PolicyValue) -> String? {
        guard let text = text(value, "an address such as \"https://acme.example.com\"") else { return nil }
        do {
            return try PortalAddress(text).description
        } catch {
            log.error(value, error.description, hint: error.hint)
            return nil
        }
    }
}

extension PolicyValue {
    /// The value of a key of this object; the object itself when it has none.
    func child(_ key: String) -> PolicyValue {
        guard case .object(let members) = node.value, let member = members.first(where: { $0.key == key }) else {
            return self
        }
        return PolicyValue(member.value, path[key])
    }
}
