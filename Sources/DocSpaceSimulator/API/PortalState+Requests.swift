import FoundationEssentials

/// One request from arrival to answer, with hooks and faults around the portal's own work.
extension PortalState {
    /// The value to pass to `finish` once the answer has left.
    package struct Admission: Sendable {
        let user: UserID?
        let isRead: Bool
        let isCounted: Bool
    }

    /// Handles a request completely.
    mutating func receive(_ request: PortalRequest) -> (PortalReply, Admission) {
        advance()
        let record = ledger.requests.count
        ledger.requests.append(
            RequestRecord(
                number: record + 1, method: request.method, path: request.path, query: request.queryText,
                body: String(decoding: request.body.prefix(16_384), as: UTF8.self), at: instant
            )
        )
        let effects = effects(on: request)
        runHooks(.before, on: request)
        for effect in effects { applyBefore(effect, to: request) }
        let caller = caller(of: request)
        ledger.requests[record].user = caller.user
        let admission: Admission
        var reply: PortalReply
        var isKept = false
        if let kept = keptReply(to: request) {
            (reply, isKept) = (kept, true)
            admission = Admission(user: caller.user, isRead: true, isCounted: false)
        } else if let instead = effects.lazy.compactMap(\.replyInstead).first {
            reply = instead
            admission = Admission(user: caller.user, isRead: request.isRead, isCounted: false)
        } else {
            (reply, admission) = admit(request, caller: caller, fault: effects.lazy.compactMap(\.operationFault).first)
            runHooks(.after, on: request)
        }
        if !isKept {
            reply.transport.date = dateHeader(settings.dateHeader)
            reply.transport.delay += pageDelay
            keep(reply, to: request)
        }
        pageDelay = .zero
        for effect in effects { apply(effect, to: &reply) }
        ledger.requests[record].status = reply.transport.isReset ? nil : reply.status
        return (reply, admission)
    }

    /// Ends what `receive` began, for the limits on concurrent requests.
    mutating func finish(_ admission: Admission) {
        if admission.isCounted { limiter.leave(admission.user, isRead: admission.isRead) }
    }

    private mutating func admit(
        _ request: PortalRequest, caller: Caller, fault: OperationFault?
    ) -> (PortalReply, Admission) {
        let isDailyWrite = request.method == "PUT" || request.method == "POST"
        if let limits = settings.rateLimits,
            let rejection = limiter.enter(
                caller.user, isRead: request.isRead, isDailyWrite: isDailyWrite, at: clock.elapsed, limits: limits
            )
        {
            return (.tooManyRequests(rejection), Admission(user: caller.user, isRead: request.isRead, isCounted: false))
        }
        let admission = Admission(user: caller.user, isRead: request.isRead, isCounted: settings.rateLimits != nil)
        if let reply = refusalOfCondition(request) { return (reply, admission) }
        guard let endpoint = Endpoint(request), endpoint.exists(in: settings.version) else {
            return (PortalReply(status: 404), admission)
        }
        if let status = refusal(of: caller, at: endpoint, isRead: request.isRead) {
            return (PortalReply(status: status), admission)
        }
        let past = lagging(request, at: endpoint, user: caller.user)
        return (past ?? answer(request, at: endpoint, user: caller.user, fault: fault), admission)
    }

    private mutating func applyBefore(_ effect: FaultEffect, to request: PortalRequest) {
        switch effect {
        case .revokesKey:
            if let header = request.authorization { keys[String(header.dropFirst("Bearer ".count))]?.isActive = false }
        case .condition(let condition, let duration): setCondition(condition, for: duration)
        default: break
        }
    }

    private func dateHeader(_ header: DateHeader) -> String? {
        switch header {
        case .honest: PortalDate.httpHeader(clock.now)
        case .skewed(let skew): PortalDate.httpHeader(clock.now.addingTimeInterval(skew.seconds))
        case .missing: nil
        }
    }

    private func apply(_ effect: FaultEffect, to reply: inout PortalReply) {
        switch effect {
        case .resetBeforeAnswer, .resetAfterHandling: reply.transport.isReset = true
        case .delay(let delay): reply.transport.delay += delay
        case .drip(let bytes, let pause): reply.transport.drip = (max(1, bytes), pause)
        case .truncatedJSON(let count): reply.body = Array(reply.body.prefix(count))
        case .cutBody(let count): reply.transport.cutsAfter = count
        case .invalidJSON: reply.body = Array(#"{"response": {"files": [{"id": 1, "title": nonsense,,"#.utf8)
        case .body(let text): reply.body = Array(text.utf8)
        case .lyingTotal(let total): reply.editResponse { $0.set("total", to: .int(total)) }
        case .duplicatedEntries(let count): reply.editResponse { $0.editEntries { $0 + $0.suffix(count) } }
        case .omittedEntries(let count): reply.editResponse { $0.editEntries { $0.dropLast(count) } }
        case .gateway(let status, let seconds, let location):
            (reply.status, reply.body, reply.headers) = (status, [], [])
            if let seconds { reply.headers.append(("Retry-After", "\(seconds)")) }
            if let location { reply.headers.append(("Location", location)) }
        case .dateHeader(let header): reply.transport.date = dateHeader(header)
        case .status, .html, .operation, .revokesKey, .condition: break
        }
    }
}

extension FaultEffect {
    /// The answer instead of the portal's, for effects that keep a request from being carried out.
    fileprivate var replyInstead: PortalReply? {
        switch self {
        case .status(let status, let seconds):
            var reply = PortalReply(status: status)
            if let seconds { reply.headers.append(("Retry-After", "\(seconds)")) }
            return reply
        case .html(let status): return .gatewayPage(status: status)
        case .resetBeforeAnswer: return PortalReply(status: 0)
        default: return nil
        }
    }

    fileprivate var operationFault: OperationFault? {
        if case .operation(let fault) = self { fault } else { nil }
    }
}

extension PortalReply {
    fileprivate mutating func editResponse(_ edit: (inout JSONValue) -> Void) {
        guard var json, var response = json["response"] else { return }
        edit(&response)
        json.set("response", to: response)
        body = json.bytes
    }
}

extension JSONValue {
    fileprivate mutating func set(_ name: String, to value: JSONValue) {
        guard case .object(var members) = self else { return }
        members.removeAll { $0.name == name }
        members.append(JSONMember(name: name, value: value))
        self = .object(members)
    }

    /// Edits the files of a page, or its folders if it has no files.
    fileprivate mutating func editEntries(_ edit: ([JSONValue]) -> [JSONValue]) {
        let name = self["files"]?.elements?.isEmpty == false ? "files" : "folders"
        guard let entries = self[name]?.elements else { return }
        set(name, to: .array(edit(entries)))
    }
}
