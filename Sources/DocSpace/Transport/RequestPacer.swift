/// Keeps one key below the portal's limit of requests a minute (1,500, shared with the person's own work).
package actor RequestPacer {
    private let perMinute: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sleep: @Sendable (Duration) async throws -> Void
    private var recent: [ContinuousClock.Instant] = []

    /// - Parameters:
    ///   - perMinute: at most this many starts in any 60 s.
    ///   - now: the clock that those are measured on.
    package init(
        perMinute: Int = 1_200, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.perMinute = perMinute
        self.now = now
        self.sleep = sleep
    }

    /// Waits until one more request may start.
    package func admit() async throws(DocSpaceError) {
        while true {
            let now = now()
            recent.removeAll { $0.duration(to: now) >= .seconds(60) }
            guard recent.count >= perMinute, let first = recent.first else {
                recent.append(now)
                return
            }
            do { try await sleep(.seconds(60) - first.duration(to: now)) } catch { throw .cancelled }
        }
    }
}
