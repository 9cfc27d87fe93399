import FoundationEssentials
import Retention
import RetentionEngine

/// `status --check`: one line, performance data and an exit code, as Icinga and Nagios expect them.
struct StatusCheck {
    enum Level: Int {
        case ok = 0
        case warning
        case critical
        case unknown

        /// Nil for success.
        var exitStatus: ExitStatus? {
            switch self {
            case .ok: nil
            case .warning: .incomplete
            case .critical: .critical
            case .unknown: .notRunning
            }
        }

        /// In the form of monitoring plugins.
        var label: String {
            switch self {
            case .ok: "OK"
            case .warning: "WARNING"
            case .critical: "CRITICAL"
            case .unknown: "UNKNOWN"
            }
        }
    }

    /// The number of findings that are named; others are counted.
    private static let maxNamed = 5

    let level: Level
    /// Without a newline.
    let line: String

    struct Finding {
        let level: Level
        let text: String
    }

    /// - Parameters:
    ///   - status: as last written; nil if no service ever ran here.
    ///   - names: of the accounts to check; empty for all.
    ///   - stopped: why the service isn't running, if known.
    init(running: Bool, status: ServiceStatus?, names: [String], stopped: StoppedUnit?, now: Date) {
        guard running, let status else {
            let reason = stopped.map { ": \($0.reason)" } ?? ""
            self.init(.unknown, "the service is not running\(reason)", data: [])
            return
        }
        let missing = names.filter { name in !status.accounts.contains { $0.name == name } }
        guard missing.isEmpty else {
            self.init(.unknown, "the service has no account \(missing.joined(separator: ", "))", data: [])
            return
        }
        let accounts = status.accounts.filter { names.isEmpty || names.contains($0.name) }
        var findings = accounts.flatMap { Self.findings($0, status, now) }
        if names.isEmpty { findings += Self.findings(status) }
        let level = findings.map(\.level).max { $0.rawValue < $1.rawValue } ?? .ok
        let sorted =
            findings.filter { $0.level == .critical } + findings.filter { $0.level == .warning }
        var texts = sorted.prefix(Self.maxNamed).map(\.text)
        if sorted.count > Self.maxNamed { texts.append("and \(sorted.count - Self.maxNamed) more") }
        let text = texts.isEmpty ? Self.calm(accounts) : texts.joined(separator: "; ")
        self.init(level, text, data: Self.data(accounts, status, now))
    }

    private init(_ level: Level, _ text: String, data: [(name: String, value: Int)]) {
        self.level = level
        // A bar begins the performance data.
        let text = String(sanitizing: text).replacing("|", with: "¦")
        let values = data.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        line = "RETENTIOND \(level.label) - \(text)" + (values.isEmpty ? "" : " | \(values)")
    }

    private static func calm(_ accounts: [AccountStatus]) -> String {
        var text = counted(accounts.count, "account")
        if let oldest = accounts.compactMap({ $0.lastSweep?.finishedAt }).min() {
            text += ", all swept since \(LocalTime.ofMachine.dateAndTime(oldest, hasSeconds: false))"
        }
        return text
    }

    private static func findings(_ status: ServiceStatus) -> [Finding] {
        let rejected = status.policyProblem.map { "the changed policy was refused: \($0)" }
        return ([rejected].compactMap(\.self) + (status.problems ?? [])).map { Finding(level: .warning, text: $0) }
    }

    private static func findings(_ account: AccountStatus, _ status: ServiceStatus, _ now: Date) -> [Finding] {
        AccountFacts(account, in: status).problems(at: now).compactMap { problem in
            finding(problem).map { Finding(level: $0.level, text: "\(account.name): \($0.text)") }
        }
    }

    /// Nil for a problem that a failing sweep reports, and for one that the policy intends.
    static func finding(_ problem: AccountProblem) -> Finding? {
        switch problem {
        case .blocked(let reason, _): Finding(level: .critical, text: "blocked: \(reason)")
        case .failing(let reason, let inARow, _):
            Finding(
                level: .critical,
                text: (reason ?? "the last sweep left something undone") + AccountProblem.repetition(inARow))
        case .overdue(let last):
            Finding(
                level: .critical,
                text: "overdue: " + (last.map { "last swept on \($0.formatted(.iso8601))" } ?? "not swept yet"))
        case .keyExpires(let end, _): Finding(level: .warning, text: "its key expires on \(end.formatted(.iso8601))")
        case .paused(let pause): Finding(level: .warning, text: pause)
        case .quarantine(let count):
            Finding(level: .warning, text: "\(count) item\(count == 1 ? "" : "s") in quarantine")
        case .unsupportedPortal, .otherTrash, .readOnlyKey, .unlisted, .backlog: nil
        }
    }

    private static func data(
        _ accounts: [AccountStatus], _ status: ServiceStatus, _ now: Date
    ) -> [(name: String, value: Int)] {
        let counts = accounts.compactMap { $0.lastSweep?.counts }
        let overdue = accounts.count { account in
            AccountFacts(account, in: status).problems(at: now).contains {
                if case .overdue = $0 { true } else { false }
            }
        }
        return [
            ("accounts", accounts.count),
            ("failing", accounts.count { $0.health != .ok || $0.problem != nil }),
            ("blocked", accounts.count { $0.blocked != nil }),
            ("overdue", overdue),
            ("quarantined", accounts.reduce(0) { $0 + $1.quarantined }),
            ("trash", counts.reduce(0) { $0 + $1.listed }), ("due", counts.reduce(0) { $0 + $1.due }),
        ]
    }
}
