import ArgumentParser

/// What concerns single accounts.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Confirm what changed about an account.",
        subcommands: [AccountAcceptCommand.self])
}
