import ArgumentParser
import Platform
import Retention
import RetentionEngine
import Systemd

/// Exit codes other than 0, from sysexits(3) where it has one.
enum ExitStatus: Int32, Comparable {
    /// Some items failed, or a limit refused.
    case incomplete = 1
    /// From `status --check`: an account fails, is blocked or is overdue.
    case critical = 2
    case notRunning = 3
    case usage = 64
    case badData = 65
    case noSuchItem = 66
    case unavailable = 69
    case cannotCreate = 73
    /// The output did not arrive.
    case outputLost = 74
    case temporaryFailure = 75
    case keyRefused = 77
    case badConfiguration = 78

    /// The order of severity: the worst of several accounts decides.
    private var severity: Int {
        switch self {
        case .critical, .notRunning, .usage, .badData, .noSuchItem, .cannotCreate, .outputLost: 0
        case .incomplete: 1
        case .temporaryFailure: 2
        case .unavailable: 3
        case .keyRefused: 4
        case .badConfiguration: 5
        }
    }

    static func < (left: ExitStatus, right: ExitStatus) -> Bool { left.severity < right.severity }
}

/// Why a command ends early, described for a person.
struct CommandError: Error {
    let status: ExitStatus
    let message: String
    let hint: String?
    /// The message on one line, for a log record.
    let summary: String

    init(_ status: ExitStatus, _ message: String, summary: String? = nil, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
        self.summary = summary ?? message
    }

    /// Writes `error: …` and `hint: …` to standard error, a line each.
    func report() {
        Console.printError("error: \(message)")
        if let hint { Console.printError("hint: \(hint)") }
    }
}

extension CommandError {
    /// A sweep's problem, as the failure of a command that can't continue.
    ///
    /// - Parameter invocation: options that make commands mean the same policy and state.
    init(_ problem: SweepError, account: String, under invocation: Invocation) {
        self.init(problem.exitStatus, "\(account): \(problem)", hint: problem.hint(for: account, under: invocation))
    }
}

extension SweepError {
    var exitStatus: ExitStatus {
        switch self {
        case .sharedTrash: .badConfiguration
        case .keyRefused, .otherTrash: .keyRefused
        case .unavailable, .unsupportedPortal, .noAudit, .storage: .unavailable
        case .gaveUp, .cancelled, .superseded: .temporaryFailure
        case .state, .refused, .blocked, .itemsFailed, .incompleteListing, .noReadableDates, .unknownHolds,
            .awaitingApproval, .paused:
            .incomplete
        }
    }

    /// The remedy, with complete commands.
    ///
    /// - Parameters:
    ///   - account: the one with the problem.
    ///   - invocation: options that make commands mean the same policy and state.
    func hint(for account: String, under invocation: Invocation) -> String? {
        let plan = invocation.command("plan", "--account", account)
        switch self {
        case .refused(let refusal) where refusal.isLimit: return invocation.confirmation(of: account)
        case .blocked: return invocation.confirmation(of: account) + ", or change the policy"
        case .unsupportedPortal(.unknown):
            return
                "open /api/2.0/settings/version/build of the portal in a browser: it must answer with its version; `\(plan)` works meanwhile"
        case .unsupportedPortal:
            return "update DocSpace to \(PortalSupport.oldest) or later; `\(plan)` works meanwhile"
        case .otherTrash:
            return "give the account a key of the same user as before; if the other trash is intended, confirm it with "
                + "`\(invocation.command("account", "accept", account))`"
        case .awaitingApproval:
            let approve = invocation.command("approve", "FILE")
            return "save a plan with `\(plan) --output FILE`; then somebody else runs `\(approve)`"
        case .paused: return "end the pause with `\(invocation.command("account", "resume", account))`, or --all"
        default: return generalHint
        }
    }

    /// The remedy for a problem that needs no command of ours.
    var generalHint: String? {
        switch self {
        case .keyRefused:
            "create a new key with the scope files:write as the user whose trash it is; if that doesn't help, the portal may restrict addresses"
        case .unavailable(let reason) where reason.hasPrefix("no connection to the portal"):
            "troubleshooting.md in /usr/share/doc/retentiond lists each cause and its remedy"
        case .unavailable:
            "check whether the portal answers in a browser; a suspended or unpaid portal refuses the API, too"
        case .noAudit:
            "check that journald is running and the disk is not full; where no journal runs, give --audit-log FILE"
        case .state:
            "check the file; if you move it away, the account starts from scratch and purges nothing until the grace period is over"
        case .refused: "set this machine's clock right, for example with timedatectl set-ntp true"
        case .storage:
            "depending on the error: free disk space, raise LimitNOFILE=, or give a writable directory with --state-directory"
        case .gaveUp: "wait a while and try again"
        case .itemsFailed:
            "the warnings above name them; each is tried again after a while: `retentiond audit --action quarantine` shows when"
        case .noReadableDates:
            "check \"updated\" in /api/2.0/files/@trash of the portal; meanwhile held items are restored at once"
        case .sharedTrash: "remove one of the two accounts: no trash is swept under two names"
        case .incompleteListing:
            "the next sweep lists the trash again; if this continues, find the entry that the portal can't list"
        case .unknownHolds: "fix the file; if you remove it, its item is no longer held"
        case .cancelled: "the next sweep checks the pending requests"
        case .superseded, .blocked, .unsupportedPortal, .otherTrash, .awaitingApproval, .paused: nil
        }
    }
}

/// A command with its own exit status.
protocol Command: AsyncParsableCommand {
    /// - Returns: nil for success.
    func execute() async throws(CommandError) -> ExitStatus?
}

extension Command {
    func run() async throws {
        // Before any key is read. Nothing else depends on its success.
        ProcessMemory.hide()
        let status: ExitStatus?
        do throws(CommandError) {
            status = try await execute()
        } catch {
            error.report()
            throw ExitCode(error.status.rawValue)
        }
        if let status { throw ExitCode(status.rawValue) }
    }
}
