import DocSpaceSimulator
import Foundation
import Synchronization

@testable import DocSpace

/// Passes the client's requests to the portal in memory, through a network whose faults the seed decides.
struct SimulatedTransport: PortalTransport {
    let simulation: Simulation
    let daemon: Daemon

    /// The network's effect on one request.
    private struct DrawnFault {
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
        if call.isOfFolder { simulation.story.withLock { $0.oracle.sweep.foldersInDoubt += 1 } }
        do throws(DocSpaceError) { return try await exchange(call) } catch {
            if call.method == .put, !error.excludesEffect { simulation.doubt(call) }
            throw error
        }
    }

    private func exchange(_ call: HTTPCall) async throws(DocSpaceError) -> HTTPReply {
        let isWrite = call.method == .put
        simulation.mayDie(daemon, isWrite ? 300 : 5)
        if Task.isCancelled { throw .cancelled }
        if daemon.isDead { throw .interrupted("dead") }
        simulation.count(call)
        var drawn = simulation.story.withLock { draw(call, &$0) }
        let met = simulation.meets(isWrite: isWrite)
        if let operation = met.operation { drawn.portalFaults.insert(.operation(operation), at: 0) }
        if let gateway = met.gateway { drawn.disguise = gateway }
        let limit = isWrite ? Duration.seconds(60) : .seconds(20)
        if simulation.story.withLock({ $0.isOffline }) {
            simulation.advance(by: .seconds(3))
            throw .unreachable("no network")
        }
        if drawn.isLost {
            simulation.advance(by: .seconds(1))
            throw .interrupted("lost on the way")
        }
        if let refusal = drawn.refusal {
            simulation.advance(by: .milliseconds(40))
            simulation.noteRefusal(refusal.status, refusal.retryAfter, of: call)
            throw DocSpaceError(status: refusal.status, retryAfter: refusal.retryAfter)
        }
        simulation.advance(by: .milliseconds(20))
        let reply = simulation.answer(call, isDoubled: drawn.isDoubled, faults: drawn.portalFaults)
        simulation.mayDie(daemon, isWrite ? 300 : 5)
        await simulation.interfere(daemon, call)
        drawn.latency += reply.transport.delay
        simulation.advance(by: min(drawn.latency, limit))
        if daemon.isDead { throw .interrupted("dead") }
        if Task.isCancelled { throw .cancelled }
        if drawn.latency >= limit { throw .timedOut }
        if drawn.losesReply { throw .interrupted("reset by peer") }
        return try judge(reply, drawn, call)
    }

    private func judge(_ reply: PortalReply, _ drawn: DrawnFault, _ call: HTTPCall) throws(DocSpaceError) -> HTTPReply {
        let status = drawn.disguise ?? reply.status
        guard (200..<300).contains(status) else {
            throw DocSpaceError(status: status, retryAfter: reply.header("Retry-After"))
        }
        var body = reply.body
        switch drawn.garble {
        case .cut: body = Array(body.prefix(body.count / 2))
        case .noJSON: body = Array(#"{"response": {"files": [{"id": 1,,"#.utf8)
        case .html: body = Array("<html><body>Maintenance</body></html>".utf8)
        case nil: break
        }
        let answer = HTTPReply(
            status: status, body: body, dateHeader: reply.transport.date, age: reply.header("Age"),
            receivedAt: simulation.now)
        if drawn.garble == nil { simulation.arrived(call, skew: answer.clockSkewSeconds) }
        return answer
    }

    private func draw(_ call: HTTPCall, _ story: inout Story) -> DrawnFault {
        var drawn = DrawnFault()
        let badness = story.badness
        func throwing(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &story.streams.faults) }
        drawn.latency = .milliseconds(20 + throwing(400))
        if story.happens(.lostRequest, badness) { drawn.isLost = true }
        if story.happens(.lostReply, badness) { drawn.losesReply = true }
        if call.method == .put, story.happens(.duplicate, badness) { drawn.isDoubled = true }
        if story.happens(.delay, badness) { drawn.latency = .seconds([3, 15, 25, 70][throwing(4)]) }
        if story.happens(.garbled, badness) { drawn.garble = [.cut, .noJSON, .html][throwing(3)] }
        if story.happens(.throttled, badness) {
            drawn.refusal = (429, [nil, "1", "7", "45", "100", "900", "soon"][throwing(7)])
        }
        if story.happens(.serverError, badness) {
            let status = [500, 502, 503, 504][throwing(4)]
            if throwing(2) == 0 { drawn.refusal = (status, nil) } else { drawn.disguise = status }
        }
        if call.method == .put, story.happens(.operation, badness * 6) {
            let items = throwing(6)
            let fault: [OperationFault] = [
                .neverProgresses, .vanishes, .failsPartly(afterItems: items, error: "Error"),
                .diesEarly(afterItems: items), .starts(after: .seconds(throwing(90))),
            ]
            drawn.portalFaults.append(.operation(fault[throwing(5)]))
        }
        if call.path.hasPrefix("files/@trash"), story.happens(.paging, badness * 4) {
            let fault: [FaultEffect] = [
                .lyingTotal(throwing(30)), .duplicatedEntries(1 + throwing(3)), .omittedEntries(1 + throwing(3)),
            ]
            drawn.portalFaults.append(fault[throwing(3)])
        }
        return drawn
    }
}
