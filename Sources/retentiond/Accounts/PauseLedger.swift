import FoundationEssentials
import Retention
import RetentionEngine

/// Pausing and resuming purges, each with its audit record.
struct PauseLedger {
    let store: StateStore
    let operatorName: String
    /// The digest of the policy in force; empty if unknown.
    let policyDigest: String
    let invocation: Invocation
    /// Or the reason why there is none: a pause takes effect anyway.
    let trail: Result<any AuditTrail, CommandError>

    /// Opens trail and state. From then on root acts as the owner of the state directory.
    ///
    /// - Throws: `CommandError` (69, 77) without a usable state directory.
    init(
        auditLog: String?, common: CommonOptions, policyDigest: String, makesState: Bool
    ) throws(CommandError) {
        operatorName = Operator.name
        self.policyDigest = policyDigest
        invocation = common.invocation
        do throws(CommandError) {
            let opened = try AuditTrailFactory.open(file: auditLog, store: common.store)
            (trail, store) = (.success(opened.trail), opened.store)
        } catch {
            StateOwner.resign()
            trail = .failure(error)
            store = try StateOwner.become(common.store, makesIt: makesState)
        }
    }

    /// The same for a trail and a state that are already open.
    init(
        _ trail: any AuditTrail, _ store: StateStore, operatorName: String, policyDigest: String,
        _ invocation: Invocation
    ) {
        self.trail = .success(trail)
        (self.store, self.operatorName, self.policyDigest) = (store, operatorName, policyDigest)
        self.invocation = invocation
    }

    /// Pauses accounts and prints their names; recorded afterwards, so that nothing delays a pause. A nil name means
    /// all accounts.
    ///
    /// - Throws: `CommandError` (69). Printed accounts are paused.
    func pause(_ names: [String?], reason: String?) throws(CommandError) {
        let pause = PurgePause(since: Date(), by: operatorName, reason: reason)
        for name in names {
            do throws(StateError) { try store.pausePurges(pause, account: name) } catch {
                throw PauseChoice.failure(error)
            }
            let resume = PauseChoice.resume(name, invocation)
            Console.print("\(PauseChoice.text(name)): purging is paused; `\(resume)` ends it")
        }
        try record(names.map { record(.purgesPaused, $0, reason: reason) }, "the pause is in force, but not recorded")
    }

    /// Ends pauses and prints their accounts; recorded before. A nil name means the pause of all accounts.
    ///
    /// - Throws: `CommandError` (69). Accounts that weren't printed may still be paused.
    func resume(_ names: [String?]) throws(CommandError) {
        let paused = names.filter { store.hasOwnPause(account: $0) }
        try record(
            paused.map { record(.purgesResumed, $0, reason: nil) }, "nothing is resumed, because it can't be recorded")
        for name in names {
            let wasPaused: Bool
            do throws(StateError) { wasPaused = try store.resumePurges(account: name) } catch {
                throw PauseChoice.failure(error)
            }
            let others = name != nil && store.pause(account: nil) != nil
            Console.print(
                "\(PauseChoice.text(name)): "
                    + (wasPaused ? "the pause is over" : "was not paused individually")
                    + (others
                        ? "; all accounts are still paused: `\(PauseChoice.resume(nil, invocation))` ends that" : ""))
        }
    }

    private func record(_ event: AuditEvent, _ account: String?, reason: String?) -> AuditRecord {
        let whom = account == nil ? "for all accounts" : nil
        var record = AuditRecord(
            event, account: account ?? "", sweepID: "", policyDigest: policyDigest,
            reason: whom.map { whom in reason.map { "\(whom): \($0)" } ?? whom } ?? reason)
        record.operatorName = operatorName
        record.portalUser = account.flatMap { (try? store.load(account: $0))?.trash?.userID }
        return record
    }

    private func record(_ records: [AuditRecord], _ consequence: String) throws(CommandError) {
        guard !records.isEmpty else { return }
        let trail: any AuditTrail
        do throws(CommandError) { trail = try self.trail.get() } catch {
            throw CommandError(error.status, "\(consequence): \(error.message)", hint: error.hint)
        }
        do {
            try trail.append(records)
            try trail.prove()
        } catch {
            throw CommandError(
                .unavailable, "\(consequence): no audit record can be written: \(error)",
                hint: SweepError.noAudit("").generalHint)
        }
    }
}
