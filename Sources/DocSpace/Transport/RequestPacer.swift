package import FoundationEssentials
import Synchronization

/// Keeps one key below the portal's limit of requests a minute (1,500, shared with the person's own work), and lower for a
/// while when the portal asks for that.
///
/// Its state has a lock, because going to an actor and back wakes two threads for each page of a listing.
package final class RequestPacer: Sendable {
    fileprivate struct State {
        /// `Int.max`: no limit.
        var perMinute: Int
        var recent: [ContinuousClock.Instant] = []
        /// The present limit: halved by each 429 or 503, and raised again each minute by a tenth of the maximum.
        var allowed: Int
        var allowedSince: ContinuousClock.Instant
        var writes: WriteBudget
        /// For each kind, the end of the pause that the portal requested.
        var pauses: [RequestKind: ContinuousClock.Instant] = [:]
        /// Writes that have been admitted ahead of time.
        var reserved: Set<WriteBudget.Use> = []
        /// When the portal last complained of too many requests.
        var complainedAt: ContinuousClock.Instant?
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sleep: @Sendable (Duration) async throws -> Void
    private let wall: @Sendable () -> Date
    private let keep: @Sendable ([WriteBudget.Hour]) -> Void

    package enum RequestKind: Sendable { case read, write }

    /// A reading waits no longer than this for a pause to end.
    private static let longestWait = RetryPolicy().longestRetryAfter
    /// A `Retry-After` counts as this at most: no answer may keep the account from being checked for long.
    fileprivate static let longestPause = Duration.seconds(15 * 60)

    /// For a minute after a complaint, readings pause this long before a write, so that a limiter that counts both has room
    /// for it.
    fileprivate static let restBeforeWrite = Duration.seconds(2)
    /// And this long after it was admitted, so that it is sent first.
    fileprivate static let restAfterWrite = Duration.milliseconds(500)

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
        let limit = Self.limit(perMinute)
        state = Mutex(State(perMinute: limit, allowed: limit, allowedSince: now(), writes: writes))
        self.keep = keep
        self.wall = wall
        self.now = now
        self.sleep = sleep
    }

    /// Continues at another pace, and keeps the counts.
    ///
    /// - Parameters: as those of `init`.
    package func setPace(perMinute: Int, writes: WriteBudget) {
        let limit = Self.limit(perMinute)
        state.withLock { state in
            state.writes.adopt(limitsOf: writes)
            guard limit != state.perMinute else { return }
            state.allowed = state.allowed == state.perMinute ? limit : min(state.allowed, limit)
            state.perMinute = limit
        }
    }

    /// - Parameter perMinute: as configured, where 0 means no limit.
    private static func limit(_ perMinute: Int) -> Int { perMinute == 0 ? .max : perMinute }

    /// Waits until one more reading may start.
    ///
    /// - Throws: `throttled` at once if the portal wants none for minutes.
    package func admit() async throws(DocSpaceError) {
        while let pause = pause(of: .read) {
            guard pause <= Self.longestWait else { throw .throttled(retryAfterSeconds: pause.wholeSeconds) }
            try await rest(pause)
        }
        try await takeTurn()
    }

    private func takeTurn() async throws(DocSpaceError) {
        while let wait = state.withLock({ $0.takeTurn(now()) }) { try await rest(wait) }
    }

    private func rest(_ duration: Duration) async throws(DocSpaceError) {
        do { try await sleep(duration) } catch { throw .cancelled }
    }

    /// The clock for minutes.
    package var instant: ContinuousClock.Instant { now() }

    /// Waits until one more write may start, and reserves it: the next `admit` of this use does not wait. The state that a
    /// write assumes can be read in between, and is fresh when the write is sent.
    ///
    /// - Throws: as `admit`.
    package func reserve(_ use: WriteBudget.Use) async throws(DocSpaceError) {
        guard !state.withLock({ $0.reserved.contains(use) }) else { return try checkPause() }
        try await enter(use)
        state.withLock { _ = $0.reserved.insert(use) }
    }

    /// Waits until one more write may start.
    ///
    /// - Throws: `writesUsedUp` at once if no more may be sent for hours, `throttled` at once if the portal wants none now:
    ///   after waiting, the trash must be listed again.
    package func admit(_ use: WriteBudget.Use) async throws(DocSpaceError) {
        guard state.withLock({ $0.reserved.remove(use) }) == nil else { return try checkPause() }
        try await enter(use)
    }

    private func checkPause() throws(DocSpaceError) {
        if let pause = pause(of: .write) { throw .throttled(retryAfterSeconds: pause.wholeSeconds) }
    }

    private func enter(_ use: WriteBudget.Use) async throws(DocSpaceError) {
        try checkPause()
        let mustRest = try state.withLock { state throws(DocSpaceError) in
            if let wait = state.writes.take(for: use, at: wall()) {
                throw .writesUsedUp(retryAfterSeconds: wait.wholeSeconds)
            }
            // Within the lock: an older count must not replace a newer one.
            keep(state.writes.hours)
            return state.holdReadings(now())
        }
        if mustRest { try await rest(Self.restBeforeWrite) }
        try await takeTurn()
    }

    /// Counts writes of other processes with the same key.
    package func remember(_ hours: [WriteBudget.Hour]) { state.withLock { $0.writes.remember(hours) } }

    /// The rest of the pause that the portal requested.
    private func pause(of kind: RequestKind) -> Duration? {
        guard let left = state.withLock({ $0.pauses[kind] }).map({ now().duration(to: $0) }), left > .zero else {
            return nil
        }
        return left
    }

    /// The portal answered that there were too many requests: with 429, or with 503 as some limiters in front of it do.
    ///
    /// - Parameters:
    ///   - seconds: how long it asked us to wait, if it did.
    ///   - kind: of the refused request.
    package func throttled(_ seconds: Int?, _ kind: RequestKind) {
        state.withLock { $0.throttled(seconds, kind, now()) }
    }
}

extension RequestPacer.State {
    /// - Returns: how long to wait before trying again; nil if one more request was counted.
    mutating func takeTurn(_ now: ContinuousClock.Instant) -> Duration? {
        recover(now)
        let expired = recent.prefix { $0.duration(to: now) >= .seconds(60) }.count
        recent.removeFirst(expired)
        guard recent.count >= allowed, let first = recent.first else {
            recent.append(now)
            return nil
        }
        return .seconds(60) - first.duration(to: now)
    }

    /// Has readings pause if the portal complained lately.
    ///
    /// - Returns: whether it did.
    mutating func holdReadings(_ now: ContinuousClock.Instant) -> Bool {
        guard let complainedAt, complainedAt.duration(to: now) < .seconds(60) else { return false }
        let rest = now + RequestPacer.restBeforeWrite + RequestPacer.restAfterWrite
        pauses[.read] = max(rest, pauses[.read] ?? rest)
        return true
    }

    mutating func throttled(_ seconds: Int?, _ kind: RequestPacer.RequestKind, _ now: ContinuousClock.Instant) {
        complainedAt = now
        if let seconds {
            let end = now + min(.seconds(seconds), RequestPacer.longestPause)
            // A refused write may have used up a day's limit, which does not affect readings.
            let held: [RequestPacer.RequestKind] = kind == .read ? [.read, .write] : [.write]
            for kind in held { pauses[kind] = max(end, pauses[kind] ?? end) }
        }
        // Several requests may be under way; together they count as one complaint.
        guard allowed == perMinute || allowedSince.duration(to: now) >= .seconds(1) else { return }
        // Without a limit, the number sent in the last minute was too much.
        allowed = max(1, (allowed == .max ? recent.count : allowed) / 2)
        allowedSince = now
    }

    private mutating func recover(_ now: ContinuousClock.Instant) {
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
