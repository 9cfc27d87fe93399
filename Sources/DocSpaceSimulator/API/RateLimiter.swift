/// The limits per user, measured on the clock's `elapsed` axis (api.md §8).
struct RateLimiter: Sendable {
    private var requests: [UserID?: [Duration]] = [:]
    private var writes: [UserID?: [Duration]] = [:]
    private var reading: [UserID?: Int] = [:]
    private var writing: [UserID?: Int] = [:]

    /// A rejection, with seconds to wait if the limiter knows them: the concurrency limiters do not.
    struct Rejection {
        let retryAfterSeconds: Int?
        let limit: Int
    }

    /// Counts a request in, unless a limit forbids it. `leave` must follow an admitted one.
    mutating func enter(_ user: UserID?, isRead: Bool, isDailyWrite: Bool, at now: Duration, limits: RateLimits)
        -> Rejection?
    {
        if isRead, reading[user, default: 0] >= limits.concurrentReads {
            return Rejection(retryAfterSeconds: nil, limit: limits.concurrentReads)
        }
        if !isRead, writing[user, default: 0] >= limits.concurrentWrites {
            return Rejection(retryAfterSeconds: nil, limit: limits.concurrentWrites)
        }
        if let wait = Self.wait(&requests[user, default: []], .seconds(60), limits.requestsPerMinute, now) {
            return Rejection(retryAfterSeconds: wait, limit: limits.requestsPerMinute)
        }
        if isDailyWrite, let wait = Self.wait(&writes[user, default: []], .seconds(86_400), limits.writesPerDay, now) {
            return Rejection(retryAfterSeconds: wait, limit: limits.writesPerDay)
        }
        requests[user, default: []].append(now)
        if isDailyWrite { writes[user, default: []].append(now) }
        if isRead { reading[user, default: 0] += 1 } else { writing[user, default: 0] += 1 }
        return nil
    }

    /// Ends an admitted request.
    mutating func leave(_ user: UserID?, isRead: Bool) {
        if isRead { reading[user, default: 1] -= 1 } else { writing[user, default: 1] -= 1 }
    }

    /// Seconds until the window has room, nil if it has.
    private static func wait(_ times: inout [Duration], _ window: Duration, _ limit: Int, _ now: Duration) -> Int? {
        if let firstInside = times.firstIndex(where: { $0 > now - window }) {
            times.removeFirst(firstInside)
        } else {
            times.removeAll()
        }
        guard times.count >= limit else { return nil }
        guard let oldest = times.first else { return 1 }
        return max(1, Int((oldest + window - now).seconds.rounded(.up)))
    }
}
