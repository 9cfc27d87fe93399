/// The load that the daemon puts on the portal.
struct Pace: Sendable {
    /// More requests than this in an hour are a busy loop. A sweep that divides calls over 45 items and follows each
    /// part needs some hundreds.
    static let maxPerHour = 2_500

    private(set) var maximum = 0
    private(set) var total = 0
    private var hour = -1
    private var count = 0
    /// By path. A restarted daemon doesn't know them.
    private var waits: [String: (until: Duration, process: Int)] = [:]

    /// - Returns: the broken promise, if there is one.
    mutating func count(at elapsed: Duration, path: String, process: Int) -> String? {
        let now = Int(elapsed.components.seconds / 3_600)
        if now != hour { (hour, count) = (now, 0) }
        count += 1
        total += 1
        maximum = max(maximum, count)
        if count == Self.maxPerHour { return "more than \(Self.maxPerHour) requests in an hour" }
        if let wait = waits.removeValue(forKey: path), wait.process == process, elapsed < wait.until {
            return "came back \(wait.until - elapsed) before the portal wanted"
        }
        return nil
    }

    mutating func wait(until: Duration, path: String, process: Int) {
        waits[path] = (until, process)
    }
}
