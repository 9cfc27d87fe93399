import FoundationEssentials
import Retention
import RetentionAdapters
import RetentionEngine

/// One inspection of an account's trash for the commands that only show. Has no way to change a portal.
struct AccountInspector {
    let account: Account
    let active: ActivePolicy
    let store: StateStore
    let keys: KeyRing
    let invocation: Invocation
    /// The service's, so that all requests with a key are counted together; nil for a separate command.
    var pacers: RequestPacers?

    /// The result, and further facts for a person.
    struct Report {
        let snapshot: TrashSnapshot
        let notes: [String]
    }

    /// - Throws: `CommandError` if key, portal or trash can't be read.
    func inspect(
        at instant: Date?, progress: @escaping @Sendable (SweepProgress) -> Void
    ) async throws(CommandError) -> Report {
        var notes: [String] = []
        var state = AccountState()
        do throws(StateError) {
            state = try store.load(account: account.name)
            _ = try RequestFile(store: store, account: account.name)
        } catch {
            notes.append("no sweep will change anything: \(error)")
            CommandError(.incomplete, "\(account.name): \(error)", hint: SweepError.state("").generalHint).report()
        }
        let key = try keys.key(of: account)
        let connection = try AccountConnection.open(account, key: key, pacer: pacers?.pacer(of: account))
        let snapshot: Result<TrashSnapshot, SweepError>
        do throws(SweepError) {
            snapshot = .success(
                try await TrashSnapshot.take(
                    of: account.name, reader: connection.reader, active: active, state: state, store: store,
                    at: instant,
                    now: { Date() }, progress: progress))
        } catch {
            snapshot = .failure(error)
        }
        await connection.close()
        switch snapshot {
        case .success(let snapshot):
            notes += PlanNotes.notes(snapshot, state, active, at: account.portal)
            return Report(snapshot: snapshot, notes: notes + approvalNotes(snapshot))
        case .failure(let problem): throw CommandError(problem, account: account.name, under: invocation)
        }
    }

    /// Whether the purge of due items waits for a second person.
    private func approvalNotes(_ snapshot: TrashSnapshot) -> [String] {
        do throws(StateError) {
            let objection = PurgeApproval.objection(
                to: snapshot.plan.items(.purge), above: active.policy.approvalAbove, policyDigest: active.digest,
                try store.approval(account: account.name))
            return objection.map { ["a sweep would purge nothing: \($0)"] } ?? []
        } catch {
            return ["a sweep would purge nothing: \(error)"]
        }
    }
}
