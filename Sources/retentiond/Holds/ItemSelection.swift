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
                throw ValidationError("\"\(pattern)\" is no pattern: \(error)")
            }
        }
    }

    /// The items, each once, with accounts of the policy.
    ///
    /// - Throws: `CommandFailure` (66) when account, plan or items don't exist, (64) when the account is open, (65) for a plan
    ///   that is none.
    func items(of policy: Policy) throws(CommandFailure) -> [NamedItem] {
        if let account { try Self.check(account, policy) }
        guard let fromPlan else {
            let name = if let account { account } else { try only(policy) }
            return [NamedItem(account: name, key: ItemKey(item!)!, title: nil)]
        }
        // Validated.
        var patterns: [Glob] = []
        for pattern in title { if let glob = try? Glob(pattern) { patterns.append(glob) } }
        var known: Set<NamedItem> = []
        let plan = try SavedPlan(path: fromPlan)
        let items = plan.items(titled: patterns, account: account).filter { known.insert($0).inserted }
        guard !items.isEmpty else {
            throw CommandFailure(
                .noSuchItem, "no title in \(fromPlan) matches",
                hint: "upper and lower case are the same; * matches any text")
        }
        for name in Set(items.map(\.account)) { try Self.check(name, policy) }
        return items
    }

    private func only(_ policy: Policy) throws(CommandFailure) -> String {
        guard policy.accounts.count == 1 else {
            throw CommandFailure(
                .usage, "the policy has several accounts; which one's item is it?",
                hint: "give --account, one of: \(policy.accounts.map(\.name).joined(separator: ", "))")
        }
        return policy.accounts[0].name
    }

    private static func check(_ name: String, _ policy: Policy) throws(CommandFailure) {
        guard !policy.accounts.contains(where: { $0.name == name }) else { return }
        throw CommandFailure(
            .noSuchItem, "the policy has no account \"\(HarmlessText.of(name))\"",
            hint: "it has: \(policy.accounts.map(\.name).joined(separator: ", "))")
    }
}

/// Texts that people give a reason with.
enum PersonText {
    /// - Throws: `ValidationError` for one that is empty or longer than a record has room for.
    static func validate(_ text: String?, option: String) throws {
        guard let text else { return }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw ValidationError("\(option) must not be empty")
        }
        guard text.utf8.count <= StoredHold.maxTextBytes else {
            throw ValidationError("\(option) must not be longer than \(StoredHold.maxTextBytes) bytes")
        }
    }
}
