import Logging
import RetentionEngine
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The service under the eyes of systemd: ready, reload, stop.
struct Daemon: Service {
    /// How much longer a reload may take, told again and again while it waits.
    private static let extraTime = Duration.seconds(30)

    let service: SweepService
    let notices: ServiceNotices
    let policyPath: String
    let audit: any AuditTrail
    let inForce: String
    let log: Logger

    func run() async throws {
        // From here on a SIGHUP doesn't end the process any more: before anybody is told that it is ready.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await reload(on: hangups) }
                await service.run { notices.ready() }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            notices.stopping()
            service.stop()
        }
    }

    /// `systemctl reload` sends SIGHUP: a valid policy takes over at once, an invalid one is told and left aside. The reload is
    /// over when no call is under way that another policy began; a further one doesn't wait for that.
    private func reload(on hangups: UnixSignalsSequence) async {
        var digest = inForce
        let reloads = ReloadCount()
        await withDiscardingTaskGroup { group in
            for await _ in hangups {
                guard !Task.isCancelled else { break }
                notices.reloading()
                digest = load(insteadOf: digest)
                let number = reloads.next()
                group.addTask { [digest] in
                    guard await noOtherCalls(than: digest, while: { reloads.isLatest(number) }) else { return }
                    notices.ready()
                }
            }
            group.cancelAll()
        }
    }

    /// - Returns: the digest of the policy in force from now on.
    private func load(insteadOf digest: String) -> String {
        do throws(CommandFailure) {
            let active = try PolicyFile.load(policyPath).active
            log.notice("policy loaded", metadata: ["policy.digest": "\(active.digest)"])
            service.reload(active)
            return active.digest
        } catch {
            log.error("policy rejected, the one in force stays", metadata: ["reason": "\(error.summary)"])
            service.reject(error.summary)
            tellRejected(error.summary, digest)
            return digest
        }
    }

    /// Waits until the last call under another policy has ended: only then is this one in force in every respect.
    ///
    /// - Returns: false when the service ends before, or yet another policy takes over.
    private func noOtherCalls(than digest: String, while isWanted: () -> Bool) async -> Bool {
        var waits = 0
        while !service.gate.isAlone(digest) {
            guard isWanted() else { return false }
            // A call and the operation that it began can take minutes.
            if waits % 100 == 0, waits > 0 { notices.extendTimeout(Self.extraTime) }
            waits += 1
            do { try await Task.sleep(for: .milliseconds(50)) } catch { return false }
        }
        return isWanted() && !Task.isCancelled
    }

    private func tellRejected(_ reason: String, _ digest: String) {
        let record = AuditRecord(.policyRejected, account: "", sweepID: "", policyDigest: digest, reason: reason)
        do { try audit.append([record]) } catch { log.error("audit trail lost", metadata: ["reason": "\(error)"]) }
    }
}

/// Tells the latest reload from earlier ones.
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
