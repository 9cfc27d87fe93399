import FoundationEssentials
import Platform
import Retention
import RetentionAdapters
import RetentionEngine
import Systemd

/// Sweeps of real portals: key, connection, engine.
struct AccountSweeps: Sendable {
    let store: StateStore
    let audit: any AuditTrail
    /// Nil to read each key again for each sweep.
    let keys: KeyRing?
    let patience: Duration
    let progress: @Sendable (String, SweepProgress) -> Void
    /// Called after each request, with any result and the account's name.
    let onResponse: @Sendable (String) -> Void
    /// The portal counts requests by key, over all connections.
    let pacers: RequestPacers
    private let claims = TrashClaims()

    init(
        store: StateStore, audit: any AuditTrail, keys: KeyRing?, patience: Duration,
        progress: @escaping @Sendable (String, SweepProgress) -> Void,
        onResponse: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.store = store
        pacers = RequestPacers(store: store)
        self.audit = audit
        self.keys = keys
        self.patience = patience
        self.progress = progress
        self.onResponse = onResponse
    }

    /// - Parameters:
    ///   - gate: nil if no policy can change during the sweep.
    ///   - watched: gets the progress, too.
    /// - Throws: `CommandError` if the account's key or CA file can't be read.
    func sweep(
        _ account: Account, _ request: SweepRequest, under active: ActivePolicy, gate: PolicyGate? = nil,
        watched: (@Sendable (SweepProgress) -> Void)? = nil
    ) async throws(CommandError) -> SweepOutcome {
        try await connected(account, active, gate, watched) { await $0.sweep(request, under: active) }
    }

    /// - Throws: as `sweep`.
    func restore(
        _ account: Account, _ order: ManualRestore, under active: ActivePolicy, gate: PolicyGate? = nil,
        watched: (@Sendable (SweepProgress) -> Void)? = nil
    ) async throws(CommandError) -> SweepOutcome {
        try await connected(account, active, gate, watched) { await $0.restore(order, under: active) }
    }

    private func connected(
        _ account: Account, _ active: ActivePolicy, _ gate: PolicyGate?,
        _ watched: (@Sendable (SweepProgress) -> Void)?, _ body: (Sweeper) async -> SweepOutcome
    ) async throws(CommandError) -> SweepOutcome {
        let pacer = pacers.pacer(of: account)
        let key = if let keys { try keys.key(of: account) } else { try KeyLoader.load(account) }
        claims.remember(active.policy.accounts, in: store)
        let connection = try AccountConnection.open(account, key: key, claims: claims, pacer: pacer) { [onResponse] in
            onResponse(account.name)
        }
        let sweeper = Sweeper(
            account: account.name, portal: account.portal, reader: connection.reader,
            writer: connection.writer(patience: patience),
            audit: audit, store: store, gate: gate, now: { Date() },
            progress: {
                progress(account.name, $0)
                watched?($0)
            })
        let outcome = await body(sweeper)
        await connection.close()
        // Listing a large trash fragments the heap, which would stay so for the hours until the next sweep.
        ProcessMemory.trimHeap()
        return outcome
    }
}
