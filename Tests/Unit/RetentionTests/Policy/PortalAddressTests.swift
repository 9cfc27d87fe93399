import Testing

@testable import Retention

@Suite struct PortalAddressTests {
    @Test(arguments: [
        ("https://acme.example.com", "https://acme.example.com"),
        ("https://ACME.example.com/", "https://acme.example.com"),
        ("HTTPS://acme:8443", "https://acme:8443"), ("https://10.0.0.1:443/", "https://10.0.0.1"),
        ("https://acme:0443", "https://acme"),
        ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("http://localhost", "http://localhost"), ("http://localhost:8092/", "http://localhost:8092"),
        ("http://127.0.0.1:80", "http://127.0.0.1"), ("http://[::1]:80", "http://[::1]"),
        ("http://127.0.0.1:443", "http://127.0.0.1:443"), ("http://127.255.0.9", "http://127.255.0.9"),
        ("http://[::1]:8", "http://[::1]:8"),
        ("https://3com.example", "https://3com.example"), ("https://[1:2:3:4:5:6:7:8]", "https://[1:2:3:4:5:6:7:8]"),
    ])
    func `accepts a host and a port and nothing else`(text: String, expected: String) throws {
        #expect(try PortalAddress(text).description == expected)
    }

    @Test(arguments: [
        "http://127.0.0.01", "http://127.1", "http://0x7f.0.0.1", "http://2130706433", "http://127.0.0.1.",
        "http://[::ffff:1]",
        "http://[::1]@evil.example", "http://localhost@evil.example", "http://evil.example#localhost",
        "http://localhost\\.evil.example",
        "http://localhost%2eevil.example", "http:///localhost", "https://[]", "https://[1:::2]", "https://[:1]",
        "https://a:8:9",
        "https://a//", "https:///a", "https://\u{0}", "https://a\u{200B}b", "http://locaIhost", "https://acme.\u{212A}",
    ])
    func `is not fooled by look alikes of this machine`(text: String) {
        #expect(throws: PortalAddressError.self) { try PortalAddress(text) }
    }
}
