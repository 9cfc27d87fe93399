import ArgumentParser

/// The policy file itself.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Write into the policy since when its rules are in force.",
        subcommands: [PolicySealCommand.self])
}
