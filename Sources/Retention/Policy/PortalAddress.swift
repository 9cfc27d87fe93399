/// The address of a portal: scheme, host and port, nothing else.
package struct PortalAddress: CustomStringConvertible {
    /// With scheme and host in lower case, without a slash at the end, and without the scheme's default port.
    package let description: String

    /// - Throws: the first reason why a text is not such an address.
    package init(_ text: String) throws(PortalAddressError) {
        let lowered = text.lowercased()
        let isPlain = lowered.hasPrefix("http://")
        guard isPlain || lowered.hasPrefix("https://") else { throw .scheme }
        var authority = lowered.dropFirst(isPlain ? 7 : 8)
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        guard !authority.contains("@") else { throw .userInfo }
        guard !authority.contains(where: { "/?#\\".contains($0) }) else { throw .path }
        let (host, port) = try Self.split(authority)
        // A Kelvin sign, for example, has become a k here.
        try Self.checkHost(host, isASCII: text.utf8.allSatisfy { $0 < 0x80 })
        let number = try port.map(Self.number)
        guard !isPlain || Self.isLoopback(host) else { throw .plain }
        let shownPort = number.map { $0 == (isPlain ? 80 : 443) ? "" : ":\($0)" } ?? ""
        description = (isPlain ? "http://" : "https://") + host + shownPort
    }

    /// - Parameter port: as written.
    static func number(_ port: Substring) throws(PortalAddressError) -> Int {
        guard let number = UInt16(port), number > 0, port.utf8.first != UInt8(ascii: "+") else { throw .port }
        return Int(number)
    }

    /// - Parameters:
    ///   - host: in lower case, an IPv6 address with its brackets.
    ///   - isASCII: whether it was written in ASCII only.
    static func checkHost(_ host: Substring, isASCII: Bool) throws(PortalAddressError) {
        guard isASCII else { throw .host }
        guard !isHost(host) else { return }
        let isNearly = host.contains("_") && isHost(Substring(host.map { $0 == "_" ? "x" : String($0) }.joined()))
        throw isNearly ? .underscore : .host
    }

    /// Separates the port; an IPv6 address keeps its brackets.
    static func split(_ authority: Substring) throws(PortalAddressError) -> (host: Substring, port: Substring?) {
        let hostEnd = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map(authority.index(after:)) : nil
        if authority.hasPrefix("["), hostEnd == nil { throw .host }
        guard let colon = authority[(hostEnd ?? authority.startIndex)...].firstIndex(of: ":") else {
            return (authority, nil)
        }
        guard hostEnd == nil || hostEnd == colon else { throw .host }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") { return isIPv6(host.dropFirst().dropLast()) }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, labels.allSatisfy(isLabel), let last = labels.last else { return false }
        // A name that ends in a number is an IPv4 address, or nothing.
        return last.utf8.allSatisfy(isDigit) ? octets(host) != nil : true
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy {
                isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Eight groups of up to four hexadecimal digits; `::` may replace one run of them.
    private static func isIPv6(_ address: Substring) -> Bool {
        let halves = address.split(separator: "::", omittingEmptySubsequences: false)
        let groups = halves.flatMap { $0.isEmpty ? [] : $0.split(separator: ":", omittingEmptySubsequences: false) }
        return halves.count <= 2 && (halves.count == 2 ? groups.count <= 7 : groups.count == 8)
            && groups.allSatisfy { (1...4).contains($0.utf8.count) && $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
    }

    private static func octets(_ host: Substring) -> [UInt8]? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let octets = parts.compactMap { part in
            part.utf8.allSatisfy(isDigit) && (part.count == 1 || !part.hasPrefix("0")) ? UInt8(part) : nil
        }
        return parts.count == 4 && octets.count == 4 ? octets : nil
    }

    private static func isLoopback(_ host: Substring) -> Bool {
        host == "localhost" || host == "[::1]" || octets(host)?.first == 127
    }
}

/// Why a text is not the address of a portal. The text isn't repeated, because it may hold a password.
package enum PortalAddressError: Error, CustomStringConvertible {
    case scheme, userInfo, path, host, underscore, port, plain

    package var description: String {
        switch self {
        case .scheme: "expected an address that begins with \"https://\""
        case .userInfo: "an address must not contain a user name or password"
        case .path: "expected an address without path, query and fragment"
        case .host: "expected the name or address of a host after the \"//\""
        case .underscore: "a host name can't contain a \"_\""
        case .port: "expected a port from 1 to 65535"
        case .plain: "\"http://\" is allowed on this machine only, because the key would travel unprotected"
        }
    }

    /// The text to write instead.
    package var hint: String {
        switch self {
        case .plain: "write \"https://\"; a private certificate authority goes into \"caFile\""
        case .underscore:
            "give the portal another DNS name: certificates are not issued for such names, and connections to them fail"
        case .host: "write a name with letters other than a to z in its \"xn--\" form"
        default: "write it like \"https://acme.example.com\""
        }
    }
}
