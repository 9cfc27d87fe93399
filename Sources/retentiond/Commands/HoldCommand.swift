import ArgumentParser

/// Holds of persons.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Hold single items, whatever the rules say.",
        subcommands: [HoldAddCommand.self, HoldListCommand.self, HoldReleaseCommand.self])
}
