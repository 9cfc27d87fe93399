/// When each message is tried, and when again. Pure: whatever becomes of one message holds up no other.
package struct NotificationQueue: Sendable {
    /// What became of an attempt.
    package enum Result: Sendable {
        case taken
        /// No answer, or one that says that the receiver is unwell.
        case failed
        /// The receiver doesn't want this message: the same one is of no use to it.
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
    /// Seconds until a rejected message is tried once more: its receiver may have been set right.
    private static let restOfRejected = 86_400.0
    /// So many are under way at once.
    private static let maxUnderWay = 8

    private var attempts: [String: Attempts] = [:]

    package init() {}

    /// The messages to be tried now, which count as under way from here on.
    ///
    /// - Parameters:
    ///   - due: all that still have to be sent, the oldest first.
    ///   - now: in seconds of a clock that nobody sets.
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

    /// An attempt has ended.
    ///
    /// - Parameter jitter: around 1; by how much a pause within a round is longer.
    /// - Returns: whether the message is left alone for a while now.
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

    /// When the next one that waits is to be tried; nil when none waits.
    package var nextAt: Double? { attempts.values.filter { !$0.isUnderWay }.map(\.nextAt).min() }
}
