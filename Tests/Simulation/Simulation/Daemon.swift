import DocSpace
import Foundation
import Logging
import RetentionAdapters
import RetentionEngine
import Synchronization

@testable import Retention

/// One run of the daemon, from its start to its stop, or to its death. Once dead, it no longer affects the simulation: its
/// requests go nowhere, its journal takes nothing, and its files are a copy that is never read again.
final class Daemon: Sendable {
    let simulation: Simulation
    let number: Int
    /// The state directory of this run.
    let directory: String
    let timer = VirtualTimer()
    private let dead = Mutex(false)
    private let stopped = Mutex(false)
    private let published = Mutex<ServiceStatus?>(nil)
    /// How many sweeps the driver has permitted, and how many have ended.
    let leaves = Counter()
    let ended = Counter()
    private let begun = Mutex(0)
    private let expected = Mutex(1)
    private let service = Mutex<SweepService?>(nil)

    init(_ simulation: Simulation, number: Int, directory: String) {
        self.simulation = simulation
        self.number = number
        self.directory = directory
    }

    var isDead: Bool { dead.withLock { $0 } }
    var isOver: Bool { isDead || stopped.withLock { $0 } }
    /// Whether a sweep has begun and waits for permission, as the service reports.
    var isSweeping: Bool { published.withLock { $0?.accounts.contains { $0.activity == "sweeping" } ?? false } }

    /// Dies at this moment.
    func die() {
        let isFirst = dead.withLock { dead in
            defer { dead = true }
            return !dead
        }
        guard isFirst else { return }
        simulation.note("death")
        let next = "\(simulation.directory)/state-\(number + 1)"
        try! FileManager.default.copyItem(atPath: directory, toPath: next)
    }

    /// Runs until the end of its service, a death, or `end` of the simulation's time.
    func run(until end: Duration) async {
        let store = StateStore(directory: directory)
        let bootID = simulation.bootID
        let known = (try? store.load(account: "alice"))?.policy?.digest
        simulation.story.withLock { story in
            story.processes += 1
            story.oracle.note(policyOnDisk: known)
        }
        let audit = ChainedAuditTrail(
            store: store, sinks: [Sink(daemon: self)], bootID: bootID, now: { [self] in now() })
        let service = SweepService(
            active: simulation.policyInForce(), ports: ports(store, audit),
            log: Logger(label: "simulation") { _ in
                SwiftLogNoOpLogHandler()
            }, processID: 1, longestWait: .seconds(simulation.scenario.isDense ? 3_600 : 14_400), timer: timer)
        self.service.withLock { $0 = service }
        let running = Task { await service.run {} }
        await timer.rounds.reaches(1)
        var granted = 0
        while !isOver, simulation.elapsed < end, simulation.isUnbroken {
            if isSweeping {
                granted += 1
                leaves.increment()
                await ended.reaches(granted)
                if isOver { break }
                expectRound()
            } else {
                simulation.advance(by: min(timer.wait, end - simulation.elapsed))
                await simulation.idle(self)
                if isOver { break }
                expectRound()
                timer.fire()
            }
            await roundsCome()
        }
        stopped.withLock { $0 = true }
        service.stop()
        for _ in 0..<1_000 { leaves.increment() }
        await running.value
        self.service.withLock { $0 = nil }
    }

    private func expectRound() { expected.withLock { $0 += 1 } }
    private func roundsCome() async { await timer.rounds.reaches(expected.withLock { $0 }) }

    /// Loads another policy, as SIGHUP does, and waits until it is in force.
    func reload(_ active: ActivePolicy) async {
        expectRound()
        service.withLock { $0 }?.reload(active)
        await roundsCome()
    }

    /// Stops the service in an orderly way and waits until the sweep under way, if any, knows.
    func stop(insideSweep: Bool) async {
        stopped.withLock { $0 = true }
        service.withLock { $0 }?.stop()
        while insideSweep, !Task.isCancelled { await Task.yield() }
    }

    /// Our clock; at each reading the daemon may die.
    func now() -> Date {
        simulation.mayDie(self, 2)
        return simulation.now
    }

    func sleep(_ duration: Duration) async throws {
        simulation.mayDie(self, 10)
        // For a dead daemon no time passes: a wait would never end.
        if Task.isCancelled || isDead { throw CancellationError() }
        simulation.advance(by: duration)
        if Task.isCancelled { throw CancellationError() }
    }

    private func ports(_ store: StateStore, _ audit: any AuditTrail) -> SweepService.Ports {
        let pacer = RequestPacer(
            wall: { [simulation] in simulation.now }, now: { [simulation] in simulation.instant },
            sleep: { [self] in try await sleep($0) })
        return SweepService.Ports(
            sweep: { [self] account, active, gate in
                let turn = begun.withLock { begun in
                    begun += 1
                    return begun
                }
                await leaves.reaches(turn)
                let report = await sweep(account, active, gate, store, audit, pacer)
                ended.increment()
                return report
            },
            remembered: { try? store.load(account: $0.name) },
            publish: { [self] status in published.withLock { $0 = status } },
            onIteration: {}, now: { [self] in simulation.now }, monotonic: { [self] in simulation.elapsed },
            random: { [self] in random() })
    }

    /// For jitter. Late draws of an ended run come at any time, and must not change the random numbers of the next run.
    private func random() -> Double { isOver ? 0.5 : simulation.random() }

    private func sweep(
        _ account: Account, _ active: ActivePolicy, _ gate: PolicyGate, _ store: StateStore, _ audit: any AuditTrail,
        _ pacer: RequestPacer
    ) async -> SweepService.Report {
        let nap: @Sendable (Duration) async throws -> Void = { [self] in try await sleep($0) }
        let connection = PortalConnection(
            transport: SimulatedTransport(simulation: simulation, daemon: self), pacer: pacer, sleep: nap,
            random: { [self] in random() })
        let reader = PortalReader(connection)
        let sweeper = Sweeper(
            account: account.name, portal: account.portal, reader: DocSpaceTrashReader(reader),
            writer: DocSpaceTrashWriter(
                PortalWriter(connection), follower: OperationFollower(reader: reader, sleep: nap)),
            audit: audit, store: store, gate: gate, now: { [self] in now() }, sleep: nap,
            progress: { [self] _ in simulation.mayDie(self, 2) })
        return SweepService.Report(await sweeper.sweep(SweepRequest(), under: active))
    }
}

/// A daemon's connection to the journal.
private struct Sink: AuditSink {
    let daemon: Daemon
    let memory = AuditSinkMemory.mark("delivered")

    func check() throws {
        daemon.simulation.mayDie(daemon, 10)
        guard !daemon.isDead, daemon.simulation.journal.isPresent else { throw SimulatedJournal.Absent() }
    }

    /// The records are in the spool by now, so they count as recorded even if this fails.
    func write(_ records: [SealedRecord]) throws {
        guard !daemon.isDead else { throw SimulatedJournal.Absent() }
        daemon.simulation.recorded(records)
        // The worst moment is between an outcome and the state that reflects it.
        let isOutcome = records.contains { $0.fields["RETENTIOND_ITEM_ID"] != nil }
        daemon.simulation.mayDie(daemon, 20)
        for record in records {
            guard !daemon.isDead else { throw SimulatedJournal.Absent() }
            try daemon.simulation.journal.take(record, at: daemon.simulation.elapsed)
        }
        daemon.simulation.mayDie(daemon, isOutcome ? 200 : 20)
    }
}
