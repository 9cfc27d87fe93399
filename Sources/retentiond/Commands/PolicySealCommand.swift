import ArgumentParser
import FoundationEssentials
import Platform
import Retention
import RetentionEngine
import Time

/// Writes `inForce` into the policy. Sends no request to a portal.
struct PolicySealCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Record in the policy that its grace period is over, for machines without state.",
        discussion: """
            A second machine, or this one without its state directory, would begin the grace period of the policy \
            again. "inForce", which this command writes into the policy file, states that the rules are in force \
            already, and since when. It is valid for exactly these rules: after an edit it is ignored and reported, \
            until the grace period is over and this command runs again. The command fails while the grace period \
            lasts (exit 75). Everything else in the file stays as it is.

            Example:
              sudo retentiond policy seal
            """)

    @OptionGroup var log: AuditLogOption
    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let operatorName = Operator.name
        let file = try SealedFile(path: common.policy)
        let active = try common.load(.change, printsSeal: false)
        let (states, local) = try StateOwner.reading(common.store) { store in
            (
                active.policy.accounts.map { account in
                    Result { () throws(StateError) in try store.load(account: account.name) }
                }, Self.local(store)
            )
        }
        let accounts = zip(active.policy.accounts, states).map { ($0.name, $1) }
        let readiness = try SealReadiness(accounts, active, common.invocation, now: Date())
        let seal = PolicySeal(since: readiness.since, digest: active.digest)
        guard active.policy.seal != seal else {
            Console.print("nothing to do: \(common.policy) says so already, since \(UTCText.of(seal.since))")
            return nil
        }
        let text = try file.text(with: seal)
        // Opened first: nothing is written without a trail.
        let (trail, _) = try AuditTrailFactory.open(file: log.auditLog, store: common.store)
        try Self.recording { try trail.check() }
        StateOwner.resign()
        var changes = FileChanges()
        do throws(FileError) { try changes.write(text, to: common.policy, mode: nil) } catch {
            throw CommandError(
                .cannotCreate, "\(common.policy) can't be written: \(error.reason)", hint: "nothing was changed")
        }
        do throws(CommandError) { try record(seal, by: operatorName, trail) } catch {
            StateOwner.resign()
            let failed = changes.rollBack()
            throw failed.isEmpty ? error : CommandError(error.status, "\(error.message); the policy stays sealed")
        }
        Console.print("\(common.policy): in force since \(UTCText.of(seal.since)), \(seal.digest)")
        for note in readiness.notes + local { Console.printError("note: \(note)") }
        return nil
    }

    /// Protections on this machine outside the policy: another machine would lack them.
    private static func local(_ store: StateStore) -> [String] {
        let holds = (try? store.holdFiles())?.count { $0.stored.release == nil } ?? 0
        return holds == 0
            ? []
            : [
                "persons hold \(counted(holds, "item")), which only the state directory here knows: on a machine without it the rules "
                    + "decide about \(holds == 1 ? "it" : "them")"
            ]
    }

    /// As the owner of the state directory, like everything that is written there.
    private func record(
        _ seal: PolicySeal, by operatorName: String, _ trail: ChainedAuditTrail
    ) throws(CommandError) {
        _ = try StateOwner.become(common.store, makesIt: false)
        var record = AuditRecord(
            .policySealed, account: "", sweepID: "", policyDigest: seal.digest,
            reason: "in force since \(UTCText.of(seal.since))")
        record.operatorName = operatorName
        try Self.recording {
            try trail.append([record])
            try trail.prove()
        }
    }

    private static func recording(_ body: () throws -> Void) throws(CommandError) {
        do { try body() } catch {
            throw CommandError(
                .unavailable, "the policy is not sealed, because no audit record can be written: \(error)",
                hint: SweepError.noAudit("").generalHint)
        }
    }
}
