import FoundationEssentials
import Retention
import RetentionEngine

/// Makes sweeps of real portals: key, connection, engine.
struct AccountSweeps: Sendable {
    let store: StateStore
    let audit: any AuditTrail
    let patience: Duration
    let progress: @Sendable (String, SweepProgress) -> Void
    /// The portal counts requests by key, whatever the connection.
    private let pacers = RequestPacers()

    init(
        store: StateStore, audit: any AuditTrail, patience: Duration,
        progress: @escaping @Sendable (String, SweepProgress) -> Void
    ) {
        self.store = store
        self.audit = audit
        self.patience = patience
        self.progress = progress
    }

    /// - Throws: `CommandFailure` when the account's key or CA file can't be read.
    func sweep(
        _ account: Account, _ request: SweepRequest, under active: ActivePolicy
    ) async throws(CommandFailure) -> SweepOutcome {
        let connection = try AccountConnection.open(account, pacer: pacers.pacer(of: account))
        let sweeper = Sweeper(
            account: account.name, portal: account.portal, reader: connection.reader,
            writer: connection.writer(patience: patience),
            audit: audit, store: store, now: { Date() }, progress: { progress(account.name, $0) })
        let outcome = await sweeper.sweep(request, under: active)
        await connection.close()
        return outcome
    }
}
