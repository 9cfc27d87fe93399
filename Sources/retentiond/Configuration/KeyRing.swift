import DocSpace
import Glibc
import Retention

/// The API keys of some accounts, read before the process becomes a user who can't read them.
struct KeyRing: Sendable {
    private let keys: [String: Result<APIKey, CommandError>]

    /// Reads them all. A failure is reported when the key of its account is requested.
    ///
    /// - Throws: `CommandError` (77) if only root finds them, and this is another user.
    init(_ accounts: [Account]) throws(CommandError) {
        if geteuid() != 0, Environment["CREDENTIALS_DIRECTORY"] == nil,
            let account = accounts.first(where: { $0.apiKey.isCredential })
        {
            throw CommandError(
                .keyRefused,
                "requires root or $CREDENTIALS_DIRECTORY: the key of \(account.name) is a credential of systemd")
        }
        let bundles = KeyBundles()
        keys = Dictionary(uniqueKeysWithValues: accounts.map { ($0.name, Self.load($0, bundles)) })
    }

    /// The failures, sorted by message.
    var failures: [CommandError] {
        keys.values.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
            .sorted { $0.message < $1.message }
    }
    /// Up to this number, failures are shown one by one.
    static let maxShown = 20

    /// - Parameter account: one of those that were given.
    func key(of account: Account) throws(CommandError) -> APIKey {
        try (keys[account.name] ?? Self.load(account, KeyBundles())).get()
    }

    private static func load(_ account: Account, _ bundles: KeyBundles) -> Result<APIKey, CommandError> {
        do throws(CommandError) { return .success(try KeyLoader.load(account, bundles: bundles)) } catch {
            return .failure(error)
        }
    }
}

extension KeySource {
    fileprivate var isCredential: Bool {
        switch self {
        case .credential, .bundle: true
        case .file, .environment: false
        }
    }
}
