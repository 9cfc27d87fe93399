import Synchronization

/// A DocSpace 3.7 portal in memory, without HTTP: `SimulatorServer` serves it, and tests seed and inspect it.
///
/// Every call first carries out the events that are due on the portal's clock. All calls are synchronous and safe from
/// any task. Nothing runs in the background.
package final class SimulatedPortal: Sendable {
    /// Move it to let time pass.
    package let clock: SimulatedClock
    private let state: Mutex<PortalState>

    /// An empty portal: a rooms section, an archive, and no users.
    package init(clock: SimulatedClock = .real(), settings: PortalSettings = PortalSettings()) {
        self.clock = clock
        state = Mutex(PortalState(clock: clock, settings: settings))
    }

    /// Reads or changes anything, as one step. `body` must not call this portal.
    package func update<Result: Sendable>(_ body: (inout PortalState) throws -> Result) rethrows -> Result {
        try state.withLock { state in
            state.advance()
            return try body(&state)
        }
    }

    /// Adds to the contents, as one step. `body` must not call this portal.
    package func seed<Result: Sendable>(_ body: (inout Seeder) -> Result) -> Result { update { $0.seed(body) } }

    /// Handles one request completely; `finish(_:)` must follow when the answer has left.
    package func receive(_ request: PortalRequest) -> (PortalReply, Admission) {
        state.withLock { $0.receive(request) }
    }

    /// Ends a request for the limits on concurrent ones.
    package func finish(_ admission: Admission) {
        state.withLock { $0.finish(admission) }
    }

    /// Handles one request without HTTP: transport faults show in `reply.transport` only.
    package func respond(to request: PortalRequest) -> PortalReply {
        let (reply, admission) = receive(request)
        finish(admission)
        return reply
    }

    /// Deletes everything, as if just created. The clock is unchanged.
    package func reset() {
        state.withLock { $0 = PortalState(clock: clock, settings: $0.settings) }
    }

    // MARK: Looking

    /// The true events.
    package var ledger: Ledger { update { $0.database.ledger } }
    /// Top-level entries of a user's trash.
    package func trash(of user: SimulatedUser) -> Set<ItemKey> { update { Set($0.database.trashEntries(of: user.id)) } }
    /// A file, nil when it is gone.
    package func file(_ id: Int) -> StoredFile? { update { $0.database.files[id] } }
    /// A folder, nil when it is gone.
    package func folder(_ id: Int) -> StoredFolder? { update { $0.database.folders[id] } }
    /// Whether the item exists anywhere.
    package func exists(_ item: ItemKey) -> Bool { update { $0.database.tree.exists(item) } }
    /// The folder an item is in, nil when it is gone.
    package func location(of item: ItemKey) -> Int? { update { $0.database.tree.parent(of: item) } }
    /// Entries of all users' operation lists, without consuming any.
    package var operations: [PortalOperation] { update { $0.jobs.all.filter(\.isListed) } }
    /// All unfinished jobs, including those that left the list while they waited in their lane.
    package var jobs: [PortalOperation] { update { $0.jobs.all.filter { !$0.status.isOver } } }
    /// The portal's settings; changes take effect at once.
    package var settings: PortalSettings {
        get { update { $0.settings } }
        set { update { $0.settings = newValue } }
    }

    // MARK: Trouble

    /// Installs a fault.
    package func add(_ fault: Fault) { update { $0.faults.add(fault) } }
    /// Installs a fault: `portal.fail(.status(503), when: RequestMatch(path: "fileops/delete"))`.
    package func fail(_ effect: FaultEffect, when match: RequestMatch) { add(Fault(effect, when: match)) }
    /// Installs a hook.
    package func add(_ hook: Hook) { update { $0.faults.add(hook) } }
    /// Installs a hook: `portal.on(.before, RequestMatch(path: "fileops/delete"), do: .restore(item, by: user.id))`.
    package func on(_ moment: Hook.Moment, _ match: RequestMatch, do action: PortalAction) {
        add(Hook(moment, match, do: action))
    }
    /// Removes all faults and hooks.
    package func clearTrouble() { update { $0.faults.clear() } }
    /// Carries out an action outside any request.
    package func perform(_ action: PortalAction) { update { $0.perform(action) } }
}
