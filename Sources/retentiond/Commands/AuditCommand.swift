import ArgumentParser

/// Shows the audit trail, and whether it is whole. Without a subcommand it shows records; it does so itself instead of
/// through a default subcommand, because completions know only its own options.
///
/// Options of these names are parsed by this command wherever they are on the line. So the subcommands declare theirs
/// only for help and completions, and read them here.
struct AuditCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show what was done, or verify that the audit trail is whole.",
        discussion:
            "Without a further command it shows records, as in: retentiond audit --since yesterday --action purge",
        subcommands: [AuditShowCommand.self, AuditVerifyCommand.self, AuditExportCommand.self])

    @OptionGroup var query: AuditQuery

    func execute() async throws(CommandError) -> ExitStatus? { try await query.show() }
}
