import FoundationEssentials
import Retention
import RetentionEngine

/// Prints the service's status in the requested form.
struct StatusPrinter {
    /// The names of the accounts to show; empty for all.
    let names: [String]
    /// One line for a monitoring system.
    let isCheck: Bool
    let format: OutputFormat

    /// - Parameters:
    ///   - status: as last published; nil if no service ever ran here.
    ///   - stopped: why it isn't running, if known.
    func print(_ status: ServiceStatus?, isRunning: Bool, stopped: StoppedUnit? = nil) -> ExitStatus? {
        if isCheck {
            let result = StatusCheck(running: isRunning, status: status, names: names, stopped: stopped, now: Date())
            Console.print(result.line)
            return result.level.exitStatus
        }
        let report = StatusReport(running: isRunning, status: status, stopped: stopped, names: names)
        switch format {
        case .json: Console.print(JSONWriter.text(report, isIndented: true))
        case .csv: Console.print(report.csv)
        case .table: Console.print(report.table(width: Console.outputWidth, hasColor: Console.outputHasColor))
        }
        return report.running ? nil : .notRunning
    }
}

extension ServiceStatus {
    /// With the pauses in force now, which the service itself does not report.
    func showingPauses(_ store: StateStore) -> ServiceStatus {
        // An unreadable pause counts as one, unless this user may not read the state.
        guard !StateOwner.isClosed(store) else { return self }
        var status = self
        for index in status.accounts.indices {
            status.accounts[index].paused = store.pause(account: status.accounts[index].name)?.text
        }
        return status
    }
}
