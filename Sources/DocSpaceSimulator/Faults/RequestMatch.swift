/// The requests that a fault or a hook applies to. A nil value matches everything.
package struct RequestMatch: Sendable, Equatable {
    package var method: String?
    /// The end of the path, without query, such as `files/@trash` or `fileops/delete`.
    package var path: String?
    /// The first matching request it applies to, counting from 1 since it was installed.
    package var nth: Int
    /// The number of matching requests it applies to from there on; nil is all of them.
    package var count: Int?
    /// A text that the body contains.
    package var bodyContains: String?
    /// A text that the query contains.
    package var queryContains: String?

    package init(
        method: String? = nil,
        path: String? = nil,
        nth: Int = 1,
        count: Int? = 1,
        bodyContains: String? = nil,
        queryContains: String? = nil
    ) {
        self.method = method
        self.path = path
        self.nth = nth
        self.count = count
        self.bodyContains = bodyContains
        self.queryContains = queryContains
    }

    /// Every request.
    package static var any: RequestMatch { RequestMatch(count: nil) }

    /// Whether method, path, query and body fit, for any count.
    func fits(_ request: PortalRequest) -> Bool {
        if let method, method.uppercased() != request.method { return false }
        if let path, !request.path.hasSuffix(path) { return false }
        if let bodyContains, !String(decoding: request.body, as: UTF8.self).contains(bodyContains) { return false }
        if let queryContains, !request.queryText.contains(queryContains) { return false }
        return true
    }

    /// Whether the `seen`th fitting request is among those it applies to.
    func applies(toFitting seen: Int) -> Bool {
        seen >= nth && (count.map { seen < nth + $0 } ?? true)
    }
}
