import FoundationEssentials

/// What an effect makes of an answer.
extension FaultEffect {
    /// The answer instead of the portal's, for effects that keep a request from being carried out.
    var replyInstead: PortalReply? {
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

    /// The fault of the operation that the request queues.
    var operationFault: OperationFault? {
        if case .operation(let fault) = self { fault } else { nil }
    }

    /// Changes an answer that leaves now.
    func apply(to reply: inout PortalReply, at now: Date) {
        switch self {
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
        case .dateHeader(let header): reply.transport.date = header.text(at: now)
        case .status, .html, .operation, .revokesKey, .condition: break
        }
    }
}

extension DateHeader {
    /// The value of the header, nil for none.
    func text(at now: Date) -> String? {
        switch self {
        case .honest: PortalDate.httpHeader(now)
        case .skewed(let skew): PortalDate.httpHeader(now.addingTimeInterval(skew.seconds))
        case .missing: nil
        }
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
