import ArgumentParser

/// What was done, and whether the record of it is whole.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show what was done, or verify that the record of it is whole.",
        subcommands: [AuditShowCommand.self, AuditVerifyCommand.self], defaultSubcommand: AuditShowCommand.self)
}
