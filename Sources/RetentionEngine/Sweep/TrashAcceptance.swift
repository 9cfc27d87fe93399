import FoundationEssentials
import Retention

/// A person's confirmation that an account belongs to the trash that its key shows now.
package enum TrashAcceptance: Sendable, Equatable {
    /// It is the trash that was stored before: nothing to confirm.
    case unchanged(TrashOwner)
    /// None was stored before.
    case stored(TrashOwner)
    /// It replaces the stored one. Everything stored about the other's items is forgotten, and the grace of a first
    /// installation begins with the next sweep.
    case replaced(TrashOwner, earlier: TrashOwner)

    /// Lists the trash and stores its owner. Changes nothing at the portal.
    ///
    /// Requests with an unknown outcome stay: the next sweeps check and record them.
    ///
    /// - Throws: `SweepError` as a sweep does, also when a sweep of the account is running.
    package static func accept(
        account: String, portal: String, reader: any TrashReader, store: StateStore,
        progress: @Sendable (SweepProgress) -> Void
    ) async throws(SweepError) -> TrashAcceptance {
        let lock: StateLock
        let state: AccountState
        var requests: RequestFile
        do throws(StateError) {
            lock = try store.lock(account: account)
            state = try store.load(account: account)
            requests = try RequestFile(store: store, account: account)
        } catch {
            throw SweepError(error)
        }
        defer { withExtendedLifetime(lock) {} }
        let found = try await owner(reader, progress)
        let known = state.portal ?? portal == portal ? state : AccountState()
        if let earlier = known.trash, earlier.isSame(as: found) { return .unchanged(found.completed(by: earlier)) }
        var next = known.trash == nil ? known : AccountState()
        next.portal = portal
        next.trash = found
        next.intents = known.intents
        next.auditSequence = known.auditSequence
        do throws(StateError) {
            if known.trash != nil { try store.dropSeenItems(account: account) }
            if state.portal ?? portal != portal { try requests.drop() }
            try store.save(next, account: account)
        } catch {
            throw SweepError(error)
        }
        return known.trash.map { .replaced(found, earlier: $0) } ?? .stored(found)
    }

    private static func owner(
        _ reader: any TrashReader, _ progress: @Sendable (SweepProgress) -> Void
    ) async throws(SweepError) -> TrashOwner {
        do throws(PortalError) {
            let user = try await reader.keyState()?.user
            let listing = try await reader.list { progress(.listing(met: $0, announced: $1)) }
            guard let id = listing.trashID else {
                throw PortalError(.unavailable, excludesEffect: true, "the portal doesn't say whose trash it listed")
            }
            return TrashOwner(trashID: id, user: user)
        } catch {
            throw SweepError(error)
        }
    }
}
