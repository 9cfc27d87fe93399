import ArgumentParser
import Retention
import RetentionEngine

/// A value of `--action`: an action, or the name of an event.
enum AuditAction: String, CaseIterable {
    case restore, rescue, hold, approve, pause, purge, quarantine, limit, policy, sweep

    /// The action's events. An unknown outcome may be that of a restore or a purge, and counts as both.
    var events: [AuditEvent] {
        switch self {
        case .restore: [.restoreRequested, .restored, .restoreFailed, .outcomeUnknown]
        case .rescue: [.rescued]
        case .hold: [.held, .holdAdded, .holdReleased]
        case .approve: [.approved]
        case .pause: [.purgesPaused, .purgesResumed]
        case .purge: [.purgeRequested, .purged, .purgeFailed, .outcomeUnknown]
        case .quarantine: [.quarantined]
        case .limit: [.limitRefused]
        case .policy: [.policyLoaded, .policyRejected, .policySealed]
        case .sweep: [.sweepStarted, .sweepFinished, .sweepFailed]
        }
    }

    /// All values of `--action`.
    static let known = allCases.map(\.rawValue) + AuditEvent.allCases.map(\.rawValue)

    /// Reads an action or the name of an event.
    static func events(named name: String) throws -> [AuditEvent] {
        if let action = AuditAction(rawValue: name) { return action.events }
        if let event = AuditEvent(rawValue: name) { return [event] }
        let guess = suggestion(for: name, among: known).map { "did you mean \"\($0)\"? " } ?? ""
        throw ValidationError("\(guess)Known are \(known.joined(separator: ", ")).")
    }
}
