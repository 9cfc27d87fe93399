import FoundationEssentials
import Logging
import Platform
import Retention
import RetentionEngine
import ServiceLifecycle
import Synchronization
import Time
import UnixSignals

/// The service as systemd sees it: ready, reload, stop.
struct Daemon: Service {
    /// The extension of a reload's timeout, sent repeatedly while it waits.
    private static let extraTime = Duration.seconds(30)

    let service: SweepService
    let publisher: StatusPublisher
    let policyPath: String
    let audit: any AuditTrail
    let zone: LocalZoneWatch
    let inForce: ActivePolicy
    let problems: ServiceProblems
    let log: Logger

    func run() async throws {
        // From here on a SIGHUP no longer ends the process: before it is reported as ready.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let current = CurrentPolicy(inForce)
        report(sealOf: inForce)
        zone.onChange { [self] in current.change(followZone) }
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await reload(on: hangups) { active in current.change { _ in active } } }
                await service.run { publisher.ready() }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            publisher.stopping()
            service.stop()
        }
    }

    /// `systemctl reload` sends SIGHUP: a valid policy takes over at once, an invalid one is reported and ignored. The
    /// reload is over when no call under another policy is under way; a further reload doesn't wait for that.
    ///
    /// - Parameter adopted: called with each policy that takes over.
    private func reload(on hangups: UnixSignalsSequence, adopted: @escaping @Sendable (ActivePolicy) -> Void) async {
        var digest = inForce.digest
        let reloads = ReloadCount()
        await withDiscardingTaskGroup { group in
            for await _ in hangups {
                guard !Task.isCancelled else { break }
                publisher.reloading()
                if let active = load(insteadOf: digest) {
                    digest = active.digest
                    adopted(active)
                }
                let number = reloads.next()
                group.addTask { [digest] in
                    guard await noOtherCalls(than: digest, while: { reloads.isLatest(number) }) else { return }
                    publisher.ready()
                }
            }
            group.cancelAll()
        }
    }

    /// A schedule without a zone uses the machine's present one. Text and accounts of the policy stay the same.
    private func followZone(_ active: ActivePolicy) -> ActivePolicy {
        LocalTime.forgetZone()
        log.notice("time zone changed", metadata: ["now": "\(LocalTime.ofMachine.text(Date()))"])
        let text = Array(active.rulesText.utf8)
        guard let rules = try? PolicyFile.parse(text, file: policyPath, scope: .rules).active else { return active }
        var policy = rules.policy
        policy.accounts = active.policy.accounts
        policy.accountsFrom = active.policy.accountsFrom
        let same = ActivePolicy(policy: policy, digest: active.digest, rulesText: active.rulesText, parse: rules.parse)
        service.reload(same)
        return same
    }

    /// - Returns: the policy in force from now on; nil if it stays the same.
    private func load(insteadOf digest: String) -> ActivePolicy? {
        do throws(CommandError) {
            let loaded = try PolicyFile.load(policyPath)
            let active = loaded.active
            log.notice("policy loaded", metadata: ["policy.digest": "\(active.digest)"])
            report(sealOf: active)
            service.reload(active)
            PolicyWarnings.log(loaded.warnings, to: log)
            warnOfMissingKeys(active.policy.accounts)
            return active
        } catch {
            log.error("policy rejected, the one in force stays", metadata: ["reason": "\(error.summary)"])
            service.reject(error.summary)
            recordRejected(error.summary, digest)
            return nil
        }
    }

    /// Logs the statement of `inForce`, or why it is ignored. The latter is in the status as well.
    private func report(sealOf active: ActivePolicy) {
        let problem = active.sealProblem(at: Date())
        problems.set(problem, for: "seal")
        if let problem {
            log.warning("seal ignored", metadata: ["reason": "\(problem)"])
        } else if let seal = active.policy.seal {
            log.notice("policy sealed", metadata: ["since": "\(UTCText.of(seal.since))"])
        }
    }

    /// Logs the remedy for accounts whose keys systemd did not pass, as may happen at a reload.
    private func warnOfMissingKeys(_ accounts: [Account]) {
        guard let failures = (try? KeyRing(accounts))?.failures else { return }
        for failure in failures.prefix(KeyRing.maxShown) {
            log.warning("\(failure.message)\(failure.hint.map { "; \($0)" } ?? "")")
        }
        let more = failures.count - KeyRing.maxShown
        if more > 0 { log.warning("\(more) more accounts have no key") }
    }

    /// Waits until the last call under another policy has ended: only then is this one fully in force.
    ///
    /// - Returns: false if the service ends before, or yet another policy takes over.
    private func noOtherCalls(than digest: String, while isWanted: () -> Bool) async -> Bool {
        var waits = 0
        while !service.gate.isAlone(digest) {
            guard isWanted() else { return false }
            // A call and its operation can take minutes.
            if waits % 100 == 0, waits > 0 { publisher.extendTimeout(Self.extraTime) }
            waits += 1
            do { try await Task.sleep(for: .milliseconds(50)) } catch { return false }
        }
        return isWanted() && !Task.isCancelled
    }

    private func recordRejected(_ reason: String, _ digest: String) {
        let record = AuditRecord(.policyRejected, account: "", sweepID: "", policyDigest: digest, reason: reason)
        do { try audit.append([record]) } catch { log.error("audit trail lost", metadata: ["reason": "\(error)"]) }
    }
}

/// The policy in force, for tasks that replace it.
private final class CurrentPolicy: Sendable {
    private let policy: Mutex<ActivePolicy>

    init(_ policy: ActivePolicy) { self.policy = Mutex(policy) }

    func change(_ body: (ActivePolicy) -> ActivePolicy) { policy.withLock { $0 = body($0) } }
}

/// Distinguishes the latest reload from earlier ones.
private final class ReloadCount: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }

    func isLatest(_ number: Int) -> Bool { count.withLock { $0 == number } }
}
