package import FoundationEssentials

/// The whole portal as a value: users, keys, folders, files, jobs, faults, and the ledger of what happened.
///
/// `SimulatedPortal` guards one of these. Hooks get it as `inout` so that they act within the request they hook.
package struct PortalState: Sendable {
    let clock: SimulatedClock
    package var settings: PortalSettings
    package internal(set) var ledger = Ledger()
    package internal(set) var users: [UserID: StoredUser] = [:]
    package internal(set) var keys: [String: StoredKey] = [:]
    package internal(set) var files: [Int: StoredFile] = [:]
    package internal(set) var folders: [Int: StoredFolder] = [:]
    /// All jobs, oldest first, including those that no list shows any more.
    package internal(set) var operations: [PortalOperation] = []
    package internal(set) var condition = PortalCondition.active
    var conditionEnds: Duration?
    var faults: [ActiveFault] = []
    var hooks: [ActiveHook] = []
    var keptReplies: [String: KeptReply] = [:]
    /// Earlier states, as long as a lagging replica needs them; oldest first.
    var past: [PastState] = []
    var limiter = RateLimiter()
    /// The delay of the present answer because of the entries on its page.
    var pageDelay = Duration.zero
    var generator: SeededGenerator
    var listingCache: [Int: ListingCache] = [:]
    /// Tags that are assigned to no room.
    package var unassignedTags: Set<String> = []
    /// Removed people whose placeholder is nobody, not the lost user.
    var blankPeople: Set<UserID> = []
    /// Rooms whose files expire.
    var roomsWithLifetime: Set<Int> = []
    let roomsID: Int
    let archiveID: Int
    var nextFileID = 1
    var nextFolderID = 1

    // The state of the event simulation; see PortalState+Time.swift.
    /// The instant of the event being carried out; stamps every change.
    package internal(set) var instant: Date
    var lastNow: Date
    var work: Duration
    var nextCleanerRun: Date
    var nextLifetimeRun: Date
    var isWorkerDown = false
    /// The number of jobs dealt so far, by kind.
    var dealt: [OperationKind: Int] = [:]
    /// The time at which somebody else's work leaves a lane.
    var occupied: [Lane: Duration] = [:]
    var cleanerPolls: [UserID: Duration] = [:]

    init(clock: SimulatedClock, settings: PortalSettings) {
        self.clock = clock
        self.settings = settings
        generator = SeededGenerator(seed: settings.seed)
        instant = clock.now
        lastNow = instant
        work = .zero
        nextCleanerRun = instant.addingTimeInterval(Cleaner.period)
        nextLifetimeRun = nextCleanerRun
        let system = Self.nobody
        var roots: [StoredFolder] = []
        for (id, title, type) in [(1, "Rooms", FolderType.rooms), (2, "Archive", .archive)] {
            roots.append(
                StoredFolder(
                    id: id, title: title, type: type, created: instant, createdBy: system, updated: instant,
                    updatedBy: system
                )
            )
        }
        roomsID = 1
        archiveID = 2
        nextFolderID = 3
        for root in roots { folders[root.id] = root }
        work = workNow
    }

    /// The present on the time axis of jobs.
    var workNow: Duration {
        if case .onClock = settings.pace { clock.advanced } else { clock.elapsed }
    }
}
