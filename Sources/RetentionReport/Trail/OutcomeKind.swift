package import RetentionEngine

/// The outcome of an item, with its name and colour, which are the same everywhere in the report.
package enum OutcomeKind: Int, Sendable, CaseIterable {
    case purged, restored, held, refused, unknown

    /// Nil for events that are not the outcome of an item.
    package init?(_ event: AuditEvent) {
        switch event {
        case .purged: self = .purged
        case .restored, .rescued: self = .restored
        case .held: self = .held
        case .purgeFailed, .restoreFailed: self = .refused
        case .outcomeUnknown: self = .unknown
        case .sweepStarted, .sweepFinished, .sweepFailed, .restoreRequested, .purgeRequested, .quarantined,
            .limitRefused,
            .policyLoaded, .policyRejected, .holdAdded, .holdReleased, .approved, .purgesPaused, .purgesResumed,
            .policySealed:
            return nil
        }
    }

    /// In lower case, for people. Also the name of its class in the style sheet.
    package var caption: String {
        switch self {
        case .purged: "purged"
        case .restored: "restored"
        case .held: "held"
        case .refused: "refused"
        case .unknown: "unknown"
        }
    }

    /// The meaning of the word, as a part of a sentence.
    package var meaning: String {
        switch self {
        case .purged: "destroyed for good"
        case .restored: "moved out of the trash"
        case .held: "kept by a rule though due"
        case .refused: "attempts that the portal refused"
        case .unknown: "outcomes that could not be determined"
        }
    }
}
