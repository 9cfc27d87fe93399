/// The address of an HTTP proxy: host and port, nothing else.
package struct ProxyAddress: Hashable, Sendable, CustomStringConvertible {
    /// In lower case; an IPv6 address without its brackets.
    package let host: String
    package let port: Int

    /// - Throws: the first reason why a text is not such an address.
    package init(_ text: String) throws(ProxyAddressError) {
        let lowered = text.lowercased()
        if lowered.hasPrefix("https://") { throw .encrypted }
        guard lowered.hasPrefix("http://") else { throw .scheme }
        var authority = lowered.dropFirst("http://".count)
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        guard !authority.contains("@") else { throw .userInfo }
        guard !authority.contains(where: { "/?#\\".contains($0) }) else { throw .path }
        do {
            let (host, port) = try PortalAddress.split(authority)
            try PortalAddress.checkHost(host, isASCII: text.utf8.allSatisfy { $0 < 0x80 })
            self.port = try port.map(PortalAddress.number) ?? 80
            self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host)
        } catch {
            throw .authority(error)
        }
    }

    package var description: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

/// Why a text is not the address of a proxy. The text isn't repeated, because it may hold a password.
package enum ProxyAddressError: Error, CustomStringConvertible {
    case scheme, encrypted, userInfo, path
    case authority(PortalAddressError)

    package var description: String {
        switch self {
        case .scheme: "expected the address of a proxy, which begins with \"http://\""
        case .encrypted:
            "the connection to a proxy uses \"http://\"; the connection to the portal inside it is still encrypted"
        case .userInfo: "a user name and a password for a proxy are not supported"
        case .path: "expected an address without path, query and fragment"
        case .authority(let error): error.description
        }
    }

    /// The text to write instead.
    package var hint: String {
        switch self {
        case .userInfo: "let the proxy recognize this machine by its address"
        default: "write it like \"http://proxy.example:3128\""
        }
    }
}
