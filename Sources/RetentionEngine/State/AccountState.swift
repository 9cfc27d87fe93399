package import FoundationEssentials
package import Retention

/// The state that an account's sweeps keep. Small: it grows with trouble, not with the trash.
package struct AccountState: Codable, Sendable {
    /// Of this file format; another number means that another program wrote it.
    package var version = 1
    /// The portal that this state belongs to.
    package var portal: String?
    /// The trash that this state belongs to, since the first sweep.
    package var trash: TrashOwner?
    /// The version that the portal reported last; nil if unknown.
    package var portalVersion: String?
    /// A version newer than the newest checked one that was already reported, so that each sweep doesn't report it again.
    package var reportedVersion: String?
    /// When the last complete listing began, by the portal's clock: items that it didn't show were trashed later.
    package var listedAt: Date?
    package var policy: PolicyRecord?
    /// Whether `inForce` of a policy counts although no policy is recorded here: no account was known on the machine when it
    /// took them over. Nil: it doesn't, because the account or its trash is new.
    package var wasTakenOver: Bool?
    package var lastSweep: SweepRecord?
    /// The last purge that purged something.
    package var lastPurge: Date?
    /// The schedule of the next two dates.
    package var schedule: String?
    /// Purge slots up to here are done.
    package var slotsHandledUntil: Date?
    /// A slot that has come and is not done yet.
    package var pendingSlot: Date?
    package var blocked: Block?
    /// A person's permission to exceed the limits, given when no purge was due.
    package var confirmation: Confirmation?
    /// Whether the difference from the portal's clock was reported, so that each sweep doesn't report it again.
    package var reportedClockSkew: Bool?
    package var quarantine: [ItemKey: QuarantineEntry] = [:]
    package var restores: [ItemKey: RestoreCount] = [:]
    /// Open requests as earlier versions kept them; the next sweep moves them to the account's `RequestFile`. Nil since then.
    package var intents: [Intent]?
    /// Held items that were reported, so that each sweep doesn't report a hold again.
    package var reportedHolds: [ItemKey] = []
    /// Items that a person holds and that were reported to have left the trash, so that each sweep doesn't report it again.
    package var reportedStrayHolds: [ItemKey]?
    package var consecutiveFailures = 0
    /// The number of the newest audit record that this state reflects.
    package var auditSequence: Int?
    package var inflow: Inflow?
    /// The used part of a policy's items per day. Nil without such a limit.
    package var purgeBudget: PurgeBudget?
    /// When the last item that was due at the last purge will have been purged. Nil if none has to wait.
    package var backlogEndsAt: Date?

    package init() {}

    /// The policy in force, since when, and the policy trusted before.
    package struct PolicyRecord: Codable, Sendable {
        package var digest: String
        package var since: Date
        /// When its grace is over.
        package var settlesAt: Date
        /// The last policy whose grace was over; nil after the first installation.
        package var settledDigest: String?
        /// Policies in force since then, the newest last, that were replaced before their grace was over.
        package var unsettledDigests: [String]?
        /// Whether `inForce` says that, because the grace began on another machine. Nil: no.
        package var isSealed: Bool?
    }

    package struct SweepRecord: Codable, Sendable {
        package var id: String
        package var startedAt: Date
        package var finishedAt: Date
        /// Nil if it went well.
        package var problem: String?
        package var counts: SweepCounts
    }

    package struct Block: Codable, Sendable {
        package var reason: String
        package var policyDigest: String
        package var since: Date
        /// How many items it kept from being purged, a folder with its contents.
        package var items: Int?
    }

    /// A `--confirm-limits` that waits for the next purge under its policy. A new block cancels it.
    package struct Confirmation: Codable, Sendable, Equatable {
        package var policyDigest: String
        /// The largest number of items that the purge may have.
        package var items: Int
        package var at: Date
    }

    package struct QuarantineEntry: Codable, Sendable {
        package var failures: Int
        package var nextAt: Date
        package var reason: String
    }

    package struct RestoreCount: Codable, Sendable {
        package var count: Int
        package var lastAt: Date
    }

    package struct Intent: Codable, Sendable {
        package enum Action: String, Codable, Sendable { case restore, rescue, purge }

        package var action: Action
        package var sweepID: String
        package var at: Date
        /// When the sweep that made the request stopped checking it. Nil while it checks, and after a crash.
        package var endedAt: Date?
        /// Whether its operation left the portal's list without having been seen at work: it may wait in a lane and run hours
        /// later (docspace-api.md §7). Nil: no.
        package var mayRunUnseen: Bool?
        /// Where a restore was to go. Nil for a purge.
        package var target: RecordedTarget?
        package var items: [Item]

        /// The part of an item that recording an outcome after a crash needs.
        package struct Item: Codable, Sendable {
            package var key: ItemKey
            package var title: String
            package var bytes: Int64?
            package var trashedAt: Date?
            package var rule: String?
            package var reason: String?
            /// Set once the trash was listed after the call and the outcome recorded as unknown.
            package var isReported: Bool?
        }
    }
}

/// The results of a sweep. In items, except for bytes.
package struct SweepCounts: Codable, Sendable, Equatable {
    package var listed = 0
    package var restored = 0
    package var rescued = 0
    package var held = 0
    package var kept = 0
    /// Due folders that are left to the portal, because their contents can't be listed.
    package var left = 0
    package var due = 0
    package var purged = 0
    package var purgedBytes: Int64 = 0
    package var failed = 0
    package var unknown = 0
    package var quarantined = 0

    package init() {}
}
