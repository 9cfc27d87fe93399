import Foundation
import NIOSSL
import TestSupport
import Testing

@testable import DocSpace

/// A thousand accounts trust the same authorities.
@Suite struct TrustedAuthoritiesTests {
    @Test func `are read once and again when the file is replaced`() async throws {
        let system = try String(contentsOfFile: "/etc/ssl/certs/ca-certificates.crt", encoding: .utf8)
        let end = "-----END CERTIFICATE-----\n"
        let texts = system.components(separatedBy: end).prefix(3).map { $0 + end }
        try await withTemporaryDirectory { directory in
            let path = try directory.write(texts[0] + texts[1], to: "ca.crt")
            let first = try #require(TrustedAuthorities.shared(path))
            let second = try #require(TrustedAuthorities.shared(path))
            #expect(first.count == 2)
            #expect(zip(first, second).allSatisfy { $0 === $1 })
            try directory.write(texts[2], to: "new.crt")
            try #require(rename("\(directory.path)/new.crt", path) == 0)
            let third = try #require(TrustedAuthorities.shared(path))
            #expect(third.count == 1 && third[0] != first[0])
            try #require(unlink(path) == 0)
            #expect(TrustedAuthorities.shared(path) == nil)
        }
    }
}
