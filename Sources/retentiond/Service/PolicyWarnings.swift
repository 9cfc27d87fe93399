import Logging
import Retention

/// Logs settings of a policy that are allowed but probably not intended: once at the start, and once at each reload.
enum PolicyWarnings {
    /// More than anybody reads.
    private static let maxLogged = 50

    static func log(_ warnings: [PolicyProblem], to log: Logger) {
        for warning in warnings.prefix(maxLogged) {
            log.warning("policy doubtful", metadata: ["reason": "\(warning.summary)", "hint": "\(warning.hint)"])
        }
        let more = warnings.count - maxLogged
        if more > 0 { log.warning("\(more) more warnings about the policy; retentiond check shows them") }
    }
}
