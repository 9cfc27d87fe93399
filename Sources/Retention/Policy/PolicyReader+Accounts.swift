/// The accounts read so far: no two may have the same name or the same trash.
final class KnownAccounts {
    /// For each name, the file that contains the account; nil: the policy.
    private var names: [String: String?] = [:]
    /// For each portal and key, the account's name.
    private var trashes: [Trash: String] = [:]

    private struct Trash: Hashable {
        let portal: String
        let apiKey: KeySource
    }

    /// - Returns: nil if the name is new; else the location of the other account, for a message.
    func add(name: String, in file: String?) -> String? {
        if let other = names[name] { return other.map { "; the first is in \($0)" } ?? "" }
        names[name] = file
        return nil
    }

    /// - Returns: the name of the account that already has this portal and key; nil if none has.
    func add(_ account: Account) -> String? {
        trashes.updateValue(account.name, forKey: Trash(portal: account.portal, apiKey: account.apiKey))
    }
}

extension PolicyReader {
    /// Reads the accounts of the policy and of its folder of accounts; no name and no trash occurs twice.
    ///
    /// - Parameter folder: the one that `accountsFrom` names.
    func accounts(_ fields: PolicyFields<TopLevelKey>, _ defaults: AccountDefaults, _ folder: String?) -> [Account] {
        let known = KnownAccounts()
        let example = #"[{ "name": …, "portal": …, "apiKey": … }]"#
        let value =
            fields[.accountsFrom] == nil
            ? fields.required(.accounts, hint: #"write "accounts": \#(example)"#) : fields[.accounts]
        var accounts =
            value.flatMap { value in
                entries(value, of: "accounts", example: example) { account($0, defaults, known, file: nil) }
            } ?? []
        guard let folder, let value = fields[.accountsFrom] else { return accounts }
        accounts += self.accounts(ofFolder: folder, value, defaults, known)
        if accounts.isEmpty, !log.hasErrors, !files.haveErrors {
            log.warning(
                value, "there is no account yet, so nothing happens",
                hint: "add one with `retentiond account add`, or many with `retentiond account import`")
        }
        return accounts
    }

    /// Reads one account.
    ///
    /// - Parameters:
    ///   - defaults: used where the account itself says nothing.
    ///   - file: the one that contains it; nil: the policy.
    func account(
        _ value: PolicyValue, _ defaults: AccountDefaults, _ known: KnownAccounts, file: String?
    ) -> Account? {
        guard let fields = fields(value, AccountKey.self) else { return nil }
        let name = fields.required(.name, hint: "reports and \"--account\" use it: \"name\": \"alice\"").flatMap(
            accountName)
        if let name, let other = known.add(name: name, in: file) {
            log.error(
                value.child("name"), "a second account with the name \(quoted(name))\(other)",
                hint: "reports and commands distinguish accounts by name")
        }
        guard var account = account(fields, name, defaults) else { return nil }
        account.file = file
        if let other = known.add(account) {
            log.error(
                value.child("apiKey"), "the same portal and key as account \(quoted(other))",
                hint: "a key has one trash; two accounts must not sweep the same trash")
        }
        return account
    }

    private func account(_ fields: PolicyFields<AccountKey>, _ name: String?, _ defaults: AccountDefaults) -> Account? {
        let portal =
            fields[.portal] == nil && defaults.hasPortal
            ? defaults.portal
            : fields.required(.portal, hint: "write \"portal\": \"https://acme.example.com\"").flatMap(portal)
        let keyHint = #"write { "credential": "alice-api-key" }"#
        let apiKey = fields.required(.apiKey, hint: keyHint).flatMap(keySource)
        let caFile = fields[.caFile].map(absolutePath) ?? defaults.caFile
        let proxy = fields[.proxy].map(proxy) ?? defaults.proxy
        let pace = fields[.pace].map { self.pace($0, defaults.pace) } ?? defaults.pace
        guard let name, let portal, let apiKey else { return nil }
        return Account(name: name, portal: portal, apiKey: apiKey, caFile: caFile, proxy: proxy, pace: pace)
    }

    /// Bytes of an account's name. In a file name each can take three characters, of at most 255.
    static let longestName = 64

    private func accountName(_ value: PolicyValue) -> String? {
        guard let name = label(value, "a name", longest: Self.longestName) else { return nil }
        guard name.utf8.count <= Self.longestName else {
            log.error(
                value, "has \(name.utf8.count) bytes in UTF-8; at most \(Self.longestName) are allowed",
                hint: "files are named after it, and a letter beyond ASCII takes several bytes; choose a shorter name")
            return nil
        }
        // Compared as scalars: to Swift a slash with an accent is another character, but the file system still takes it
        // for a slash.
        guard !name.unicodeScalars.contains("/"), name.unicodeScalars.first != "." else {
            log.error(
                value, "must neither contain a \"/\" nor start with a \".\", found \(quoted(name))",
                hint: "the account's state files are named after it")
            return nil
        }
        return name
    }

    /// A name for tables, logs and commands: not empty, printable, without blanks around it.
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
                hint: "names appear in tables and in every journal record")
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
    /// The value of a key of this object; the object itself if the key is missing.
    func child(_ key: String) -> PolicyValue {
        guard case .object(let members) = node.value, let member = members.first(where: { $0.key == key }) else {
            return self
        }
        return PolicyValue(member.value, path[key])
    }
}
