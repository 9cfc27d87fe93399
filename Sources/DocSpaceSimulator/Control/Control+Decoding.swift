/// Faults, hooks and actions from the JSON that `Control` documents.
extension RequestMatch {
    init(control body: JSONValue?) throws(ControlError) {
        guard let body else { throw ControlError("match is missing") }
        self.init(
            method: body["method"]?.text, path: body["path"]?.text, nth: body["nth"]?.integer ?? 1, count: 1,
            bodyContains: body["bodyContains"]?.text, queryContains: body["queryContains"]?.text
        )
        if let count = body["count"] { self.count = count.integer }
    }
}

extension FaultEffect {
    init(control body: JSONValue?) throws(ControlError) {
        guard let body, let type = body["type"]?.text else { throw ControlError("effect.type is missing") }
        if let effect = try Self.answer(type, body) {
            self = effect
        } else if let effect = try Self.operation(type, body) {
            self = .operation(effect)
        } else {
            throw ControlError("Unknown effect type \(type)")
        }
    }

    private static func answer(_ type: String, _ body: JSONValue) throws(ControlError) -> FaultEffect? {
        switch type {
        case "status": return .status(try body.control("status"), retryAfterSeconds: body["retryAfter"]?.integer)
        case "html": return .html(status: try body.control("status"))
        case "resetBeforeAnswer": return .resetBeforeAnswer
        case "resetAfterHandling": return .resetAfterHandling
        case "gateway":
            return .gateway(
                try body.control("status"), retryAfterSeconds: body["retryAfter"]?.integer,
                location: body["location"]?.text)
        case "delay": return .delay(try body.controlSpan("seconds"))
        case "drip": return .drip(bytes: try body.control("bytes"), pause: try body.controlSpan("pause"))
        case "truncatedJSON": return .truncatedJSON(keepBytes: try body.control("keepBytes"))
        case "cutBody": return .cutBody(afterBytes: try body.control("afterBytes"))
        case "invalidJSON": return .invalidJSON
        case "lyingTotal": return .lyingTotal(try body.control("total"))
        case "duplicatedEntries": return .duplicatedEntries(try body.control("count"))
        case "omittedEntries": return .omittedEntries(try body.control("count"))
        case "body": return .body(body["text"]?.text ?? "")
        case "revokesKey": return .revokesKey
        case "dateSkew": return .dateHeader(.skewed(try body.controlSpan("seconds")))
        case "noDate": return .dateHeader(.missing)
        case "condition":
            return .condition(try body.controlCondition(), for: body["seconds"]?.number.map { .seconds($0) })
        default: return nil
        }
    }

    private static func operation(_ type: String, _ body: JSONValue) throws(ControlError) -> OperationFault? {
        switch type {
        case "operationNeverProgresses": .neverProgresses
        case "operationVanishes": .vanishes
        case "operationFailsPartly":
            .failsPartly(afterItems: try body.control("afterItems"), error: body["error"]?.text ?? "Failed")
        case "operationDiesEarly": .diesEarly(afterItems: try body.control("afterItems"))
        case "operationStarts": .starts(after: try body.controlSpan("after"))
        case "operationWaits": .waits(for: try body.controlSpan("seconds"))
        case "operationShowsEnd": .showsEnd(before: try body.controlSpan("seconds"))
        default: nil
        }
    }
}

extension PortalAction {
    init(control body: JSONValue, users: [UserID: StoredUser]) throws(ControlError) {
        guard let type = body["type"]?.text else { throw ControlError("action type is missing") }
        if let action = try Self.environmentAction(type, body, users) {
            self = action
            return
        }
        let item = try body.controlItem("item")
        switch type {
        case "trash": self = .trash(item, by: try body.controlUser("user", users))
        case "restore": self = .restore(item, to: body["to"]?.integer, by: try body.controlUser("user", users))
        case "destroy": self = .destroy(item, by: try body.controlUser("user", users))
        case "lock": self = .lock(item, by: try body.controlUser("user", users))
        case "unlock": self = .unlock(item)
        case "edit": self = .edit(item, by: try body.controlUser("user", users))
        case "stopEditing": self = .stopEditing(item)
        case "save": self = .save(item, by: try body.controlUser("user", users))
        case "rename": self = .rename(item, title: body["title"]?.text ?? "")
        default: throw ControlError("Unknown action type \(type)")
        }
    }

    private static func environmentAction(
        _ type: String, _ body: JSONValue, _ users: [UserID: StoredUser]
    ) throws(ControlError) -> PortalAction? {
        switch type {
        case "addTrashedFile":
            return .addTrashedFile(
                title: body["title"]?.text ?? "new.txt", bytes: body["bytes"]?.integer ?? 1024,
                by: try body.controlUser("user", users)
            )
        case "advanceClock": return .advanceClock(try body.controlSpan("seconds"))
        case "setClock":
            guard let date = body["date"]?.text.flatMap(PortalDate.parse) else { throw ControlError("date is missing") }
            return .setClock(date)
        case "runCleaner": return .runCleaner
        case "restartWorker": return .restartWorker
        case "removePerson":
            let successor = try body["successor"] == nil ? nil : body.controlUser("successor", users)
            return .removePerson(try body.controlUser("user", users), reassigningTo: successor)
        case "occupyLanes":
            guard let kind = body["kind"]?.text.flatMap(OperationKind.init(text:)) else {
                throw ControlError("kind is a kind of operation, such as delete")
            }
            return .occupyLanes(kind, for: try body.controlSpan("seconds"), lanes: body["lanes"]?.integer)
        case "setLifetime": return .setLifetime(try body.controlLifetime(), ofRoom: try body.control("room"))
        case "revokeKey": return .revokeKey(body["key"]?.text ?? "")
        case "setCondition": return .setCondition(try body.controlCondition())
        default: return nil
        }
    }
}

extension JSONValue {
    func control(_ name: String) throws(ControlError) -> Int {
        guard let value = self[name]?.integer else { throw ControlError("\(name) must be an integer") }
        return value
    }

    func controlSpan(_ name: String) throws(ControlError) -> Duration {
        guard let value = self[name]?.number else { throw ControlError("\(name) must be a number of seconds") }
        return .seconds(value)
    }

    func controlItem(_ name: String) throws(ControlError) -> ItemKey {
        guard let item = self[name]?.text.flatMap({ ItemKey($0) }) else {
            throw ControlError("\(name) must be like file:17 or folder:17")
        }
        return item
    }

    /// `pageFault` of an entry: `{"status": 500}`, `{"slow": 30}` or `"missingContent"`; nil when it is null or missing.
    func controlPageFault() throws(ControlError) -> PageFault? {
        guard let body = self["pageFault"], body != .null else { return nil }
        if body.text == "missingContent" { return .missingContent }
        if let status = body["status"]?.integer { return .status(status) }
        return .slow(try body.controlSpan("slow"))
    }

    /// `lifetime` of a room; nil when it is null or missing.
    func controlLifetime() throws(ControlError) -> RoomLifetime? {
        guard let body = self["lifetime"], body != .null else { return nil }
        let periods: [String: RoomLifetime.Period] = ["days": .days, "months": .months, "years": .years]
        guard let period = periods[body["period"]?.text ?? "days"] else {
            throw ControlError("period is days, months or years")
        }
        return RoomLifetime(
            try body.control("value"), period, deletesPermanently: body["deletePermanently"]?.flag ?? false,
            isEnabled: body["enabled"]?.flag ?? true
        )
    }

    func controlCondition() throws(ControlError) -> PortalCondition {
        guard let condition = self["condition"]?.text.flatMap(PortalCondition.init) else {
            throw ControlError("condition must be one of \(PortalCondition.allCases.map(\.rawValue))")
        }
        return condition
    }

    /// A user by name or id.
    func controlUser(_ name: String, _ users: [UserID: StoredUser]) throws(ControlError) -> UserID {
        guard let text = self[name]?.text else { throw ControlError("\(name) is missing") }
        guard let user = users.values.first(where: { $0.name == text || $0.id.description == text }) else {
            throw ControlError("No user \(text)")
        }
        return user.id
    }
}
