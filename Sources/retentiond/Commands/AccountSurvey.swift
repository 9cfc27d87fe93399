import FoundationEssentials
import Retention
import RetentionAdapters
import RetentionEngine

/// One inspection of an account's trash for the commands that only show. Has no way to change a portal.
struct AccountSurvey {
    let account: Account
    let active: ActivePolicy
    let store: StateStore
    let keys: KeyRing
    let invocation: Invocation
    /// The service's, so that all requests with a key are counted together; nil for a separate command.
    var pacers: RequestPacers?

    /// The result, and further facts for a person.
    struct Look {
        let survey: Survey
        let notes: [String]
    }

    /// - Throws: `CommandFailure` if key, portal or trash can't be read.
    func take(
        at instant: Date?, progress: @escaping @Sendable (SweepProgress) -> Void
    ) async throws(CommandFailure) -> Look {
        var notes: [String] = []
        var state = AccountState()
        do throws(StateError) {
            state = try store.load(account: account.name)
            _ = try RequestFile(store: store, account: account.name)
        } catch {
            notes.append("no sweep will change anything: \(error)")
            CommandFailure(.incomplete, "\(account.name): \(error)", hint: SweepProblem.state("").generalHint).report()
        }
        let key = try keys.key(of: account)
        let connection = try AccountConnection.open(account, key: key, pacer: await pacers?.pacer(of: account))
        let survey: Result<Survey, SweepProblem>
        do throws(SweepProblem) {
            survey = .success(
                try await Survey.take(
                    of: account.name, reader: connection.reader, active: active, state: state, store: store,
                    at: instant,
                    now: { Date() }, progress: progress))
        } catch {
            survey = .failure(error)
        }
        await connection.close()
        switch survey {
        case .success(let survey):
            notes += PlanNotes.notes(survey, state, active, at: account.portal)
            return Look(survey: survey, notes: notes + approvalNotes(survey))
        case .failure(let problem): throw CommandFailure(problem, account: account.name, under: invocation)
        }
    }

    /// Whether the purge of due items waits for a second person.
    private func approvalNotes(_ survey: Survey) -> [String] {
        do throws(StateError) {
            let objection = PurgeApproval.objection(
                to: survey.plan.items(.purge), above: active.policy.approvalAbove, policyDigest: active.digest,
                try store.approval(account: account.name))
            return objection.map { ["a sweep would purge nothing: \($0)"] } ?? []
        } catch {
            return ["a sweep would purge nothing: \(error)"]
        }
    }
}
