import Logging
import NIOPosix
import Retention
import RetentionControl
import RetentionEngine

/// Answers requests of the control sockets: each command with its own code, and with the state, the keys and the turns
/// of the running service.
struct ControlService: Sendable {
    let service: SweepService
    let sweeps: AccountSweeps
    let store: StateStore
    let trail: any AuditTrail
    let publisher: StatusPublisher
    let metrics: ServiceMetrics
    let heartbeat: Heartbeat
    /// The service's policy, as an absolute path.
    let policyPath: String
    /// Options that make commands mean the same policy and state.
    let invocation: Invocation
    /// The key with which the service seals plans.
    let planKey: [UInt8]
    let log: Logger
    /// One listing for people at a time, because they take the most memory.
    let listing = WorkSlot()
    /// Changes of holds and approvals.
    let records = SerialWork()
    /// The thread that waits for clients who read much.
    let writers = NIOThreadPool(numberOfThreads: 1)

    /// Answers a request and ends the reply.
    func respond(to request: ControlRequest, _ reply: ControlReply) async {
        guard let query = ControlQuery(request.target) else {
            return refuse(reply, 400, CommandError(.usage, "the target of the request is not a path"))
        }
        let routes = ControlRoute.allCases.filter { $0.path == query.path }
        guard let route = routes.first(where: { $0.method == request.method }) else {
            return refuse(query.path, routes, reply)
        }
        guard !route.changes || request.access == .control else {
            return refuse(
                reply, 403,
                CommandError(.keyRefused, "this socket is for reading only", hint: "use control.sock for changes"))
        }
        if let policy = request.header(ControlHeader.policy), policy != policyPath {
            return refuse(reply, 421, CommandError(.usage, "the service runs with another policy file"))
        }
        guard let requester = Requester(request.peer) else {
            return refuse(
                reply, 403,
                CommandError(
                    .keyRefused, "the service can't identify the client: its unit hides the machine's users from it",
                    hint: "install the drop-in control.conf: see /usr/share/doc/retentiond/control.md"))
        }
        let sink: ReplySink
        do throws(CommandError) {
            try query.check(route.parameters)
            sink = try self.sink(for: request, route, query, reply)
        } catch {
            return refuse(reply, 400, error)
        }
        if route.changes {
            log.notice(
                "request over the control socket", metadata: ["what": "\(query.path)", "operator": "\(requester.name)"])
        }
        await Console.$sink.withValue(sink) {
            do throws(CommandError) {
                sink.end(try await carryOut(route, query, request.body, requester, request.access, sink))
            } catch {
                sink.fail(error)
            }
        }
    }

    private func carryOut(
        _ route: ControlRoute, _ query: ControlQuery, _ body: [UInt8], _ requester: Requester,
        _ access: ControlRequest.Access, _ sink: ReplySink
    ) async throws(CommandError) -> ExitStatus? {
        switch route {
        case .about: await about(requester, access)
        case .status: try status(query)
        case .plan: try await plan(query, requester, sink)
        case .explain: try await explain(query)
        case .holds: try listHolds(query)
        case .sweep: try await sweep(body, requester)
        case .restore: try await restore(body, requester)
        case .addHolds: try await addHolds(body, requester)
        case .releaseHold: try await releaseHold(body, requester)
        case .approve: try await approve(body, requester)
        case .pause: try await pause(body, requester)
        case .resume: try await resume(body, requester)
        }
    }

    private func sink(
        for request: ControlRequest, _ route: ControlRoute, _ query: ControlQuery, _ reply: ControlReply
    ) throws(CommandError) -> ReplySink {
        let width: Int? = try query.argument("width")
        guard (20...1000).contains(width ?? 80) else {
            throw CommandError(.usage, "the parameter \"width\" must be from 20 to 1000")
        }
        let hasColor = try query.flag("color")
        let format = try query.argument("format", as: OutputFormat.self) ?? .json
        let form: ReplySink.Form
        if request.header("Accept") == "application/x-ndjson" {
            form = .events
        } else if route.changes {
            form = .result
        } else {
            form = .document(contentType: format.contentType)
        }
        return ReplySink(reply, form, width: width, hasColor: hasColor)
    }

    private func refuse(_ reply: ControlReply, _ status: Int, _ failure: CommandError, versions: [String]? = nil) {
        reply.begin(status, [("Content-Type", "application/json")])
        reply.write(ControlProblem(failure, versions: versions).text)
        reply.end()
    }

    /// For an unknown path, or another method.
    private func refuse(_ path: String, _ routes: [ControlRoute], _ reply: ControlReply) {
        guard routes.isEmpty else {
            let methods = routes.map(\.method).joined(separator: ", ")
            return refuse(reply, 405, CommandError(.usage, "\(path) takes \(methods) only"))
        }
        let begin = "/\(ControlRoute.version)"
        let isOurs = path == begin || path.hasPrefix(begin + "/")
        let problem =
            isOurs
            ? "it doesn't know \(String(sanitizing: path))" : "it speaks \(ControlRoute.version) of the interface only"
        refuse(
            reply, 404,
            CommandError(
                .usage, "the running service is version \(Retentiond.version): \(problem)",
                hint: "restart the service after an upgrade, and use the command of the same version"),
            versions: [ControlRoute.version])
    }
}

extension OutputFormat {
    fileprivate var contentType: String {
        switch self {
        case .json: "application/json"
        case .csv: "text/csv; charset=utf-8"
        case .table: "text/plain; charset=utf-8"
        }
    }
}
