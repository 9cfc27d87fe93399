package import FoundationEssentials
package import Retention

/// A listing of the trash, with the plan of the policy. Reads only.
package struct TrashSnapshot: Sendable {
    package let takenAt: Date
    /// When the listing began, by the portal's clock if it sent its time. Nil if the clocks disagree.
    let listedAt: Date?
    /// The version that the portal reports.
    package let version: PortalVersion
    package let key: KeyState?
    package let listing: Listing
    package internal(set) var plan: Plan
    /// During a grace: the effect of the policy change.
    package let difference: PolicyDifference?
    /// State of earlier sweeps that restrains the plan.
    package let history: SweepHistory

    /// Lists the trash once and plans.
    ///
    /// - Parameters:
    ///   - instant: the instant to judge ages against; nil: when the listing ended.
    ///   - version: of the portal, if it was requested already.
    ///   - state: what earlier sweeps stored.
    ///   - beforeListing: called once the portal has taken the key.
    package static func take(
        of account: String, reader: any TrashReader, version known: PortalVersion? = nil, active: ActivePolicy,
        state: AccountState, store: StateStore, at instant: Date? = nil,
        now: @Sendable () -> Date, progress: @Sendable (SweepProgress) -> Void,
        beforeListing: () async -> Void = {}
    ) async throws(SweepError) -> TrashSnapshot {
        let version: PortalVersion
        let key: KeyState?
        let began: Date
        let listing: Listing
        do throws(PortalError) {
            if let known { version = known } else { version = try await reader.portalVersion() }
            key = try await reader.keyState()
            await beforeListing()
            began = now()
            listing = try await reader.list { progress(.listing(met: $0, announced: $1)) }
        } catch {
            throw SweepError(error)
        }
        let moment = now()
        let takenAt = instant ?? moment
        var history: SweepHistory
        do throws(StateError) {
            history = try Self.history(
                of: account, active: active, state: state, store: store, now: moment, at: takenAt)
        } catch {
            throw SweepError(error)
        }
        let folders = originFolders(
            toInspectFor: listing.items, policy: active.policy, now: takenAt, history: history)
        history.origins = try await OriginInspector(reader: reader).inspect(folders)
        let result = Retention.plan(items: listing.items, policy: active.policy, now: takenAt, history: history)
        return TrashSnapshot(
            takenAt: takenAt, listedAt: listing.portalTime(began), version: version, key: key, listing: listing,
            plan: result.plan, difference: result.difference,
            history: history)
    }

    /// What earlier sweeps stored, with the time at which each item was not in the trash yet; without the locations of origin
    /// folders.
    ///
    /// - Parameters:
    ///   - now: this moment.
    ///   - instant: the moment that the plan is for.
    package static func history(
        of account: String, active: ActivePolicy, state: AccountState, store: StateStore, now: Date, at instant: Date
    ) throws(StateError) -> SweepHistory {
        var history = try state.history(of: account, under: active, store: store, now: now, at: instant)
        let seen = try store.seenItems(account: account)
        history.notInTrashBefore = { [listedAt = state.listedAt] key in
            let bound = seen.flatMap { $0.notInTrashBefore(key, listedAt: listedAt) }
            return bound.map { min($0, now) }
        }
        return history
    }
}

extension TrashSnapshot {
    /// The owner of the listed trash. Nil if the portal doesn't name the trash.
    package var owner: TrashOwner? { listing.trashID.map { TrashOwner(trashID: $0, user: key?.user) } }
}

extension Listing {
    /// A moment of our clock by the portal's. Nil if the two disagree, because either may be wrong.
    fileprivate func portalTime(_ date: Date) -> Date? {
        Guardrail.clock(skewSeconds: clockSkewSeconds) == nil ? date - (clockSkewSeconds ?? 0) : nil
    }
}
