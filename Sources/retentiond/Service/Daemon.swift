import Logging
import RetentionEngine
import ServiceLifecycle
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

    /// `systemctl reload` sends SIGHUP: a valid policy takes over, an invalid one is told and left aside.
    private func reload(on hangups: UnixSignalsSequence) async {
        var digest = inForce
        for await _ in hangups {
            notices.reloading()
            do throws(CommandFailure) {
                let active = try PolicyFile.load(policyPath).active
                log.notice("policy loaded", metadata: ["policy.digest": "\(active.digest)"])
                digest = active.digest
                service.reload(active)
                await calls(underOthersThan: digest)
            } catch {
                log.error("policy rejected, the one in force stays", metadata: ["reason": "\(error.summary)"])
                service.reject(error.summary)
                tellRejected(error.summary, digest)
            }
            notices.ready()
        }
    }

    /// Returns when the last call under an earlier policy has ended: only then is the new one in force in every respect.
    private func calls(underOthersThan digest: String) async {
        var waits = 0
        while !service.gate.isAlone(digest) {
            // A call and the operation that it began can take minutes.
            if waits % 100 == 0 { notices.extendTimeout(Self.extraTime) }
            waits += 1
            do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
        }
    }

    private func tellRejected(_ reason: String, _ digest: String) {
        let record = AuditRecord(.policyRejected, account: "", sweepID: "", policyDigest: digest, reason: reason)
        do { try audit.append([record]) } catch { log.error("audit trail lost", metadata: ["reason": "\(error)"]) }
    }
}
