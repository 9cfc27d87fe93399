import ArgumentParser

/// What was done, and whether the record of it is whole.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show what was done, or verify that the record of it is whole.",
        discussion: "The options of show may follow at once, as in: retentiond audit --since yesterday --action purge",
        subcommands: [AuditShowCommand.self, AuditVerifyCommand.self], defaultSubcommand: AuditShowCommand.self)
}
