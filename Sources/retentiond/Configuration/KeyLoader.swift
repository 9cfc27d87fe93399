import DocSpace
import Glibc
import Platform
import Retention

/// Reads API keys from the sources in the policy.
enum KeyLoader {
    /// - Parameter bundles: those that were read for other accounts.
    /// - Throws: `CommandError` with exit status 78; never with any part of the key.
    static func load(_ account: Account, bundles: KeyBundles = KeyBundles()) throws(CommandError) -> APIKey {
        switch account.apiKey {
        case .bundle(let name, let entry): return try bundledKey(entry, name, account, bundles)
        case .credential(let name):
            guard let directory = Environment["CREDENTIALS_DIRECTORY"] else {
                if let key = try storedKey(name, account) { return key }
                throw failure(
                    account, "the credential \"\(name)\" can't be found: $CREDENTIALS_DIRECTORY is not set",
                    hint:
                        "run it as root, to read /etc/credstore.encrypted and /etc/credstore; or set CREDENTIALS_DIRECTORY"
                )
            }
            return try key(in: "\(directory)/\(name)", account)
        case .file(let path): return try key(in: path, account, mustBePrivate: true)
        case .environment(let name):
            guard let text = Environment[name] else {
                throw failure(account, "the environment variable \(name) is not set", hint: "put the key into \(name)")
            }
            return try key(text, "the environment variable \(name)", account)
        }
    }

    private static func bundledKey(
        _ entry: String, _ bundle: String, _ account: Account, _ bundles: KeyBundles
    ) throws(CommandError) -> APIKey {
        let store = "sudo retentiond account rotate \(ShellWord.of(account.name))\(KeyBundle.options(ofBundle: bundle))"
        let isService = Environment["CREDENTIALS_DIRECTORY"] != nil
        let hint =
            isService
            ? "run `sudo systemctl restart \(KeyBundle.unit(ofBundle: bundle))` if the key was stored since the start, else "
                + "`\(store)`"
            : "store the key: `\(store)`"
        let content: KeyBundles.Content?
        do throws(CommandError) { content = try bundles.content(bundle) } catch {
            throw failure(account, error.message, hint: error.hint ?? hint)
        }
        guard let content else {
            guard isService || geteuid() == 0 else {
                throw failure(
                    account, "the keys \"\(bundle)\" can't be found: $CREDENTIALS_DIRECTORY is not set",
                    hint: "run it as root, to read \(StoredCredential.encryptedFolder)")
            }
            throw failure(account, "there are no keys \"\(bundle)\" here", hint: hint)
        }
        guard let text = KeyBundle.key(of: entry, in: content.bytes) else {
            throw failure(account, "the keys \"\(bundle)\" have no entry \"\(String(sanitizing: entry))\"", hint: hint)
        }
        return try key(text, "the entry \"\(String(sanitizing: entry))\" of \(content.path)", account)
    }

    /// For root at the command line, from where systemd reads it for the service. So a check or a plan needs only
    /// `sudo`.
    private static func storedKey(_ name: String, _ account: Account) throws(CommandError) -> APIKey? {
        guard geteuid() == 0 else { return nil }
        let found: StoredCredential.Found?
        do throws(StoredCredential.SystemdCredsError) { found = try StoredCredential.find(name) } catch {
            throw failure(
                account, "the credential \"\(name)\" can't be decrypted: \(error.reason)",
                hint:
                    "it was encrypted on another machine or for another name: store it again with systemd-creds encrypt"
            )
        }
        switch found {
        case nil: return nil
        case .content(let bytes, let path): return try key(String(decoding: bytes, as: UTF8.self), path, account)
        case .file(let path): return try key(in: path, account, mustBePrivate: true)
        }
    }

    private static func key(
        in path: String, _ account: Account, mustBePrivate: Bool = false
    ) throws(CommandError) -> APIKey {
        let bytes: [UInt8]
        do {
            let file = try SmallFile.read(path, limit: 4096)
            guard !mustBePrivate || file.mode & 0o007 == 0 else {
                throw failure(
                    account, "the key file \(path) is open to others, so the key may be known to them",
                    hint: "chmod 600 \(path), and replace the key in the portal")
            }
            bytes = file.bytes
        } catch let error as CommandError {
            throw error
        } catch {
            throw failure(account, "the key file \(path) can't be read: \(error)", hint: "put the key into that file")
        }
        return try key(String(decoding: bytes, as: UTF8.self), path, account)
    }

    private static func key(_ text: String, _ source: String, _ account: Account) throws(CommandError) -> APIKey {
        do throws(APIKeyError) { return try APIKey(text) } catch {
            throw failure(
                account, "\(source) doesn't contain an API key: \(error)",
                hint: "it must hold the key alone, as the portal showed it: sk- and 64 hexadecimal digits")
        }
    }

    private static func failure(_ account: Account, _ message: String, hint: String) -> CommandError {
        CommandError(.badConfiguration, "\(account.name): \(message)", hint: hint)
    }
}
