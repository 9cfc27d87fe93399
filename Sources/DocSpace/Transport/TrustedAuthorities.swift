import Glibc
import NIOSSL

/// The authorities whose certificates are trusted.
///
/// Of two with one name BoringSSL tries the first only, and fails if that one is not valid now. So those are left out.
package enum TrustedAuthorities {
    /// Where Debian's family and Red Hat's keep those of the system.
    private static let systemFiles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]

    /// - Parameter path: a PEM file with at least one certificate.
    /// - Returns: those that are valid now; all of them if none is, so that the error names that cause.
    /// - Throws: `DocSpaceError.unreachable` when there is no such file, or no certificate in it.
    static func read(_ path: String) throws(DocSpaceError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(path), !certificates.isEmpty else {
            throw .unreachable("the CA file \(path) can't be read as PEM certificates")
        }
        let valid = validNow(certificates)
        return valid.isEmpty ? certificates : valid
    }

    /// How many certificates a file holds that may be of use.
    ///
    /// - Throws: as `read`.
    package static func count(_ path: String) throws(DocSpaceError) -> Int { try read(path).count }

    /// The system's without those that are not valid now. Read again for each connection, as the library does, so an update of
    /// the system needs no restart.
    ///
    /// - Returns: nil when all are valid, or they are kept elsewhere: then the library's own search is good enough.
    static func ofSystem() -> [NIOSSLCertificate]? {
        for path in systemFiles {
            guard let certificates = try? NIOSSLCertificate.fromPEMFile(path) else { continue }
            let valid = validNow(certificates)
            return valid.count == certificates.count ? nil : valid
        }
        return nil
    }

    private static func validNow(_ certificates: [NIOSSLCertificate]) -> [NIOSSLCertificate] {
        let now = time(nil)
        return certificates.filter { $0.notValidBefore <= now && now <= $0.notValidAfter }
    }
}
