import ArgumentParser

/// The policy file itself.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Record in the policy when its rules came into force.",
        subcommands: [PolicySealCommand.self])
}
