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
    var tree = FileTree()
    var jobs = JobQueue()
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
    /// Tags that are assigned to no room.
    package var unassignedTags: Set<String> = []
    /// Removed people whose placeholder is nobody, not the lost user.
    var blankPeople: Set<UserID> = []
    /// Rooms whose files expire.
    var roomsWithLifetime: Set<Int> = []
    let roomsID: Int
    let archiveID: Int

    // The state of the event simulation; see PortalState+Time.swift.
    /// The instant of the event being carried out; stamps every change.
    package internal(set) var instant: Date
    var lastNow: Date
    var work: Duration
    var nextCleanerRun: Date
    var nextLifetimeRun: Date
    var isWorkerDown = false
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
        roomsID = tree.insertFolder(title: "Rooms", type: .rooms, in: nil, by: Self.nobody, at: instant)
        archiveID = tree.insertFolder(title: "Archive", type: .archive, in: nil, by: Self.nobody, at: instant)
        work = workNow
    }

    package var files: [Int: StoredFile] { tree.files }
    package var folders: [Int: StoredFolder] { tree.folders }
    /// All jobs, oldest first, including those that no list shows any more.
    package var operations: [PortalOperation] { jobs.all }

    /// The rights of users, as they are now.
    var access: AccessRules { AccessRules(tree: tree, users: users) }

    /// The present on the time axis of jobs.
    var workNow: Duration {
        if case .onClock = settings.pace { clock.advanced } else { clock.elapsed }
    }
}
