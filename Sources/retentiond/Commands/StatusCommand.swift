import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// How the service is doing.
struct StatusCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the last and next sweep of each account. Exit code 3: not running.")

    @OptionGroup var common: CommonOptions

    @Option(help: "table or json.")
    var format = OutputFormat.table

    func validate() throws {
        guard format != .csv else { throw ValidationError("status knows the formats table and json") }
    }

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let store = common.store
        let isRunning = ServiceLock.isHeld(store)
        let status = StatusFile(store: store).read()
        let report = StatusReport(running: isRunning, status: status)
        Console.say(format == .json ? JSONOutput.text(report) : report.table(now: Date()))
        return isRunning ? nil : .notRunning
    }
}
