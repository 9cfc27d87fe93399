import ArgumentParser
import Retention
import RetentionEngine

/// Naming items on the command line: one by its key, or several by their titles in a saved plan.
struct ItemSelection: ParsableArguments {
    @Argument(help: ArgumentHelp("The item, such as file:101, as plan and the journal name it.", valueName: "kind:id"))
    var item: String?

    @Option(
        help: ArgumentHelp(
            "Choose from this plan, which plan --output saved, instead; needs --title.", valueName: "file"))
    var fromPlan: String?

    @Option(
        help: ArgumentHelp(
            "Only items of the plan whose title matches this pattern; may be given more than once.", valueName: "glob"))
    var title: [String] = []

    @Option(help: ArgumentHelp("The account; needed when the policy has several.", valueName: "name"))
    var account: String?

    func validate() throws {
        guard (item == nil) != (fromPlan == nil) else {
            throw ValidationError("give either an item such as file:101, or --from-plan and --title")
        }
        guard (fromPlan == nil) == title.isEmpty else {
            throw ValidationError("--from-plan and --title belong together")
        }
        if let item, ItemKey(item) == nil {
            throw ValidationError("\"\(item)\" names no item: it must be like file:101 or folder:17")
        }
        for pattern in title {
            do { _ = try Glob(pattern) } catch {
                throw ValidationError("\"\(pattern)\" is not a pattern: \(error)")
            }
        }
    }

    /// The items, each once, with accounts of the policy.
    ///
    /// - Throws: `CommandError` (66) if account, plan or items don't exist, (64) if the account is ambiguous, (65)
    ///   for an invalid plan.
    func items(of policy: Policy) throws(CommandError) -> [NamedItem] {
        if let account { try Self.check(account, policy) }
        guard let items = try itemsOfPlan() else {
            let name = if let account { account } else { try Self.only(policy) }
            return [NamedItem(account: name, key: ItemKey(item!)!, title: nil)]
        }
        for name in Set(items.map(\.account)) { try Self.check(name, policy) }
        return items
    }

    /// The same for the service, which knows the policy.
    ///
    /// - Throws: `CommandError` (66) if plan or items don't exist, (65) for an invalid plan.
    func itemsToSend() throws(CommandError) -> [ControlBody.Item] {
        guard let items = try itemsOfPlan() else { return [ControlBody.Item(account: account, item: item!)] }
        return items.map { ControlBody.Item(account: $0.account, item: $0.key.description) }
    }

    /// Items that a client names, each once. Titles from the client are ignored, because they would be recorded.
    ///
    /// - Throws: as `items(of:)`; (64) for no item, or for text that names none.
    static func items(_ named: [ControlBody.Item], of policy: Policy) throws(CommandError) -> [NamedItem] {
        var known: Set<NamedItem> = []
        var items: [NamedItem] = []
        for entry in named {
            guard let key = ItemKey(entry.item) else {
                throw CommandError(
                    .usage, "\"\(String(sanitizing: entry.item))\" names no item: it must be like file:101 or folder:17"
                )
            }
            if let account = entry.account { try check(account, policy) }
            let name = if let account = entry.account { account } else { try only(policy) }
            let item = NamedItem(account: name, key: key, title: nil)
            if known.insert(item).inserted { items.append(item) }
        }
        guard !items.isEmpty else { throw CommandError(.usage, "no item is named") }
        return items
    }

    /// Nil without a plan.
    private func itemsOfPlan() throws(CommandError) -> [NamedItem]? {
        guard let fromPlan else { return nil }
        // Validated.
        var patterns: [Glob] = []
        for pattern in title { if let glob = try? Glob(pattern) { patterns.append(glob) } }
        var known: Set<NamedItem> = []
        let plan = try SavedPlan(path: fromPlan)
        let items = plan.items(titled: patterns, account: account).filter { known.insert($0).inserted }
        guard !items.isEmpty else {
            throw CommandError(
                .noSuchItem, "no title in \(fromPlan) matches",
                hint: "upper and lower case are the same; * matches any text")
        }
        return items
    }

    private static func only(_ policy: Policy) throws(CommandError) -> String {
        guard policy.accounts.count == 1 else {
            throw CommandError(
                .usage, "the policy has several accounts",
                hint: "give --account, one of: \(policy.accounts.map(\.name).joined(separator: ", "))")
        }
        return policy.accounts[0].name
    }

    private static func check(_ name: String, _ policy: Policy) throws(CommandError) {
        guard !policy.accounts.contains(where: { $0.name == name }) else { return }
        throw CommandError(
            .noSuchItem, "the policy has no account \"\(String(sanitizing: name))\"",
            hint: "it has: \(policy.accounts.map(\.name).joined(separator: ", "))")
    }
}

/// Reasons that people write.
enum PersonText {
    /// - Throws: `ValidationError` for one that is empty or too long for a record.
    static func validate(_ text: String?, option: String) throws {
        if let objection = objection(to: text, option) { throw ValidationError(objection) }
    }

    /// - Throws: `CommandError` (64) for the same.
    static func check(_ text: String?, _ name: String) throws(CommandError) {
        if let objection = objection(to: text, name) { throw CommandError(.usage, objection) }
    }

    private static func objection(to text: String?, _ name: String) -> String? {
        guard let text else { return nil }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            return "\(name) must not be empty"
        }
        guard text.utf8.count <= StoredHold.maxTextBytes else {
            return "\(name) must not be longer than \(StoredHold.maxTextBytes) bytes"
        }
        return nil
    }
}
