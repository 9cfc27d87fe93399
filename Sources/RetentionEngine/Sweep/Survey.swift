package import FoundationEssentials
package import Retention

/// What a look at the trash shows, and what the policy makes of it. Reads only.
package struct Survey: Sendable {
    package let takenAt: Date
    package let key: KeyState?
    package let listing: Listing
    package internal(set) var plan: Plan
    /// During a grace: what the policy change would do.
    package let difference: PolicyDifference?
    /// What earlier sweeps left behind that restrains the plan.
    package let memory: Memory

    /// Looks at the trash once and plans.
    ///
    /// - Parameters:
    ///   - instant: the instant to judge ages against; nil: when the listing ended.
    ///   - state: what earlier sweeps remembered.
    ///   - beforeListing: once the portal has taken the key.
    package static func take(
        reader: any TrashReader, active: ActivePolicy, state: AccountState, store: StateStore, at instant: Date? = nil,
        now: @Sendable () -> Date, progress: @Sendable (SweepProgress) -> Void,
        beforeListing: () async -> Void = {}
    ) async throws(SweepProblem) -> Survey {
        let key: KeyState?
        let listing: Listing
        do throws(PortalFailure) {
            key = try await reader.keyState()
            await beforeListing()
            listing = try await reader.list { progress(.listing(met: $0, announced: $1)) }
        } catch {
            throw SweepProblem(error)
        }
        let moment = now()
        let takenAt = instant ?? moment
        var memory: Memory
        do { memory = try state.memory(under: active, store: store, now: moment, at: takenAt) } catch {
            throw SweepProblem(error)
        }
        let folders = originFolders(
            toInspectFor: listing.items, policy: active.policy, now: takenAt, memory: memory)
        memory.origins = try await OriginInspector(reader: reader).inspect(folders)
        let result = Retention.plan(items: listing.items, policy: active.policy, now: takenAt, memory: memory)
        return Survey(
            takenAt: takenAt, key: key, listing: listing, plan: result.plan, difference: result.difference,
            memory: memory)
    }
}
