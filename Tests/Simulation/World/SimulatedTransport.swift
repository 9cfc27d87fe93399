import DocSpaceSimulator
import Foundation
import Synchronization

@testable import DocSpace

/// Passes the client's requests to the portal in memory, through a network whose faults the seed decides.
struct SimulatedTransport: PortalTransport {
    let world: World
    let daemon: Daemon

    /// The network's effect on one request.
    private struct Fate {
        var isLost = false
        var isDoubled = false
        var losesReply = false
        var latency = Duration.milliseconds(30)
        var garble: Garble?
        /// Instead of the portal's answer; nothing is done.
        var refusal: (status: Int, retryAfter: String?)?
        /// Instead of the portal's answer; everything is done.
        var disguise: Int?
        var portalFaults: [FaultEffect] = []
    }

    private enum Garble { case cut, noJSON, html }

    func send(_ call: HTTPCall) async throws(DocSpaceError) -> HTTPReply {
        if call.isOfFolder { world.story.withLock { $0.oracle.sweep.foldersInDoubt += 1 } }
        do throws(DocSpaceError) { return try await exchange(call) } catch {
            if call.method == .put, !error.excludesEffect { world.doubt(call) }
            throw error
        }
    }

    private func exchange(_ call: HTTPCall) async throws(DocSpaceError) -> HTTPReply {
        let isWrite = call.method == .put
        world.mayDie(daemon, isWrite ? 300 : 5)
        if Task.isCancelled { throw .cancelled }
        if daemon.isDead { throw .interrupted("dead") }
        world.count(call)
        var fate = world.story.withLock { draw(call, &$0) }
        let met = world.meets(isWrite: isWrite)
        if let operation = met.operation { fate.portalFaults.insert(.operation(operation), at: 0) }
        if let gateway = met.gateway { fate.disguise = gateway }
        let limit = isWrite ? Duration.seconds(60) : .seconds(20)
        if world.story.withLock({ $0.isOffline }) {
            world.advance(by: .seconds(3))
            throw .unreachable("no network")
        }
        if fate.isLost {
            world.advance(by: .seconds(1))
            throw .interrupted("lost on the way")
        }
        if let refusal = fate.refusal {
            world.advance(by: .milliseconds(40))
            world.noteRefusal(refusal.status, refusal.retryAfter, of: call)
            throw DocSpaceError(status: refusal.status, retryAfter: refusal.retryAfter)
        }
        world.advance(by: .milliseconds(20))
        let reply = world.answer(call, isDoubled: fate.isDoubled, faults: fate.portalFaults)
        world.mayDie(daemon, isWrite ? 300 : 5)
        await world.interfere(daemon, call)
        fate.latency += reply.transport.delay
        world.advance(by: min(fate.latency, limit))
        if daemon.isDead { throw .interrupted("dead") }
        if Task.isCancelled { throw .cancelled }
        if fate.latency >= limit { throw .timedOut }
        if fate.losesReply { throw .interrupted("reset by peer") }
        return try judge(reply, fate, call)
    }

    private func judge(_ reply: PortalReply, _ fate: Fate, _ call: HTTPCall) throws(DocSpaceError) -> HTTPReply {
        let status = fate.disguise ?? reply.status
        guard (200..<300).contains(status) else {
            throw DocSpaceError(status: status, retryAfter: reply.header("Retry-After"))
        }
        var body = reply.body
        switch fate.garble {
        case .cut: body = Array(body.prefix(body.count / 2))
        case .noJSON: body = Array(#"{"response": {"files": [{"id": 1,,"#.utf8)
        case .html: body = Array("<html><body>Maintenance</body></html>".utf8)
        case nil: break
        }
        let answer = HTTPReply(
            status: status, body: body, dateHeader: reply.transport.date, age: reply.header("Age"),
            receivedAt: world.now)
        if fate.garble == nil { world.arrived(call, skew: answer.clockSkewSeconds) }
        return answer
    }

    private func draw(_ call: HTTPCall, _ story: inout Story) -> Fate {
        var fate = Fate()
        let badness = story.badness
        func throwing(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &story.dice.faults) }
        fate.latency = .milliseconds(20 + throwing(400))
        if story.happens(.lostRequest, badness) { fate.isLost = true }
        if story.happens(.lostReply, badness) { fate.losesReply = true }
        if call.method == .put, story.happens(.duplicate, badness) { fate.isDoubled = true }
        if story.happens(.delay, badness) { fate.latency = .seconds([3, 15, 25, 70][throwing(4)]) }
        if story.happens(.garbled, badness) { fate.garble = [.cut, .noJSON, .html][throwing(3)] }
        if story.happens(.throttled, badness) {
            fate.refusal = (429, [nil, "1", "7", "45", "100", "900", "soon"][throwing(7)])
        }
        if story.happens(.serverError, badness) {
            let status = [500, 502, 503, 504][throwing(4)]
            if throwing(2) == 0 { fate.refusal = (status, nil) } else { fate.disguise = status }
        }
        if call.method == .put, story.happens(.operation, badness * 6) {
            let items = throwing(6)
            let fault: [OperationFault] = [
                .neverProgresses, .vanishes, .failsPartly(afterItems: items, error: "Error"),
                .diesEarly(afterItems: items), .starts(after: .seconds(throwing(90))),
            ]
            fate.portalFaults.append(.operation(fault[throwing(5)]))
        }
        if call.path.hasPrefix("files/@trash"), story.happens(.paging, badness * 4) {
            let fault: [FaultEffect] = [
                .lyingTotal(throwing(30)), .duplicatedEntries(1 + throwing(3)), .omittedEntries(1 + throwing(3)),
            ]
            fate.portalFaults.append(fault[throwing(3)])
        }
        return fate
    }
}
