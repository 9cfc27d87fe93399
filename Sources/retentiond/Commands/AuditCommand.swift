import ArgumentParser

/// What was done, and whether the record of it is whole. Shows records without a further command: as one with options of its
/// own, and not by a default command, for completions know only those.
///
/// Options of these names are its own wherever they stand on the line. So the further commands declare theirs only for help
/// and completions, and read them here.
struct AuditCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show what was done, or verify that the record of it is whole.",
        discussion:
            "Without a further command it shows records, as in: retentiond audit --since yesterday --action purge",
        subcommands: [AuditShowCommand.self, AuditVerifyCommand.self, AuditExportCommand.self])

    @OptionGroup var query: AuditQuery

    func execute() async throws(CommandFailure) -> ExitStatus? { try await query.show() }
}
