/// Keeps one key below the portal's limit of requests a minute (1,500, shared with the person's own work), and further
/// below for a while when the portal asks for that.
package actor RequestPacer {
    private let perMinute: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sleep: @Sendable (Duration) async throws -> Void
    private var recent: [ContinuousClock.Instant] = []
    /// What is allowed at present: halved by each 429, and growing again by a tenth of the most each minute.
    private var allowed: Int
    private var allowedSince: ContinuousClock.Instant
    private var writes: WriteBudget

    /// - Parameters:
    ///   - perMinute: at most this many starts in any 60 s.
    ///   - writes: what may be changed in a day.
    ///   - now: the clock that those are measured on.
    package init(
        perMinute: Int = 1_200, writes: WriteBudget = WriteBudget(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.perMinute = perMinute
        self.writes = writes
        self.now = now
        self.sleep = sleep
        allowed = perMinute
        allowedSince = now()
    }

    /// Waits until one more request may start.
    package func admit() async throws(DocSpaceError) {
        while true {
            let now = now()
            recover(now)
            let expired = recent.prefix { $0.duration(to: now) >= .seconds(60) }.count
            recent.removeFirst(expired)
            guard recent.count >= allowed, let first = recent.first else {
                recent.append(now)
                return
            }
            do { try await sleep(.seconds(60) - first.duration(to: now)) } catch { throw .cancelled }
        }
    }

    /// Waits until one more write may start.
    ///
    /// - Throws: `writesUsedUp` at once when there may be no more for hours.
    package func admit(_ use: WriteBudget.Use) async throws(DocSpaceError) {
        if let wait = writes.take(for: use, at: now()) {
            throw .writesUsedUp(retryAfterSeconds: Int(wait.components.seconds) + 1)
        }
        try await admit()
    }

    /// The portal answered that there were too many requests.
    package func throttled() {
        let now = now()
        // Several requests may be under way; together they are one complaint.
        guard allowed == perMinute || allowedSince.duration(to: now) >= .seconds(1) else { return }
        allowed = max(1, allowed / 2)
        allowedSince = now
    }

    private func recover(_ now: ContinuousClock.Instant) {
        guard allowed < perMinute, allowedSince.duration(to: now) >= .seconds(60) else { return }
        allowed = min(perMinute, allowed + max(1, perMinute / 10))
        allowedSince = now
    }
}
