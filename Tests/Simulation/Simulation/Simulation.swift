import Foundation
import Platform
import RetentionEngine
import Synchronization

@testable import DocSpace
@testable import DocSpaceSimulator

/// One run: a portal, people, a fault schedule, and everything known of the daemon's actions. All random numbers come from the
/// scenario's seed, in separate streams, so that leaving out one kind of trouble changes little else.
///
/// One task at a time works on it; the locks are needed because several may hold it.
final class Simulation: Sendable {
    let scenario: Scenario
    let portal: SimulatedPortal
    let alice: SimulatedUser
    let bob: SimulatedUser
    /// The person whom rules name.
    let zoe: SimulatedUser
    let knownFolders: KnownFolders
    let start: Date
    let epoch = ContinuousClock.now
    let zones = ZoneInfoDirectory()
    /// As the client's transport adds them, which this type replaces.
    let nonces = UniqueQuery()
    /// All files of this run.
    let directory: String
    let journal = SimulatedJournal()
    let story: Mutex<Story>

    /// Folders that people work in.
    struct KnownFolders: Sendable {
        let drafts: Int
        let finance: Int
        let fallback: Int
        /// A room whose files expire.
        let short: Int
        let forms: Int
    }

    init(_ scenario: Scenario, directory: String) {
        self.scenario = scenario
        self.directory = directory
        var generator = SeededGenerator(seed: scenario.seed)
        // Late in February, March, September or October: a change of daylight saving time is near.
        let starts: [TimeInterval] = [1_771_977_600, 1_790_208_000, 1_792_886_400, 1_773_878_400]
        start = Date(
            timeIntervalSince1970: starts.randomElement(using: &generator)!
                + Double.random(in: 0..<86_400, using: &generator))
        var settings = PortalSettings(
            pace: .onClock(.milliseconds([5, 200, 1_500].randomElement(using: &generator)!)),
            zoneOffsetSeconds: [0, 10_800, -18_000].randomElement(using: &generator)!, seed: scenario.seed)
        settings.pageLimit =
            scenario.troubles.contains(.paging) ? scenario.pages.randomElement(using: &generator)! : 100
        settings.rateLimits = nil
        settings.encodesNames = scenario.troubles.contains(.authors)
        portal = SimulatedPortal(clock: .virtual(start), settings: settings)
        alice = portal.addUser(name: "Alice", apiKey: "sk-" + String(repeating: "a", count: 64))
        bob = portal.addUser(name: "Bob", apiKey: "sk-" + String(repeating: "b", count: 64))
        let room = portal.addRoom(title: "Finance EU", owner: alice)
        knownFolders = KnownFolders(
            drafts: portal.addFolder(title: "Drafts", by: alice),
            finance: portal.addFolder(title: "Books", in: room, by: alice),
            fallback: portal.addFolder(title: "Rescued", by: alice),
            short: scenario.troubles.contains(.lifetimes)
                ? portal.addRoom(
                    title: "Short", owner: alice,
                    lifetime: RoomLifetime(7, deletesPermanently: scenario.seed.isMultiple(of: 2))) : 0,
            forms: scenario.troubles.contains(.forms)
                ? portal.addRoom(title: "Forms", owner: alice, type: .formRoom) : 0)
        zoe = scenario.troubles.contains(.authors) ? portal.addUser(name: Variant.author) : bob
        var variant = Variant.any(&generator, scenario, fallback: knownFolders.fallback)
        variant.graceHours = [0, 6, 24].randomElement(using: &generator)!
        story = Mutex(Story(scenario, variant, knownFolders: knownFolders))
        seedTrash(&generator)
        setUpMiddlemen()
    }

    /// Real time of the simulation, independent of clocks.
    var elapsed: Duration { story.withLock { $0.elapsed } }

    /// The time on our machine's clock.
    var now: Date { story.withLock { self.now($0) } }

    func now(_ story: Story) -> Date { start.addingTimeInterval(story.elapsed.seconds + story.ourOffset) }

    /// On the monotonic clock.
    var instant: ContinuousClock.Instant { epoch + elapsed }

    /// A number 0..<1 for the daemon's jitter.
    func random() -> Double { story.withLock { Double.random(in: 0..<1, using: &$0.streams.daemon) } }

    /// Lets time pass: the portal works, people act in between.
    func advance(by duration: Duration) {
        let end = elapsed + max(.zero, duration)
        while true {
            let (step, acts) = story.withLock { story -> (Duration, Bool) in
                let next = story.nextAction.map { min($0, end) } ?? end
                let step = max(.zero, next - story.elapsed)
                story.elapsed += step
                return (step, story.nextAction.map { $0 <= story.elapsed } ?? false)
            }
            portal.clock.advance(by: step)
            repair()
            portal.update { _ in }
            if acts {
                story.withLock { story in
                    story.planNextAction()
                }
                act()
                actOnThePortal()
            }
            check()
            if !acts, elapsed >= end { return }
        }
    }

    /// Checks what the portal did since the last check.
    func check() {
        let news = portal.update { state in
            story.withLock { story in
                for movement in state.database.ledger.moved[story.oracle.movedSeen...] {
                    story.note("moved \(movement.item) from \(movement.from) to \(movement.to) by \(movement.cause)")
                }
                for destruction in state.database.ledger.destroyed[story.oracle.destroyedSeen...] {
                    story.note("destroyed \(destruction.item) by \(destruction.cause)")
                }
                return story.oracle.take(state, at: story.elapsed)
            }
        }
        if !news.isEmpty { story.withLock { $0.violations += news } }
    }

    /// Notes that a promise was broken.
    func fail(_ message: String) {
        story.withLock { story in
            story.violations.append("day \(Int(story.elapsed.seconds / 86_400)) +\(story.elapsed): \(message)")
        }
    }
}

/// The mutable state of a run.
struct Story: Sendable {
    /// One stream for each purpose.
    struct RandomStreams: Sendable {
        var people, faults, crashes, faultSchedule, daemon: SeededGenerator
        /// For kinds of trouble that were added later, so that they don't change the random numbers of the others.
        var portal: SeededGenerator

        init(seed: UInt64) {
            people = SeededGenerator(seed: seed &+ 0x1000_0001)
            faults = SeededGenerator(seed: seed &+ 0x2000_0003)
            crashes = SeededGenerator(seed: seed &+ 0x3000_0007)
            faultSchedule = SeededGenerator(seed: seed &+ 0x4000_000F)
            daemon = SeededGenerator(seed: seed &+ 0x5000_001F)
            portal = SeededGenerator(seed: seed &+ 0x6000_003F)
        }
    }

    let troubles: Set<Trouble>
    var streams: RandomStreams
    var elapsed = Duration.zero
    /// How far our clock is ahead of the truth, in seconds.
    var ourOffset: TimeInterval = 0
    var portalOffset: TimeInterval = 0
    /// The policy file.
    var variant: Variant
    /// False once the quiet days have begun.
    var isTroubled = true
    var nextAction: Duration?
    let actionsPerDay: Double
    /// Faults per request, in 10,000.
    var badness = 50
    var faultScheduleEnds = Duration.zero
    /// What must be repaired, and when.
    var repairs: [(at: Duration, what: Trouble)] = []
    var isOffline = false
    /// Operations that the last answered request has queued.
    var newestOperations: [String] = []
    /// The account's key file holds another user's key.
    var hasOtherKey = false
    /// Folders that are or were in the room called Finance.
    var finance: Set<Int>
    var violations: [String] = []
    var pace = Pace()
    /// Starts of the machine, and of the daemon.
    var boot = 1
    var processes = 0
    var oracle: Oracle
    /// A digest of all requests and answers, to compare two runs.
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    /// The same as text, a line for each request, record and event.
    var transcript: [String] = []
    var tally: [String: Int] = [:]

    init(_ scenario: Scenario, _ variant: Variant, knownFolders: Simulation.KnownFolders) {
        troubles = scenario.troubles
        streams = RandomStreams(seed: scenario.seed)
        self.variant = variant
        actionsPerDay = scenario.actionsPerDay
        finance = [knownFolders.finance]
        oracle = Oracle(variant: variant)
        planNextAction()
    }

    /// Draws when people act next; never once it is quiet.
    mutating func planNextAction() {
        guard isTroubled, troubles.contains(.people) else { return nextAction = nil }
        let mean = 86_400 / actionsPerDay
        let wait = -mean * (1 - Double.random(in: 0..<1, using: &streams.people)).logarithm
        nextAction = elapsed + .seconds(max(1, wait))
    }

    /// Whether to print events, for people who investigate a failure.
    private static let isVerbose = ProcessInfo.processInfo.environment["RETENTIOND_VERBOSE"] == "1"

    /// Adds a line to the transcript of the run.
    ///
    /// - Parameter detail: included only in the digest.
    mutating func note(_ text: String, detail: String = "") {
        if Self.isVerbose { print("\(elapsed.components.seconds) \(text)") }
        transcript.append("\(Transcript.stamp(elapsed)) \(text)")
        for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for byte in "\(detail)\(elapsed.components)".utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// The same for kinds that were added later: they draw nothing if they are left out.
    mutating func occurs(_ trouble: Trouble, _ chances: Int) -> Bool {
        guard isTroubled, troubles.contains(trouble) else { return false }
        return Int.random(in: 0..<10_000, using: &streams.portal) < chances
    }

    /// Whether a kind of trouble happens now, with this probability in 10,000.
    mutating func happens(_ trouble: Trouble, _ chances: Int) -> Bool {
        let throwing = Int.random(in: 0..<10_000, using: &streams.faults)
        return isTroubled && troubles.contains(trouble) && throwing < chances
    }
}

extension Double {
    fileprivate var logarithm: Double { Foundation.log(self) }
}

extension Variant {
    /// Any of the policies that somebody may write.
    static func any(_ generator: inout SeededGenerator, _ scenario: Scenario, fallback: Int) -> Variant {
        var variant = Variant()
        variant.retentionDays = [3, 7, 14, nil].randomElement(using: &generator)!
        variant.scratchDays = [1, 2, 5, nil].randomElement(using: &generator)!
        variant.restoresContracts = Int.random(in: 0..<4, using: &generator) > 0
        variant.holdsAudits = Int.random(in: 0..<4, using: &generator) > 0
        variant.holdsFinance = Int.random(in: 0..<4, using: &generator) > 0
        variant.folders = Folders.allCases.randomElement(using: &generator)!
        variant.emptiesTrash = Int.random(in: 0..<4, using: &generator) == 0
        variant.schedule = PurgeTime.all.randomElement(using: &generator)!
        variant.skipsMissed = Int.random(in: 0..<4, using: &generator) == 0
        variant.checkHours = scenario.intervals.randomElement(using: &generator)!
        variant.fallback = fallback
        variant.holdsAuthor = scenario.troubles.contains(.authors)
        if variant.retentionDays == nil, variant.scratchDays == nil { variant.retentionDays = 7 }
        return variant
    }
}
