import Foundation
import Testing

@testable import DocSpace

@Suite struct CertificateNamesTests {
    /// `/O=Example Ltd/CN=Example Root`, self-signed, by openssl.
    private static let root = Array(
        Data(
            base64Encoded: """
                MIIBsTCCAVegAwIBAgIUJPxjnMkN0lsG8alo8ADXBhPJ7DowCgYIKoZIzj0EAwIwLTEUMBIGA1UECgwLRXhhbXBsZSBMdGQxFTATBgNVBAMM\
                DEV4YW1wbGUgUm9vdDAgFw0yNjExMjkwMjI0MzBaGA8yMTA5MDExODAyMjQzMFowLTEUMBIGA1UECgwLRXhhbXBsZSBMdGQxFTATBgNVBAMM\
                DEV4YW1wbGUgUm9vdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAVcKC5aqovJIW7nljciPZhccWcjYEcMu0quJjcuZ4Pyc0WcAJLorrdv\
                QDPvA1wkhU8KrePc4eGGXK6ZZVgcaE+jUzBRMB0GA1UdDgQWBBQAyaQfJy116XR4Da+dhvGN7PxWHzAfBgNVHSMEGDAWgBQAyaQfJy116XR4\
                Da+dhvGN7PxWHzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCICVkLgU46T6LUKE4PNDdsfDJX2byRcZ/Ulf96bciKkKiAiEA\
                u6fzEzlBxiVmYYkYQYGGo0fOJgrxQIjVKuecLaD8bNc=
                """)!)

    /// `/O=Nur U+202E eine/OU=x`: without a common name, and with a character that reverses the text.
    private static let turned = Array(
        Data(
            base64Encoded: """
                MIIBmzCCAUGgAwIBAgIUGz6BSOBqYWA1BepvnVtQWvXUKdQwCgYIKoZIzj0EAwIwIjEUMBIGA1UECgwLTnVyIOKArmVpbmUxCjAIBgNVBAsM\
                AXgwIBcNMjYxMTI5MDIyNDMwWhgPMjEwOTAxMTgwMjI0MzBaMCIxFDASBgNVBAoMC051ciDigK5laW5lMQowCAYDVQQLDAF4MFkwEwYHKoZI\
                zj0CAQYIKoZIzj0DAQcDQgAESyCeFoW3N7svZNp5gZLS9TGUrR8frdAQvP2Jz/4zAJqpFX1lmchWHzPU2SlWXIYhLEqsLN7JrWFU9OLLGM+t\
                yqNTMFEwHQYDVR0OBBYEFA/gzr8O3wsliwObxYsaQx6nEQ62MB8GA1UdIwQYMBaAFA/gzr8O3wsliwObxYsaQx6nEQ62MA8GA1UdEwEB/wQF\
                MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgdOdvgwHZbSqvBpBQR65rZUbig9ISwh94s3VIC+toQrUCIQDdKPVZa3usBVdUf+lYfOF4liEyaNhr\
                L326ghFrVYXo8A==
                """)!)

    @Test func `reads issuer and subject`() throws {
        let names = try #require(CertificateNames(Self.root))
        #expect(names.issuer == "Example Root" && names.subject == "Example Root" && names.isSelfIssued)
    }

    @Test func `falls back to the organization and shows printable characters only`() {
        #expect(CertificateNames(Self.turned)?.subject == "Nur ?eine")
    }

    /// Any server in the portal's place chooses these bytes.
    @Test func `truncated and changed certificates are read within bounds`() {
        for length in 0..<Self.root.count {
            let names = CertificateNames(Array(Self.root.prefix(length)))
            #expect(names == nil, "\(length)")
        }
        var read = 0
        for index in Self.root.indices {
            for value: UInt8 in [0x00, 0x30, 0x7F, 0x80, 0x83, 0x84, 0xFF] {
                var bytes = Self.root
                bytes[index] = value
                if CertificateNames(bytes) != nil { read += 1 }
            }
        }
        #expect(read > 0)
    }
}
