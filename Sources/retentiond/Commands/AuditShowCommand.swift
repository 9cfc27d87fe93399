import ArgumentParser

/// The audit trail for people and programs.
struct AuditShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show audit records, oldest first.",
        discussion: """
            TIME is RFC 3339, "2026-11-23", "2026-11-23 15:00", now, today, yesterday, "-2h" or "2h ago"; without a \
            zone it is local time. ACTION is restore, rescue, hold, approve, pause, purge, quarantine, limit, policy, sweep, or the \
            name of an event such as purge-failed.

            Examples:
              retentiond audit --since yesterday --action purge
              retentiond audit --item file:101 --format json
              retentiond audit --follow
            """)

    /// For help and completions: see `AuditCommand`.
    @OptionGroup var declared: AuditQuery
    @ParentCommand var audit: AuditCommand

    func execute() async throws(CommandError) -> ExitStatus? { try await audit.query.show() }
}
