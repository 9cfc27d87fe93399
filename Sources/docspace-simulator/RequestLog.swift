import DocSpaceSimulator
import Glibc

/// `--log`: a line per answered request on standard error.
enum RequestLog {
    /// Follows until cancelled. Keys never appear: the log has only paths and statuses.
    static func follow(_ portal: SimulatedPortal) async throws {
        var next = 0
        while true {
            try await Task.sleep(for: .milliseconds(200))
            let records = portal.ledger.requests
            for record in records.dropFirst(next) {
                let query = record.query.isEmpty ? "" : "?\(record.query)"
                let status = record.status.map(String.init) ?? "reset"
                write("\(record.number) \(record.method) \(record.path)\(query) \(status)\n", to: STDERR_FILENO)
            }
            next = records.count
        }
    }
}
