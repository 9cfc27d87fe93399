import Glibc

/// Credentials as systemd finds them by their name, for `init`, which stores one, and for commands by hand.
enum StoredCredential {
    /// Where `LoadCredentialEncrypted=NAME` looks. Source: systemd.exec(5) of systemd 252.
    static let encryptedFolder = "/etc/credstore.encrypted"
    /// Where `LoadCredential=NAME` looks.
    static let plainFolder = "/etc/credstore"

    /// Encrypts a key for this machine, under the name that it must be loaded by.
    ///
    /// - Throws: `SystemdCredsError` if systemd-creds is missing or fails.
    static func encrypt(_ key: [UInt8], name: String) throws(SystemdCredsError) -> [UInt8] {
        let result = ExternalCommand.run(["systemd-creds", "encrypt", "--name=\(name)", "-", "-"], input: key)
        guard result.status == 0, !result.output.isEmpty else {
            throw SystemdCredsError(
                reason: result.status == 127 ? "there is no systemd-creds on this machine" : result.complaint)
        }
        return result.output
    }

    /// Reads a credential as root, outside the service: otherwise only systemd passes it.
    ///
    /// - Returns: nil if nothing is stored under that name.
    /// - Throws: `SystemdCredsError` if something is, and can't be decrypted.
    static func find(_ name: String) throws(SystemdCredsError) -> Found? {
        let encrypted = "\(encryptedFolder)/\(name)"
        if access(encrypted, R_OK) == 0 {
            let result = ExternalCommand.run(["systemd-creds", "decrypt", "--name=\(name)", encrypted, "-"])
            guard result.status == 0 else { throw SystemdCredsError(reason: result.complaint) }
            return .content(result.output, path: encrypted)
        }
        let plain = "\(plainFolder)/\(name)"
        return access(plain, R_OK) == 0 ? .file(plain) : nil
    }

    enum Found {
        case content([UInt8], path: String)
        case file(String)
    }

    struct SystemdCredsError: Error {
        let reason: String
    }
}
