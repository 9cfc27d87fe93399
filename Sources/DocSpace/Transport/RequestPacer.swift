/// Keeps one key below the portal's limit of requests a minute (1,500, shared with the person's own work).
package actor RequestPacer {
    private let perMinute: Int
    private let sleep: @Sendable (Duration) async throws -> Void
    private var recent: [ContinuousClock.Instant] = []

    /// - Parameter perMinute: at most this many starts in any 60 s.
    package init(
        perMinute: Int = 1_200,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.perMinute = perMinute
        self.sleep = sleep
    }

    /// Waits until one more request may start.
    package func admit() async throws(DocSpaceError) {
        while true {
            let now = ContinuousClock.now
            recent.removeAll { $0.duration(to: now) >= .seconds(60) }
            guard recent.count >= perMinute, let first = recent.first else {
                recent.append(now)
                return
            }
            do { try await sleep(.seconds(60) - first.duration(to: now)) } catch { throw .cancelled }
        }
    }
}
