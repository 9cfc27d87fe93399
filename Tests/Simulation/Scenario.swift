import DocSpaceSimulator
import Foundation

/// The kinds of trouble in a run. Shrinking leaves out one at a time.
enum Trouble: String, CaseIterable, Sendable {
    /// A request never arrives.
    case lostRequest
    /// It is carried out, but its answer is lost.
    case lostReply
    /// It arrives twice.
    case duplicate
    /// It is carried out, but the answer comes late or not in time.
    case delay
    /// The answer ends in the middle, is not JSON, or is an HTML page.
    case garbled
    /// 429, with and without `Retry-After`.
    case throttled
    /// 500, 502, 503: nothing was done, or everything was.
    case serverError
    /// Operations that vanish, stall until the 60 s sweep, end early or begin late.
    case operation
    /// The worker restarts and forgets its jobs.
    case workerRestart
    /// Pages with repeated or missing entries, and wrong totals.
    case paging
    /// People trash, restore, rename, lock, edit and destroy while a sweep runs.
    case people
    /// The key is revoked for hours.
    case keyRevoked
    /// The portal is suspended, denied, unpaid, in maintenance or restoring a backup, for hours.
    case outage
    /// No network for hours.
    case offline
    /// Our clock is set wrong, and later right again.
    case ourClock
    /// The portal's clock is set wrong, and later right again.
    case portalClock
    /// The policy is edited and reloaded.
    case reload
    /// The daemon is killed, and starts again after a while.
    case crash
    /// The machine loses power: the journal loses records that it had not yet written.
    case powerCut
    /// The service is stopped in an orderly way and started again.
    case restart
    /// The journal is gone for a while.
    case noJournal
    /// Origin folders are themselves trashed, so that the portal no longer names the room.
    case origins
    /// A rule names an author; names come HTML-encoded, and authors are removed.
    case authors
    /// Items come from a room whose files expire after a few days.
    case lifetimes
    /// Items come from a form-filling room: no folders, one form per call.
    case forms
    /// Jobs wait in their lane, leave the list, and run unseen hours later.
    case lanes
    /// Operations show their end a moment before their status does.
    case endMoment
    /// Pages fail or are slow because of one entry.
    case entries
    /// The portal has a version at which nothing may be changed.
    case oldVersion
    /// The account's key is another user's for a while.
    case otherKey
    /// A gateway answers 403, 404, 400, 413, 401, 302 or 429 for the portal after the work is done.
    case gateway
    /// A proxy keeps answers by URL.
    case cache
    /// Reads come from a replica that is behind.
    case replica

    /// The kinds that existed when the runs of "a run that once broke a promise keeps it" were found: more kinds change them.
    static let first = Set(allCases.prefix { $0 != .origins })
}

/// Everything that decides one run. The same scenario gives the same run.
struct Scenario: Sendable {
    var seed: UInt64
    /// Days with trouble; some quiet ones follow.
    var days: Int
    var troubles: Set<Trouble>
    /// Whether it has larger trashes, more work and more frequent sweeps; for long batches.
    var isDense: Bool
    /// How often people act outside of sweeps, per day.
    var actionsPerDay: Double { isDense ? 4 : 1 }
    /// Hours between sweeps.
    var intervals: [Int] { isDense ? [6, 12, 24] : [24, 36, 48] }
    /// Items in the trash at first, and at most.
    var sizes: (first: ClosedRange<Int>, maximum: Int) { isDense ? (8...25, 45) : (3...9, 14) }
    /// One in this number of changes of the fault schedule brings an outage, a wrong clock or similar trouble.
    var rarity: Int { isDense ? 2 : 6 }
    /// Sizes of pages of unstable listings, in entries.
    var pages: [Int] { isDense ? [4, 9, 25] : [4, 7, 100] }

    /// The scenario of a seed: most have all kinds of trouble, some only a few.
    init(seed: UInt64, days: Int, isDense: Bool) {
        self.seed = seed
        self.days = days
        self.isDense = isDense
        var generator = SeededGenerator(seed: seed &* 0x9E37_79B9)
        troubles = Set(Trouble.allCases)
        if Int.random(in: 0..<3, using: &generator) == 0 {
            troubles = Set(Trouble.allCases.filter { _ in Bool.random(using: &generator) })
        }
    }

    /// The command that repeats the run.
    var replay: String {
        let kinds = Trouble.allCases.filter(troubles.contains).map(\.rawValue).joined(separator: ",")
        let drawn = Scenario(seed: seed, days: days, isDense: isDense)
        let isDrawn = troubles == drawn.troubles
        return "RETENTIOND_SEED=\(seed) RETENTIOND_DAYS=\(days) RETENTIOND_DENSE=\(isDense ? 1 : 0) "
            + (isDrawn ? "" : "RETENTIOND_TROUBLES=\(kinds.isEmpty ? "none" : kinds) ")
            + "swift test --disable-xctest --filter SimulationTests"
    }
}
