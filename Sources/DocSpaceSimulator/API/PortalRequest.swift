/// A request as the portal sees it, without HTTP machinery.
package struct PortalRequest: Sendable {
    /// Upper case.
    package let method: String
    /// Without query, such as `/api/2.0/files/@trash`.
    package let path: String
    /// The query as sent.
    package let queryText: String
    /// The `Authorization` header, nil without one.
    package let authorization: String?
    /// The host and port the caller used, for links.
    package let host: String
    package let body: [UInt8]

    package init(
        _ method: String,
        _ target: String,
        authorization: String? = nil,
        host: String = "localhost",
        body: [UInt8] = []
    ) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method.uppercased()
        path = parts.first.map { String($0).percentDecoded } ?? "/"
        queryText = parts.count > 1 ? String(parts[1]) : ""
        self.authorization = authorization
        self.host = host
        self.body = body
    }

    /// All values of a query parameter; names are case-insensitive and may end in `[]` (api.md §6, §13).
    func values(_ name: String) -> [String] {
        queryText.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            var key = String(parts[0]).percentDecoded.lowercased()
            if key.hasSuffix("[]") { key.removeLast(2) }
            guard key == name.lowercased() else { return nil }
            return parts.count > 1 ? String(parts[1]).percentDecoded : ""
        }
    }

    /// The first value of a query parameter that is not empty.
    func value(_ name: String) -> String? { values(name).first { !$0.isEmpty } }

    /// The URL without query that `links` names.
    var url: String { "http://\(host)\(path)" }

    var isRead: Bool { method == "GET" || method == "HEAD" }
}

extension String {
    /// The text with `%41` and `+` decoded; a broken escape stays as it is.
    var percentDecoded: String {
        guard contains(where: { $0 == "%" || $0 == "+" }) else { return self }
        var bytes: [UInt8] = []
        var rest = Substring(self).utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                rest.count >= 2
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
