package import FoundationEssentials

/// Why a sweep must not purge anything.
package enum Refusal: Hashable, Sendable, CustomStringConvertible {
    case tooManyItems(count: Int, limit: Int)
    case tooLargeShare(count: Int, listed: Int, limit: Double)
    case unusualInflow(received: Int, usualPerDay: Int, factor: Double)
    case clockDisagrees(seconds: Int)
    case clockUnreadable

    /// A refusal by a limit lasts until the policy changes or a person confirms.
    package var isLimit: Bool {
        switch self {
        case .clockDisagrees, .clockUnreadable: false
        case .tooManyItems, .tooLargeShare, .unusualInflow: true
        }
    }

    package var description: String {
        switch self {
        case .tooManyItems(let count, let limit):
            "\(counted(count, "item")) \(count == 1 ? "is" : "are") due, more than maxPurgeItems (\(limit)) allows"
        case .tooLargeShare(let count, let listed, let limit):
            "\(count) of \(counted(listed, "item")) \(count == 1 ? "is" : "are") due, a larger share than maxPurgeFraction (\(limit)) allows"
        case .unusualInflow(let received, let usual, let factor):
            "\(counted(received, "item")) \(received == 1 ? "was" : "were") trashed within a day, more than maxInflowFactor (\(factor)) times the usual \(usual): "
                + "the trash may hold the only copy"
        case .clockDisagrees(let seconds):
            "this machine's clock is \(abs(seconds)) s \(seconds < 0 ? "behind" : "ahead of") the portal's"
        case .clockUnreadable:
            "the Date that the portal sends can't be read, so nothing shows that this machine's clock is right"
        }
    }
}

/// The limits before a purge, checked on the very numbers about to be sent.
package enum Guardrail {
    /// The largest difference from the portal's clock, in seconds.
    package static let longestClockSkew: TimeInterval = 300

    /// - Parameters:
    ///   - count: items about to be purged, by `TrashedItem.weight`.
    ///   - listed: items in the listing they were chosen from, likewise.
    /// - Returns: the first limit exceeded; nil if none is.
    package static func limit(count: Int, listed: Int, _ limits: Limits) -> Refusal? {
        if count > limits.maxPurgeItems { return .tooManyItems(count: count, limit: limits.maxPurgeItems) }
        // Slightly more than the product, which isn't exact for fractions such as 0.29.
        if let fraction = limits.maxPurgeFraction, Double(count) > fraction * Double(listed) + 1e-6 {
            return .tooLargeShare(count: count, listed: listed, limit: fraction)
        }
        return nil
    }

    /// - Parameter skewSeconds: ours minus the portal's; nil when the portal sent no date, which is no disagreement;
    ///   infinite when it sent an unreadable one.
    package static func clock(skewSeconds: TimeInterval?) -> Refusal? {
        guard let skewSeconds, abs(skewSeconds) > longestClockSkew else { return nil }
        guard skewSeconds.isFinite else { return .clockUnreadable }
        return .clockDisagrees(seconds: Int(max(-1e9, min(1e9, skewSeconds))))
    }
}
