package import FoundationEssentials
package import Retention

/// A problem that stopped a sweep, or parts of it.
package enum SweepError: Error, Sendable, CustomStringConvertible {
    case keyRefused(String)
    case unavailable(String)
    case gaveUp(String)
    case state(String)
    /// The state directory can't be read or written.
    case storage(String)
    case noAudit(String)
    /// A limit or guard: restores were done, nothing was purged.
    case refused(Refusal)
    /// A limit that was exceeded earlier and not confirmed since.
    case blocked(String)
    case itemsFailed(failed: Int, unknown: Int)
    /// The portal's version is too old, or unknown: nothing was changed.
    case unsupportedPortal(PortalSupport)
    /// The key shows another trash than before: nothing was changed.
    case otherTrash(found: TrashOwner, expected: TrashOwner)
    /// Another account has the same trash: nothing was changed.
    case sharedTrash(String)
    /// The listing may not be the whole trash: restores were done, nothing was purged.
    case incompleteListing(String)
    /// No item of the listing has a readable date of deletion: restores were done, nothing was purged.
    case noReadableDates(items: Int)
    /// A second person has to approve a plan first: restores were done, nothing was purged.
    case awaitingApproval(String)
    /// A person has paused purges: restores were done, nothing was purged from then on.
    case paused(String)
    /// The holds of persons are unknown: restores were done, nothing was purged.
    case unknownHolds(String)
    case cancelled
    /// Another policy came into force; the rest is left to a sweep under that one.
    case superseded

    package init(_ failure: PortalError) {
        self =
            switch failure.kind {
            case .keyRefused: .keyRefused(failure.description)
            case .throttled: .gaveUp(failure.description)
            case .cancelled: .cancelled
            case .superseded: .superseded
            case .sharedTrash: .sharedTrash(failure.description)
            case .unavailable, .denied, .missing: .unavailable(failure.description)
            }
    }

    package init(_ error: StateError) {
        self =
            switch error {
            case .locked: .gaveUp(error.description)
            case .corrupt, .newer, .badHold: .state(error.description)
            case .unreadable, .unwritable: .storage(error.description)
            }
    }

    /// Whether the sweep was ended from outside, without a failure.
    package var isInterruption: Bool {
        switch self {
        case .cancelled, .superseded: true
        case .keyRefused, .unavailable, .gaveUp, .state, .storage, .noAudit, .refused, .blocked, .itemsFailed,
            .unsupportedPortal, .otherTrash, .sharedTrash, .incompleteListing, .noReadableDates, .unknownHolds,
            .awaitingApproval, .paused:
            false
        }
    }

    package var description: String {
        switch self {
        case .keyRefused(let reason), .unavailable(let reason), .gaveUp(let reason), .state(let reason),
            .storage(let reason),
            .noAudit(let reason):
            reason
        case .refused(let refusal): "nothing was purged: \(refusal)"
        case .blocked(let reason): "nothing was purged: \(reason)"
        case .itemsFailed(let failed, let unknown):
            [(failed, "failed"), (unknown, "ended with unknown outcome")].filter { $0.0 > 0 }
                .map { "\($0.0) item\($0.0 == 1 ? "" : "s") \($0.1)" }.joined(separator: ", ")
        case .unsupportedPortal(let support): "nothing was changed: \(support.objection ?? "its version is supported")"
        case .otherTrash(let found, let expected):
            "nothing was changed: the key shows the trash of \(found.description), not that of \(expected.description)"
        case .sharedTrash(let reason): "nothing was changed: \(reason)"
        case .incompleteListing(let reason): "nothing was purged: the listing is incomplete: \(reason)"
        case .noReadableDates(let count):
            "nothing was purged: none of the \(count) listed items has a readable date of deletion"
        case .paused(let reason): reason
        case .unknownHolds(let reason), .awaitingApproval(let reason): "nothing was purged: \(reason)"
        case .cancelled: "stopped before the end"
        case .superseded: "stopped between two calls, because the policy changed"
        }
    }
}

/// The result of one sweep of one account.
package struct SweepOutcome: Sendable {
    package let account: String
    package let sweepID: String
    package var counts = SweepCounts()
    /// Nil if everything requested was done.
    package var problem: SweepError?
    /// Whether nothing happened: then the audit trail has no record of it.
    package var isQuiet = false
    /// Whether this sweep was one that purges.
    package var purgeWasDue = false
    /// Items whose action was not done, each with the reason.
    package var failures: [Failure] = []
    /// Items of a saved plan that differ from it now; nothing was done to them.
    package var dropped: [Failure] = []
    /// Why no purge will take place until a person confirms or changes the policy. Nil if nothing blocks.
    package var blocked: String?
    package var keyExpiresAt: Date?
    /// When the last item that is due now will have been purged, if a policy's items per day make items wait.
    package var backlogEndsAt: Date?
    package var difference: PolicyDifference?
    /// Other facts that a person should know; one clause each.
    package var warnings: [String] = []

    package struct Failure: Sendable {
        package let item: TrashedItem
        package let reason: String
    }
}

/// How far a sweep has come, for progress bars and status lines.
package enum SweepProgress: Sendable, Equatable {
    case listing(met: Int, announced: Int?)
    case restoring(done: Int, total: Int)
    case purging(done: Int, total: Int)
    case verifying
}

extension SweepCounts {
    /// One line for people.
    package var summary: String {
        var parts = ["\(listed) in the trash"]
        for (count, word) in [
            (restored, "restored"), (rescued, "rescued"), (held, "held"), (kept, "kept"),
            (left, "left to the portal"), (purged, "purged"),
            (failed, "failed"), (unknown, "with unknown outcome"), (quarantined, "in quarantine"),
            (max(0, due - purged), "due"),
        ] where count > 0 {
            parts.append("\(count) \(word)")
        }
        return parts.joined(separator: ", ")
    }
}
