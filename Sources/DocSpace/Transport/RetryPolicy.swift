/// When a failed reading is tried again. Pure: the caller sleeps.
///
/// With the standard values and no `Retry-After` the waits are about 0.5, 1, 2 and 4 s, each shortened at random by up to a
/// half, so that many daemons don't return together.
package struct RetryPolicy: Sendable {
    /// All attempts, the first included.
    package var attempts = 5
    /// All attempts if the portal doesn't answer at all: each of them takes long.
    package var attemptsAfterTimeout = 2
    package var firstDelay = Duration.milliseconds(500)
    package var longestDelay = Duration.seconds(30)
    /// A longer `Retry-After` ends the attempts for now.
    package var longestRetryAfter = Duration.seconds(120)

    package init() {}

    /// - Parameters:
    ///   - attempt: how many attempts have failed, from 1.
    ///   - random: 0..<1.
    /// - Returns: how long to wait before the next attempt; nil: give up.
    package func delay(after error: DocSpaceError, attempt: Int, random: Double) -> Duration? {
        guard error.isTransient, attempt < (error == .timedOut ? attemptsAfterTimeout : attempts) else { return nil }
        if let seconds = error.retryAfterSeconds {
            let requested = Duration.seconds(seconds)
            return requested <= longestRetryAfter ? requested + firstDelay * random : nil
        }
        let doubled = firstDelay * (1 << min(attempt - 1, 16))
        return min(doubled, longestDelay) * (1 - random / 2)
    }
}
