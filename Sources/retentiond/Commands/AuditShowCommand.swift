import ArgumentParser

/// The audit trail for people and programs.
struct AuditShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show audit records, oldest first.",
        discussion: """
            TIME is RFC 3339, "2026-11-23", "2026-11-23 15:00", now, today, yesterday, "-2h" or "2h ago"; without a \
            zone it is local time. ACTION is restore, rescue, hold, purge, quarantine, limit, policy, sweep, or the \
            name of an event such as purge-failed.

            Examples:
              retentiond audit --since yesterday --action purge
              retentiond audit --item file:101 --format json
              retentiond audit --follow
            """)

    @OptionGroup var query: AuditQuery
    @ParentCommand var audit: AuditCommand

    func validate() throws { try audit.query.mustBeUnset(before: "show") }

    func execute() async throws(CommandFailure) -> ExitStatus? { try await query.show() }
}
