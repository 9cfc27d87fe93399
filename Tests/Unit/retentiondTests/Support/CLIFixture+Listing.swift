import DocSpaceSimulator
import Testing

/// Pages of the trash that no portal should send.
extension CLIFixture {
    /// The body of the trash's first page, with other files in it.
    func listing(_ edit: ([JSONValue]) -> [JSONValue]) throws -> String {
        let reply = portal.respond(
            to: PortalRequest(
                "GET", "/api/2.0/files/@trash?count=100&startIndex=0", authorization: "Bearer \(alice.apiKey)"))
        let files = try #require(reply.json?["response"]?["files"]?.elements)
        let page = try #require(reply.json?.replacing("files", by: .array(edit(files)), in: "response"))
        return String(decoding: page.bytes, as: UTF8.self)
    }

    /// Makes every first page of the trash show other files from now on.
    func fakeListing(_ edit: ([JSONValue]) -> [JSONValue]) throws {
        portal.fail(
            .body(try listing(edit)),
            when: RequestMatch(path: "files/@trash", count: nil, queryContains: "startIndex=0"))
    }
}

extension JSONValue {
    /// A copy of an object with another value of a member; nil removes the member.
    func with(_ name: String, _ value: JSONValue?) -> JSONValue {
        guard case .object(let members) = self else { return self }
        let others = members.filter { $0.name != name }
        return .object(others + (value.map { [JSONMember(name: name, value: $0)] } ?? []))
    }

    fileprivate func replacing(_ name: String, by value: JSONValue, in outer: String) -> JSONValue? {
        self[outer].map { with(outer, $0.with(name, value)) }
    }
}
