/// The control API for tests in other languages: everything under `/_sim`, JSON in and out, no authentication.
///
/// Items are written `"file:17"` and `"folder:17"`, users by name or id, instants as ISO 8601, spans in seconds. A
/// mistake answers 400 with `{"error": "…"}`.
///
/// - `GET /_sim/state`: `now`, `condition`, `users` (with their keys and `trash`), `rooms`, `operations`.
/// - `GET /_sim/ledger`: `destroyed` and `moved`, each with item, title, at, cause (`request`, `cleaner`, `person`)
///   and, where one did it, operation.
/// - `GET /_sim/requests?from=N`: `counts` by `METHOD path`, and `requests` from number N on.
/// - `GET /_sim/item?item=file:17`: `exists`, and if so title, parent, inTrash, originId, bytes, updated, version.
/// - `POST /_sim/users`: `{"name": "Bob", "apiKey": "sk-…", "permissions": ["files:write"]}` gives id, apiKey,
///   trashId, myDocumentsId.
/// - `POST /_sim/items`: one item or `{"items": […]}` gives `{"items": ["file:17"]}`; see below.
/// - `POST /_sim/edit`: `{"item": "file:17", "lockedBy": "Bob"}`. Also `lockedBy: null`, `editedBy`, `forbidden`,
///   `converting`, `encrypted`, `form`, `readOnly`, `private`, `lifetime` (null: none), `brokenTree`,
///   `pageFault` (`{"status": 500}`, `{"slow": 30}`, `"missingContent"`, null: none), and `runTimeError`, a text.
/// - `POST /_sim/faults`: `{"match": {…}, "effect": {"type": "status", "status": 503, "retryAfter": 2}}`; see below.
/// - `POST /_sim/hooks`: `{"moment": "before", "match": {…}, "action": {"type": "restore", "item": "file:17", "user":
///   "Al"}}`.
/// - `DELETE /_sim/faults`: removes all faults and hooks.
/// - `POST /_sim/clock`: `{"advance": 86400}` or `{"set": "2026-12-01T00:00:00Z"}` gives `now`.
/// - `POST /_sim/person`: an action, carried out now; see below.
/// - `POST /_sim/settings`: any of `pace` (milliseconds per item), `cleaner`, `ties` (`stable`, `shuffled`),
///   `rateLimits`, `requestsPerMinute`, `writesPerDay`, `zoneOffset` (seconds), `dateSkew` (seconds), `dateHeader`
///   (`honest`, `missing`), `version` (`3.7.2`), `installation` (`cloud`, `image`, `package`), `reportedVersion`,
///   `encodesNames`, `lostUserName`, `endMoment` (seconds), `imageDelay` (seconds per image), `lanes`,
///   `proxyCache` (seconds that a proxy keeps answers by URL; 0: none), `proxySendsAge`, `readLag` (seconds that reads are
///   behind).
/// - `POST /_sim/reset`: `{"seed": "empty", "key": "sk-…"}` gives `keys`; seeds are `none`, `empty`, `demo`,
///   `traps`, `random:N`, `files:N`.
///
/// An **item** is `{"kind": "file", "title": "a.tmp", "bytes": 10, "user": "Alice", "in": "trash", "ageDays": 3}`.
/// `kind` is `file`, `folder` or `room`; `in` is `trash` (default), `my` or a folder id. Trashed items take `ageDays`
/// or `trashedAt` (null: never set), `from` (the origin's id) and `author`; trashed folders take `files`, a list of
/// titles; rooms take `archived`, `tags`, `members` (`{"Bob": "editor"}`), `type` (a number, 15 for form rooms) and
/// `lifetime` (`{"value": 7, "period": "days", "deletePermanently": false, "enabled": true}`).
///
/// A **match** has `method`, `path` (its end), `nth` (default 1), `count` (default 1, null: all), `bodyContains`,
/// `queryContains`.
///
/// An **effect** has a `type`: `status` (status, retryAfter), `html` (status), `resetBeforeAnswer`,
/// `resetAfterHandling`, `gateway` (status, retryAfter, location: all is done, and a gateway answers), `delay` (seconds), `drip` (bytes, pause), `truncatedJSON` (keepBytes), `cutBody`
/// (afterBytes), `invalidJSON`, `lyingTotal` (total), `duplicatedEntries` (count), `omittedEntries` (count), `body`
/// (text), `revokesKey`, `condition` (condition, seconds), `dateSkew` (seconds), `noDate`, and for the operation the
/// request queues `operationNeverProgresses`, `operationVanishes`, `operationFailsPartly` (afterItems, error),
/// `operationDiesEarly` (afterItems), `operationStarts` (after), `operationWaits` (seconds), `operationShowsEnd` (seconds).
///
/// An **action** has a `type`: `trash`, `restore` (to), `destroy`, `lock`, `unlock`, `edit`, `stopEditing`, `save`
/// (each with `item`, `user`), `rename` (item, title), `addTrashedFile` (title, bytes, user), `advanceClock`
/// (seconds), `setClock` (date), `runCleaner`, `restartWorker`, `revokeKey` (key), `setCondition` (condition: active,
/// suspended, restoringBackup, unpaid, addressDenied, maintenance), `removePerson` (user, successor), `setLifetime`
/// (room, lifetime), `occupyLanes` (kind, seconds, lanes).
package enum Control {
    /// Answers one request under `/_sim`.
    package static func respond(to request: PortalRequest, portal: SimulatedPortal) -> PortalReply {
        do throws(ControlError) {
            let body = request.body.isEmpty ? [:] : JSONValue(parsing: request.body)
            guard let body else { throw ControlError("The body is not JSON") }
            return PortalReply(json: try answer(request, body: body, portal: portal))
        } catch {
            return PortalReply(status: 400, json: ["error": .string(error.message)])
        }
    }

    private static func answer(
        _ request: PortalRequest, body: JSONValue, portal: SimulatedPortal
    ) throws(ControlError) -> JSONValue {
        switch "\(request.method) \(request.path.dropFirst("/_sim/".count))" {
        case "GET state": return portal.update { ControlReport(portal: $0).state }
        case "GET ledger": return portal.update { ControlReport(portal: $0).changes }
        case "GET requests":
            return portal.update { ControlReport(portal: $0).requests(from: Int(request.value("from") ?? "1") ?? 1) }
        case "GET item":
            return try portal.control { state throws(ControlError) in
                try ControlReport(portal: state).item(request.value("item"))
            }
        case "POST users": return try portal.seed { seeder throws(ControlError) in try seeder.addUser(control: body) }
        case "POST items": return try portal.seed { seeder throws(ControlError) in try seeder.addItems(control: body) }
        case "POST edit": return try portal.seed { seeder throws(ControlError) in try seeder.edit(control: body) }
        case "POST faults":
            portal.add(Fault(try FaultEffect(control: body["effect"]), when: try RequestMatch(control: body["match"])))
        case "POST hooks":
            guard let moment = Hook.Moment(rawValue: body["moment"]?.text ?? "before") else {
                throw ControlError("moment is before or after")
            }
            let match = try RequestMatch(control: body["match"])
            portal.add(Hook(moment, match, do: try action(body["action"] ?? [:], portal)))
        case "DELETE faults": portal.clearTrouble()
        case "POST clock": return try moveClock(body, portal)
        case "POST person": portal.perform(try action(body, portal))
        case "POST settings": try changeSettings(body, portal)
        case "POST reset": return try reset(body, portal)
        default: throw ControlError("No such control request: \(request.method) \(request.path)")
        }
        return ["ok": true]
    }

    private static func action(_ body: JSONValue, _ portal: SimulatedPortal) throws(ControlError) -> PortalAction {
        try portal.control { state throws(ControlError) in try PortalAction(control: body, users: state.database.users)
        }
    }

    private static func moveClock(_ body: JSONValue, _ portal: SimulatedPortal) throws(ControlError) -> JSONValue {
        if let seconds = body["advance"]?.number {
            portal.perform(.advanceClock(.seconds(seconds)))
        } else if let date = body["set"]?.text.flatMap(PortalDate.parse) {
            portal.perform(.setClock(date))
        } else {
            throw ControlError("Expected advance (seconds) or set (ISO 8601)")
        }
        return ["now": .string(PortalDate.roundTrip(portal.clock.now, offsetSeconds: 0))]
    }

    private static func changeSettings(_ body: JSONValue, _ portal: SimulatedPortal) throws(ControlError) {
        var settings = portal.settings
        if let milliseconds = body["pace"]?.number {
            settings.pace = milliseconds == 0 ? .instant : .perItem(.seconds(milliseconds / 1000))
        }
        if let isOn = body["cleaner"]?.flag { settings.isCleanerOn = isOn }
        if let ties = body["ties"]?.text { settings.tieOrder = ties == "stable" ? .stable : .shuffledPerRequest }
        if let isOn = body["rateLimits"]?.flag { settings.rateLimits = isOn ? RateLimits() : nil }
        if let limit = body["requestsPerMinute"]?.integer { settings.rateLimits?.requestsPerMinute = limit }
        if let limit = body["writesPerDay"]?.integer { settings.rateLimits?.writesPerDay = limit }
        if let seconds = body["zoneOffset"]?.integer { settings.zoneOffsetSeconds = seconds }
        if let seconds = body["dateSkew"]?.number { settings.dateHeader = .skewed(.seconds(seconds)) }
        if let text = body["version"]?.text {
            guard let version = PortalVersion(rawValue: text) else {
                throw ControlError("version must be one of \(PortalVersion.allCases.map(\.rawValue))")
            }
            settings.version = version
        }
        if let text = body["installation"]?.text {
            guard let installation = Installation(rawValue: text) else {
                throw ControlError("installation must be one of \(Installation.allCases.map(\.rawValue))")
            }
            settings.installation = installation
        }
        if let text = body["reportedVersion"] { settings.reportedVersion = text.text }
        if let seconds = body["endMoment"]?.number { settings.endMoment = .seconds(seconds) }
        if let seconds = body["imageDelay"]?.number { settings.imageDelay = .seconds(seconds) }
        if let seconds = body["proxyCache"]?.number {
            settings.proxyCache = seconds == 0 ? nil : ProxyCache(lifetime: .seconds(seconds))
        }
        if let sends = body["proxySendsAge"]?.flag { settings.proxyCache?.sendsAge = sends }
        if let seconds = body["readLag"]?.number { settings.readLag = .seconds(seconds) }
        if let lanes = body["lanes"]?.integer, lanes > 0 { settings.lanes = lanes }
        if let isOn = body["encodesNames"]?.flag { settings.encodesNames = isOn }
        if let name = body["lostUserName"]?.text { settings.lostUserName = name }
        if let header = body["dateHeader"]?.text { settings.dateHeader = header == "missing" ? .missing : .honest }
        portal.settings = settings
    }

    private static func reset(_ body: JSONValue, _ portal: SimulatedPortal) throws(ControlError) -> JSONValue {
        let text = body["seed"]?.text ?? "none"
        let seed = Seed(text, randomSeed: UInt64(body["randomSeed"]?.integer ?? 1))
        guard seed != nil || text == "none" else {
            throw ControlError("seed is none, empty, demo, traps, random:N or files:N")
        }
        portal.reset()
        let users = seed?.plant(in: portal, apiKey: body["key"]?.text ?? "") ?? []
        return ["keys": .object(users.map { JSONMember(name: $0.name, value: .string($0.apiKey)) })]
    }
}

/// The error of a control request.
struct ControlError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

extension SimulatedPortal {
    /// `update`, for bodies with a typed error.
    fileprivate func control<Result: Sendable>(
        _ body: (inout PortalState) throws(ControlError) -> Result
    ) throws(ControlError) -> Result {
        let outcome: Swift.Result<Result, ControlError> = update { state in
            do throws(ControlError) { return .success(try body(&state)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }

    /// `seed`, for bodies with a typed error.
    fileprivate func seed<Result: Sendable>(
        _ body: (inout Seeder) throws(ControlError) -> Result
    ) throws(ControlError) -> Result {
        try control { state throws(ControlError) in try state.seed(body) }
    }
}
