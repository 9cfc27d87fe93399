import Glibc

/// The address of the metrics: on this machine only, because readers are not authenticated.
package enum MetricsAddress: Sendable, Equatable, CustomStringConvertible {
    case unix(path: String)
    /// - Parameter host: an IP address, without brackets.
    case loopback(host: String, port: Int)

    /// Why a text is not such an address.
    package struct ParseError: Error, CustomStringConvertible {
        package let description: String
        package let hint: String
    }

    package var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .loopback(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    /// Reads `unix:PATH`, `127.0.0.1:PORT` or `[::1]:PORT`.
    package init(parsing text: String) throws(ParseError) {
        if text.hasPrefix("unix:") {
            self = .unix(path: try Self.path(text.dropFirst("unix:".count)))
            return
        }
        guard let colon = text.lastIndex(of: ":") else { throw Self.malformed(text, "it has no port") }
        var host = text[..<colon]
        let isBracketed = host.first == "[" && host.last == "]"
        if isBracketed { host = host.dropFirst().dropLast() }
        guard host.contains(":") == isBracketed else {
            throw Self.malformed(text, "write an IPv6 address, and nothing else, in brackets")
        }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits), port > 0 else {
            throw Self.malformed(text, "the port must be a number from 1 to 65535")
        }
        try Self.checkLoopback(String(host), in: text)
        self = .loopback(host: String(host), port: Int(port))
    }

    private static func path(_ path: Substring) throws(ParseError) -> String {
        guard !path.isEmpty else { throw malformed("unix:", "the path is missing") }
        // sun_path of unix(7), with the NUL at its end.
        guard path.utf8.count < 108 else {
            throw malformed("unix:\(path)", "a socket's path has at most 107 bytes, this one \(path.utf8.count)")
        }
        return String(path)
    }

    /// A name such as `localhost` leads wherever the resolver says, so only IP addresses are accepted.
    private static func checkLoopback(_ host: String, in text: String) throws(ParseError) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, host, &four) == 1 {
            guard UInt32(bigEndian: four.s_addr) >> 24 == 127 else { throw notLoopback(text) }
        } else if inet_pton(AF_INET6, host, &six) == 1 {
            let bytes = withUnsafeBytes(of: six) { Array($0) }
            guard bytes == [UInt8](repeating: 0, count: 15) + [1] else { throw notLoopback(text) }
        } else {
            throw malformed(text, "\"\(host)\" is not an IP address")
        }
    }

    private static func malformed(_ text: String, _ reason: String) -> ParseError {
        ParseError(
            description: "metrics can't be served at \"\(text)\": \(reason)",
            hint: "give unix:PATH, 127.0.0.1:PORT or [::1]:PORT with --metrics-listen")
    }

    private static func notLoopback(_ text: String) -> ParseError {
        ParseError(
            description: "metrics are not served at \"\(text)\": it is not a loopback address",
            hint: "put a proxy that authenticates readers in front: see /usr/share/doc/retentiond/metrics.md")
    }
}
