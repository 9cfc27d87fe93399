import ArgumentParser

/// Accounts and their keys.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Add, list and remove accounts and their keys; pause their purges.",
        subcommands: [
            AccountAddCommand.self, AccountImportCommand.self, AccountListCommand.self, AccountRotateCommand.self,
            AccountRemoveCommand.self, AccountAcceptCommand.self, AccountPauseCommand.self, AccountResumeCommand.self,
            AccountCoverageCommand.self,
        ])
}
