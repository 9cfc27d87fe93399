/// When each message is tried, and when it is tried again. Pure. No message delays another.
package struct NotificationQueue: Sendable {
    /// The result of an attempt.
    package enum Result: Sendable {
        case taken
        /// No answer, or an answer that reports trouble at the receiver.
        case failed
        /// The receiver refuses this message: sending it again doesn't help.
        case rejected
    }

    private struct Attempts {
        var failures = 0
        var isUnderWay = true
        var nextAt = 0.0
    }

    /// Seconds between the attempts of a round.
    private static let pauses = [2.0, 8, 32]
    /// Seconds until the next round.
    private static let rest = 900.0
    /// Seconds until a rejected message is tried again: the receiver may have been fixed.
    private static let restOfRejected = 86_400.0
    /// The limit of messages under way at once.
    private static let maxUnderWay = 8

    private var attempts: [String: Attempts] = [:]

    package init() {}

    /// The messages to try now; from here on they count as under way.
    ///
    /// - Parameters:
    ///   - due: all that are still to be sent, the oldest first.
    ///   - now: in seconds of a monotonic clock.
    package mutating func start(_ due: [NotificationLedger.Entry], at now: Double) -> [NotificationLedger.Entry] {
        let ids = Set(due.map(\.id))
        attempts = attempts.filter { $0.value.isUnderWay || ids.contains($0.key) }
        var room = Self.maxUnderWay - attempts.values.count(where: \.isUnderWay)
        return due.filter { entry in
            let known = attempts[entry.id]
            guard room > 0, known.map({ !$0.isUnderWay && $0.nextAt <= now }) ?? true else { return false }
            room -= 1
            attempts[entry.id, default: Attempts()].isUnderWay = true
            return true
        }
    }

    /// Takes the end of an attempt.
    ///
    /// - Parameter jitter: a factor around 1 for a pause within a round.
    /// - Returns: whether the message now rests for a while.
    package mutating func end(_ id: String, _ result: Result, at now: Double, jitter: Double) -> Bool {
        guard var attempt = attempts.removeValue(forKey: id), result != .taken else { return false }
        attempt.isUnderWay = false
        attempt.failures += 1
        let index = (attempt.failures - 1) % (Self.pauses.count + 1)
        let isRoundOver = index == Self.pauses.count || result == .rejected
        let pause = result == .rejected ? Self.restOfRejected : isRoundOver ? Self.rest : Self.pauses[index] * jitter
        if result == .rejected { attempt.failures = 0 }
        attempt.nextAt = now + pause
        attempts[id] = attempt
        return isRoundOver
    }

    /// When the next waiting message is due; nil if none waits.
    package var nextAt: Double? { attempts.values.filter { !$0.isUnderWay }.map(\.nextAt).min() }
}
