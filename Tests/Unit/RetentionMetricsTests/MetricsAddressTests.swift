import Testing

@testable import RetentionMetrics

@Suite struct MetricsAddressTests {
    @Test(arguments: [
        ("unix:/run/retentiond/metrics.sock", MetricsAddress.unix(path: "/run/retentiond/metrics.sock")),
        ("unix:a:b", .unix(path: "a:b")),
        ("127.0.0.1:9469", .loopback(host: "127.0.0.1", port: 9469)),
        ("127.1.2.3:1", .loopback(host: "127.1.2.3", port: 1)),
        ("[::1]:65535", .loopback(host: "::1", port: 65_535)),
        ("[0:0::1]:80", .loopback(host: "0:0::1", port: 80)),
    ])
    func `reads addresses of this machine`(text: String, expected: MetricsAddress) throws {
        #expect(try MetricsAddress(parsing: text) == expected)
        #expect(expected.description == text)
    }

    @Test(arguments: [
        "0.0.0.0:9469", "[::]:9469", "192.168.1.1:80", "128.0.0.1:80", "[fe80::1]:80", "[::ffff:127.0.0.1]:80",
        "[::2]:80",
        "10.127.0.0:80",
    ])
    func `refuses other machines and says so`(text: String) {
        let error = #expect(throws: MetricsAddress.ParseError.self) { try MetricsAddress(parsing: text) }
        #expect(error?.description == "metrics are not served at \"\(text)\": it is not a loopback address")
    }

    @Test(arguments: [
        "", ":", ":80", "9469", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:+80",
        "127.0.0.1:8 0",
        "127.0.0.1:８０", "localhost:80", "127.1:80", "127.0.0.1:80:80", "::1:80", "[127.0.0.1]:80", "[::1]", "[::1]80",
        "[]:80",
        "[:80", "http://127.0.0.1:80", "unix:", "UNIX:/x", "unix:/" + String(repeating: "a", count: 107),
    ])
    func `refuses an invalid address`(text: String) {
        #expect(throws: MetricsAddress.ParseError.self) { try MetricsAddress(parsing: text) }
    }

    @Test func `takes the longest path that a socket can have`() throws {
        let path = "/" + String(repeating: "a", count: 106)
        #expect(try MetricsAddress(parsing: "unix:\(path)") == .unix(path: path))
    }
}
