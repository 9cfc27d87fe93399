import ArgumentParser

@main
struct Retentiond: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "retentiond",
        abstract: "Applies a retention policy to the Trash of ONLYOFFICE DocSpace.",
        discussion: """
            Exit codes: 0 done; 1 some items failed or a limit refused; 3 not running; 64 wrong arguments; \
            69 portal or audit trail unavailable; 75 gave up for now; 77 key refused; 78 bad policy or credential.
            """,
        version: version,
        subcommands: [
            RunCommand.self, CheckCommand.self, PlanCommand.self, SweepCommand.self, StatusCommand.self,
            CalendarCommand.self, SchemaCommand.self,
        ]
    )
}
