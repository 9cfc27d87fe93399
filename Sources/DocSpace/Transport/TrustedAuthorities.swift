import Glibc
import NIOSSL
import Synchronization

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

    /// The system's without those that are not valid now. Read again once the file was replaced, so an update of the system needs
    /// no restart. All connections share them: they are 0.6 MB, and some accounts are a thousand.
    ///
    /// - Returns: nil when none is valid, or they are kept elsewhere: then the library's own search is good enough.
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

    /// Tells a file from one that took its place or was changed.
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

    /// The certificates of a file, the same objects as before as long as the file is the same.
    ///
    /// - Returns: nil when it can't be read.
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
