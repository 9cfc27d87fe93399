/// The whole portal as a value: its parts, and the order of what happens.
///
/// `SimulatedPortal` guards one of these. Hooks get it as `inout` so that they act within the request they hook.
package struct PortalState: Sendable {
    package var settings: PortalSettings
    package var database: Database
    var time: EventClock
    var generator: SeededGenerator
    var jobs = JobQueue()
    var cleaner: Cleaner
    var lifetimes: LifetimeWorker
    var availability = Availability()
    var faults = FaultPlan()
    var limiter = RateLimiter()
    var proxy = CachingProxy()
    var replica = Replica()

    init(clock: SimulatedClock, settings: PortalSettings) {
        self.settings = settings
        time = EventClock(clock, pace: settings.pace)
        generator = SeededGenerator(seed: settings.seed)
        database = Database(at: time.instant)
        cleaner = Cleaner(createdAt: time.instant)
        lifetimes = LifetimeWorker(createdAt: time.instant)
    }

    /// Lets `body` add contents, at the present instant.
    package mutating func seed<Result, Failure: Error>(
        _ body: (inout Seeder) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var seeder = Seeder(
            database: database, generator: generator, instant: time.instant, version: settings.version)
        // Otherwise the first change would copy everything.
        database = Database(at: time.instant)
        defer { (database, generator) = (seeder.database, seeder.generator) }
        return try body(&seeder)
    }
}
