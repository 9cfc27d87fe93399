import ArgumentParser

struct Retentiond: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "retentiond",
        abstract: "Applies a retention policy to the Trash of ONLYOFFICE DocSpace.",
        discussion: """
            Exit codes: 0 done; 1 some items failed, a limit refused, or the audit trail isn't whole; 2 status --check: an account fails; \
            3 not running; 64 wrong arguments; 65 a saved plan that doesn't fit; 66 no such item, account or file; 69 portal, audit trail or \
            state unavailable; 73 a file can't be created; 74 the output can't be written; 75 gave up for now; 77 key refused, or it shows \
            another trash; 78 bad policy or credential.
            """,
        version: version,
        subcommands: [
            InitCommand.self,
            RunCommand.self, CheckCommand.self, PlanCommand.self, SweepCommand.self, StatusCommand.self,
            ExplainCommand.self, HoldCommand.self, RestoreCommand.self, ApproveCommand.self, AccountCommand.self,
            PolicyCommand.self,
            AuditCommand.self, ReportCommand.self, NotifyCommand.self, CalendarCommand.self, SchemaCommand.self,
        ]
    )

    /// Without a command nothing is done, which must not look like a success: the command may have been lost.
    func run() async throws {
        throw ValidationError("no command was given; retentiond --help lists them")
    }
}
