/// One request from arrival to answer, with hooks and faults around the portal's own work.
extension PortalState {
    /// Handles a request completely.
    mutating func receive(_ request: PortalRequest) -> (PortalReply, Admission) {
        advance()
        let record = database.ledger.record(request, at: time.instant)
        let effects = faults.effects(on: request)
        runHooks(.before, on: request)
        for effect in effects { applyBefore(effect, to: request) }
        let caller = database.accounts.caller(of: request, at: time.instant)
        database.ledger.requests[record].user = caller.user
        let admission: Admission
        var reply: PortalReply
        if let kept = proxy.reply(to: request, settings: settings.proxyCache, at: time.source.elapsed) {
            reply = kept
            admission = Admission(user: caller.user, isRead: true, isCounted: false)
        } else {
            if let instead = effects.lazy.compactMap(\.replyInstead).first {
                reply = instead
                admission = Admission(user: caller.user, isRead: request.isRead, isCounted: false)
            } else {
                let fault = effects.lazy.compactMap(\.operationFault).first
                (reply, admission) = admit(request, caller: caller, fault: fault)
                runHooks(.after, on: request)
            }
            reply.transport.date = settings.dateHeader.text(at: time.source.now)
            proxy.keep(reply, to: request, settings: settings.proxyCache, at: time.source.elapsed)
        }
        for effect in effects { effect.apply(to: &reply, at: time.source.now) }
        database.ledger.requests[record].status = reply.transport.isReset ? nil : reply.status
        return (reply, admission)
    }

    /// Ends what `receive` began, for the limits on concurrent requests.
    mutating func finish(_ admission: Admission) {
        if admission.isCounted { limiter.leave(admission.user, isRead: admission.isRead) }
    }

    /// The portal's answer to a request, unless a limit, its condition, or the caller's rights forbid it.
    private mutating func admit(
        _ request: PortalRequest, caller: Caller, fault: OperationFault?
    ) -> (PortalReply, Admission) {
        let isDailyWrite = request.method == "PUT" || request.method == "POST"
        if let limits = settings.rateLimits,
            let rejection = limiter.enter(
                caller.user, isRead: request.isRead, isDailyWrite: isDailyWrite, at: time.source.elapsed,
                limits: limits
            )
        {
            return (.tooManyRequests(rejection), Admission(user: caller.user, isRead: request.isRead, isCounted: false))
        }
        let admission = Admission(user: caller.user, isRead: request.isRead, isCounted: settings.rateLimits != nil)
        if let reply = availability.refusal(of: request) { return (reply, admission) }
        guard let endpoint = Endpoint(request), endpoint.exists(in: settings.version) else {
            return (PortalReply(status: 404), admission)
        }
        if let status = caller.refusal(at: endpoint, isRead: request.isRead, in: settings.version) {
            return (PortalReply(status: status), admission)
        }
        let responder = Responder(
            request: request, endpoint: endpoint, settings: settings, time: time, fault: fault)
        if request.isRead, endpoint.isInDatabase,
            var past = replica.contents(at: time.work, lag: settings.readLag)
        {
            return (responder.reply(to: caller.user, from: &past, &jobs, using: &generator), admission)
        }
        return (responder.reply(to: caller.user, from: &database, &jobs, using: &generator), admission)
    }

    private mutating func runHooks(_ moment: Hook.Moment, on request: PortalRequest) {
        for action in faults.actions(moment, request) { perform(action) }
    }

    private mutating func applyBefore(_ effect: FaultEffect, to request: PortalRequest) {
        switch effect {
        case .revokesKey:
            if let header = request.authorization {
                database.accounts.revoke(String(header.dropFirst("Bearer ".count)))
            }
        case .condition(let condition, let duration): perform(.setCondition(condition, for: duration))
        default: break
        }
    }
}
