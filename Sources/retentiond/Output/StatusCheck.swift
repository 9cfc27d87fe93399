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

        /// As plugins write it.
        var word: String {
            switch self {
            case .ok: "OK"
            case .warning: "WARNING"
            case .critical: "CRITICAL"
            case .unknown: "UNKNOWN"
            }
        }
    }

    /// Findings that are named; the rest is counted.
    private static let mostNamed = 5
    /// A key that expires sooner is worth a warning.
    private static let keyWarning: TimeInterval = 14 * 86_400
    /// What an account may be late beyond two intervals, in seconds.
    private static let tolerance: TimeInterval = 600

    let level: Level
    /// Without a newline.
    let line: String

    private struct Finding {
        let level: Level
        let text: String
    }

    /// - Parameters:
    ///   - status: as last written; nil when no service ever ran here.
    ///   - names: of the accounts to look at; empty for all.
    ///   - stopped: why a service that isn't running stopped, if that is known.
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
        var texts = sorted.prefix(Self.mostNamed).map(\.text)
        if sorted.count > Self.mostNamed { texts.append("and \(sorted.count - Self.mostNamed) more") }
        let text = texts.isEmpty ? Self.calm(accounts) : texts.joined(separator: "; ")
        self.init(level, text, data: Self.data(accounts, status, now))
    }

    private init(_ level: Level, _ text: String, data: [(name: String, value: Int)]) {
        self.level = level
        // A bar begins the performance data.
        let text = HarmlessText.of(text).replacing("|", with: "¦")
        let values = data.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        line = "RETENTIOND \(level.word) - \(text)" + (values.isEmpty ? "" : " | \(values)")
    }

    private static func calm(_ accounts: [AccountStatus]) -> String {
        var text = "\(accounts.count) account\(accounts.count == 1 ? "" : "s")"
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
        var findings: [Finding] = []
        func add(_ level: Level, _ text: String) {
            findings.append(Finding(level: level, text: "\(account.name): \(text)"))
        }
        if let blocked = account.blocked {
            add(.critical, "blocked: \(blocked)")
        } else if account.health != .ok || account.problem != nil {
            let times = account.consecutiveFailures > 1 ? " (\(account.consecutiveFailures) times in a row)" : ""
            add(.critical, (account.problem ?? "the last sweep left something undone") + times)
        }
        if isOverdue(account, status, now) { add(.critical, "overdue: " + lastSweep(account)) }
        if let end = account.keyExpiresAt, end.timeIntervalSince(now) < keyWarning {
            add(.warning, "its key expires on \(end.formatted(.iso8601))")
        }
        if let paused = account.paused { add(.warning, paused) }
        if account.quarantined > 0 {
            add(.warning, "\(account.quarantined) item\(account.quarantined == 1 ? "" : "s") in quarantine")
        }
        return findings
    }

    private static func lastSweep(_ account: AccountStatus) -> String {
        account.lastSweep.map { "last swept on \($0.finishedAt.formatted(.iso8601))" } ?? "not swept yet"
    }

    /// Whether no sweep has ended for so long that none can be coming regularly. One under way may take its time: a service
    /// that hangs is ended by the watchdog.
    private static func isOverdue(_ account: AccountStatus, _ status: ServiceStatus, _ now: Date) -> Bool {
        guard account.activity == nil, let interval = status.checkIntervalSeconds else { return false }
        let last = max(account.lastSweep?.finishedAt ?? .distantPast, status.startedAt)
        return now.timeIntervalSince(last) > 2 * interval + tolerance
    }

    private static func data(
        _ accounts: [AccountStatus], _ status: ServiceStatus, _ now: Date
    ) -> [(name: String, value: Int)] {
        let counts = accounts.compactMap { $0.lastSweep?.counts }
        return [
            ("accounts", accounts.count),
            ("failing", accounts.count { $0.health != .ok || $0.problem != nil }),
            ("blocked", accounts.count { $0.blocked != nil }),
            ("overdue", accounts.count { isOverdue($0, status, now) }),
            ("quarantined", accounts.reduce(0) { $0 + $1.quarantined }),
            ("trash", counts.reduce(0) { $0 + $1.listed }), ("due", counts.reduce(0) { $0 + $1.due }),
        ]
    }
}
