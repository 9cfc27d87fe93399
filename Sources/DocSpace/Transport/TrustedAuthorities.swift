import Glibc
import NIOSSL
import Synchronization

/// The authorities whose certificates are trusted.
///
/// Of two with the same name BoringSSL tries only the first, and fails if that one is not valid now. So invalid ones are left
/// out.
package enum TrustedAuthorities {
    /// Where Debian's and Red Hat's families keep the system's authorities.
    private static let systemFiles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]

    /// - Parameter path: a PEM file with at least one certificate.
    /// - Returns: the ones that are valid now; all of them if none is, so that the error names that cause.
    /// - Throws: `DocSpaceError.unreachable` if the file doesn't exist, or holds no certificate.
    static func read(_ path: String) throws(DocSpaceError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(path), !certificates.isEmpty else {
            throw .unreachable("the CA file \(path) can't be read as PEM certificates")
        }
        let valid = validNow(certificates)
        return valid.isEmpty ? certificates : valid
    }

    /// The number of usable certificates in a file.
    ///
    /// - Throws: as `read`.
    package static func count(_ path: String) throws(DocSpaceError) -> Int { try read(path).count }

    /// The system's without those that are not valid now. Read again once the file was replaced, so that an update of the
    /// system needs no restart. All connections share them: they take 0.6 MB, and there may be a thousand accounts.
    ///
    /// - Returns: nil if none is valid, or they are kept elsewhere: then the library's own search is used.
    static func ofSystem() -> [NIOSSLCertificate]? {
        for path in systemFiles {
            guard let certificates = shared(path) else { continue }
            let valid = validNow(certificates)
            return valid.isEmpty ? nil : valid
        }
        return nil
    }

    private struct Reading {
        let path: String
        let version: FileVersion
        let certificates: [NIOSSLCertificate]
    }

    /// Distinguishes a file from one that replaced it or was changed.
    private struct FileVersion: Equatable {
        let device, inode, size, seconds, nanoseconds: Int

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = Int(truncatingIfNeeded: status.st_dev)
            inode = Int(truncatingIfNeeded: status.st_ino)
            size = Int(status.st_size)
            (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        }
    }

    private static let latest = Mutex<Reading?>(nil)

    /// The certificates of a file; the same objects as before while the file is the same.
    ///
    /// - Returns: nil if it can't be read.
    static func shared(_ path: String) -> [NIOSSLCertificate]? {
        latest.withLock { latest in
            guard let version = FileVersion(path) else { return nil }
            if let latest, latest.path == path, latest.version == version { return latest.certificates }
            guard let certificates = try? NIOSSLCertificate.fromPEMFile(path) else { return nil }
            latest = Reading(path: path, version: version, certificates: certificates)
            return certificates
        }
    }

    private static func validNow(_ certificates: [NIOSSLCertificate]) -> [NIOSSLCertificate] {
        let now = time(nil)
        return certificates.filter { $0.notValidBefore <= now && now <= $0.notValidAfter }
    }
}
