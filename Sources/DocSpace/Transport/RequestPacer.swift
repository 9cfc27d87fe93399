package import FoundationEssentials

/// Keeps one key below the portal's limit of requests a minute (1,500, shared with the person's own work), and lower for a
/// while when the portal asks for that.
package actor RequestPacer {
    /// `Int.max`: no limit.
    private var perMinute: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sleep: @Sendable (Duration) async throws -> Void
    private var recent: [ContinuousClock.Instant] = []
    /// The present limit: halved by each 429 or 503, and raised again each minute by a tenth of the maximum.
    private var allowed: Int
    private var allowedSince: ContinuousClock.Instant
    private var writes: WriteBudget
    private let wall: @Sendable () -> Date
    private let keep: @Sendable ([WriteBudget.Hour]) -> Void
    /// For each kind, the end of the pause that the portal requested.
    private var pauses: [RequestKind: ContinuousClock.Instant] = [:]
    /// Writes that have been admitted ahead of time.
    private var reserved: Set<WriteBudget.Use> = []
    /// When the portal last complained of too many requests.
    private var complainedAt: ContinuousClock.Instant?

    package enum RequestKind: Sendable { case read, write }

    /// A reading waits no longer than this for a pause to end.
    private static let longestWait = RetryPolicy().longestRetryAfter
    /// A `Retry-After` counts as this at most: no answer may keep the account from being checked for long.
    private static let longestPause = Duration.seconds(15 * 60)

    /// For a minute after a complaint, readings pause this long before a write, so that a limiter that counts both has room
    /// for it.
    private static let restBeforeWrite = Duration.seconds(2)
    /// And this long after it was admitted, so that it is sent first.
    private static let restAfterWrite = Duration.milliseconds(500)

    /// - Parameters:
    ///   - perMinute: at most this many starts in any 60 s; 0: no limit.
    ///   - writes: the changes allowed in a day.
    ///   - keep: gets the argument for `remember`, before each write.
    ///   - wall: the clock for days, for a count that outlives the process.
    ///   - now: the clock for minutes.
    package init(
        perMinute: Int = 1_200, writes: WriteBudget = WriteBudget(),
        keep: @escaping @Sendable ([WriteBudget.Hour]) -> Void = { _ in },
        wall: @escaping @Sendable () -> Date = { Date() },
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.perMinute = Self.limit(perMinute)
        self.writes = writes
        self.keep = keep
        self.wall = wall
        self.now = now
        self.sleep = sleep
        allowed = Self.limit(perMinute)
        allowedSince = now()
    }

    /// Continues at another pace, and keeps the counts.
    ///
    /// - Parameters: as those of `init`.
    package func setPace(perMinute: Int, writes: WriteBudget) {
        self.writes.adopt(limitsOf: writes)
        let limit = Self.limit(perMinute)
        guard limit != self.perMinute else { return }
        allowed = allowed == self.perMinute ? limit : min(allowed, limit)
        self.perMinute = limit
    }

    /// - Parameter perMinute: as configured, where 0 means no limit.
    private static func limit(_ perMinute: Int) -> Int { perMinute == 0 ? .max : perMinute }

    /// Waits until one more reading may start.
    ///
    /// - Throws: `throttled` at once if the portal wants none for minutes.
    package func admit() async throws(DocSpaceError) {
        while let pause = pause(of: .read) {
            guard pause <= Self.longestWait else { throw .throttled(retryAfterSeconds: pause.wholeSeconds) }
            do { try await sleep(pause) } catch { throw .cancelled }
        }
        try await takeTurn()
    }

    private func takeTurn() async throws(DocSpaceError) {
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

    /// The clock for minutes.
    nonisolated package var instant: ContinuousClock.Instant { now() }

    /// Waits until one more write may start, and reserves it: the next `admit` of this use does not wait. The state that a
    /// write assumes can be read in between, and is fresh when the write is sent.
    ///
    /// - Throws: as `admit`.
    package func reserve(_ use: WriteBudget.Use) async throws(DocSpaceError) {
        guard !reserved.contains(use) else { return try checkPause() }
        try await enter(use)
        reserved.insert(use)
    }

    /// Waits until one more write may start.
    ///
    /// - Throws: `writesUsedUp` at once if no more may be sent for hours, `throttled` at once if the portal wants none now:
    ///   after waiting, the trash must be listed again.
    package func admit(_ use: WriteBudget.Use) async throws(DocSpaceError) {
        guard reserved.remove(use) == nil else { return try checkPause() }
        try await enter(use)
    }

    private func checkPause() throws(DocSpaceError) {
        if let pause = pause(of: .write) { throw .throttled(retryAfterSeconds: pause.wholeSeconds) }
    }

    private func enter(_ use: WriteBudget.Use) async throws(DocSpaceError) {
        try checkPause()
        if let wait = writes.take(for: use, at: wall()) {
            throw .writesUsedUp(retryAfterSeconds: wait.wholeSeconds)
        }
        keep(writes.hours)
        if let complainedAt, complainedAt.duration(to: now()) < .seconds(60) {
            let rest = now() + Self.restBeforeWrite + Self.restAfterWrite
            pauses[.read] = max(rest, pauses[.read] ?? rest)
            do { try await sleep(Self.restBeforeWrite) } catch { throw .cancelled }
        }
        try await takeTurn()
    }

    /// Counts writes of other processes with the same key.
    package func remember(_ hours: [WriteBudget.Hour]) { writes.remember(hours) }

    /// The rest of the pause that the portal requested.
    private func pause(of kind: RequestKind) -> Duration? {
        guard let left = pauses[kind].map({ now().duration(to: $0) }), left > .zero else { return nil }
        return left
    }

    /// The portal answered that there were too many requests: with 429, or with 503 as some limiters in front of it do.
    ///
    /// - Parameters:
    ///   - seconds: how long it asked us to wait, if it did.
    ///   - kind: of the refused request.
    package func throttled(_ seconds: Int?, _ kind: RequestKind) {
        let now = now()
        complainedAt = now
        if let seconds {
            let end = now + min(.seconds(seconds), Self.longestPause)
            // A refused write may have used up a day's limit, which does not affect readings.
            let held: [RequestKind] = kind == .read ? [.read, .write] : [.write]
            for kind in held { pauses[kind] = max(end, pauses[kind] ?? end) }
        }
        // Several requests may be under way; together they count as one complaint.
        guard allowed == perMinute || allowedSince.duration(to: now) >= .seconds(1) else { return }
        // Without a limit, the number sent in the last minute was too much.
        allowed = max(1, (allowed == .max ? recent.count : allowed) / 2)
        allowedSince = now
    }

    private func recover(_ now: ContinuousClock.Instant) {
        guard allowed < perMinute, allowedSince.duration(to: now) >= .seconds(60) else { return }
        // Without a configured limit it doubles until there is none.
        allowed =
            perMinute == .max
            ? (allowed > 100_000 ? .max : allowed * 2) : min(perMinute, allowed + max(1, perMinute / 10))
        allowedSince = now
    }
}

extension Duration {
    /// Rounded up.
    fileprivate var wholeSeconds: Int { Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0) }
}
