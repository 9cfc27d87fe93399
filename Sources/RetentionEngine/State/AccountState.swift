package import FoundationEssentials
package import Retention

/// What an account's sweeps must remember. Small: it grows with trouble, not with the trash.
package struct AccountState: Codable, Sendable {
    /// Of this layout; another number means another program wrote it.
    package var version = 1
    /// The portal that all of this is about.
    package var portal: String?
    /// Whose trash all of this is about, since the first sweep.
    package var trash: TrashOwner?
    /// The version that the portal reported last; nil when it was unknown.
    package var portalVersion: String?
    /// A version newer than the newest checked one that was reported, so that it isn't reported on each sweep.
    package var reportedVersion: String?
    /// When the last complete listing began, by the portal's clock: what it didn't show was trashed later.
    package var listedAt: Date?
    package var policy: PolicyRecord?
    /// Whether `inForce` of a policy counts although there is no policy here: the machine knew none of the accounts when it took
    /// them over. Nil: it doesn't, for the account or its trash is new.
    package var wasTakenOver: Bool?
    package var lastSweep: SweepRecord?
    /// The last purge that purged something.
    package var lastPurge: Date?
    /// The schedule that the next two dates belong to.
    package var schedule: String?
    /// Purge slots up to here are dealt with.
    package var slotsHandledUntil: Date?
    /// A slot that has come and is not dealt with yet.
    package var pendingSlot: Date?
    package var blocked: Block?
    /// What a person allowed to exceed the limits when no purge was due.
    package var confirmation: Confirmation?
    /// Whether it was told that the clock disagrees with the portal's, so that it isn't told on each sweep.
    package var toldClock: Bool?
    package var quarantine: [ItemKey: QuarantineEntry] = [:]
    package var restores: [ItemKey: RestoreCount] = [:]
    /// Open requests as earlier versions kept them; the next sweep moves them to the account's `RequestFile`. Nil since then.
    package var intents: [Intent]?
    /// Held items that were told once, so that a hold isn't told on each sweep.
    package var toldHolds: [ItemKey] = []
    /// Items that a person holds and that were reported to have left the trash, so that it isn't reported on each sweep.
    package var reportedStrayHolds: [ItemKey]?
    package var consecutiveFailures = 0
    /// The number of the newest audit record that this state reflects.
    package var auditSequence: Int?
    package var inflow: Inflow?
    /// What was purged of a policy's items per day. Nil without such a limit.
    package var purgeBudget: PurgeBudget?
    /// When the last item that was due at the last purge will have been purged. Nil when none has to wait.
    package var backlogEndsAt: Date?

    package init() {}

    /// Which policy is in force since when, and which one was trusted before.
    package struct PolicyRecord: Codable, Sendable {
        package var digest: String
        package var since: Date
        /// When its grace is over.
        package var settlesAt: Date
        /// The last policy whose grace was over; nil after the first installation.
        package var settledDigest: String?
        /// Policies that were in force since then, the newest last, and were replaced before their grace was over.
        package var unsettledDigests: [String]?
        /// Whether that is what `inForce` says, because it began on another machine. Nil: no.
        package var isSealed: Bool?
    }

    package struct SweepRecord: Codable, Sendable {
        package var id: String
        package var startedAt: Date
        package var finishedAt: Date
        /// Nil when it went well.
        package var problem: String?
        package var counts: SweepCounts
    }

    package struct Block: Codable, Sendable {
        package var reason: String
        package var policyDigest: String
        package var since: Date
        /// How many items it kept from being purged, a folder with what it contains.
        package var items: Int?
    }

    /// A `--confirm-limits` that waits for the next purge under its policy. A new block cancels it.
    package struct Confirmation: Codable, Sendable, Equatable {
        package var policyDigest: String
        /// The purge may have at most so many items.
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
        /// When the sweep that asked for it stopped looking. Nil while it does, and after a crash.
        package var endedAt: Date?
        /// Whether its operation left the portal's list without having been seen at work: it may wait in a lane and be carried out
        /// hours later (docspace-api.md §7). Nil: no.
        package var mayRunUnseen: Bool?
        /// Where a restore was to go. Nil for a purge.
        package var target: RecordedTarget?
        package var items: [Item]

        /// Enough of an item to record an outcome after a crash.
        package struct Item: Codable, Sendable {
            package var key: ItemKey
            package var title: String
            package var bytes: Int64?
            package var trashedAt: Date?
            package var rule: String?
            package var reason: String?
            /// Set once the trash was looked at after the call and the outcome told as unknown.
            package var isTold: Bool?
        }
    }
}

/// What a sweep did. Items, except for bytes.
package struct SweepCounts: Codable, Sendable, Equatable {
    package var listed = 0
    package var restored = 0
    package var rescued = 0
    package var held = 0
    package var kept = 0
    /// Folders that are due and left to the portal, for nobody can look inside.
    package var left = 0
    package var due = 0
    package var purged = 0
    package var purgedBytes: Int64 = 0
    package var failed = 0
    package var unknown = 0
    package var quarantined = 0

    package init() {}
}
