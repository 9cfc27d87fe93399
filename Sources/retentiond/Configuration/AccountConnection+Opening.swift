import DocSpace
import Retention
import RetentionAdapters

extension AccountConnection {
    /// - Parameters:
    ///   - claims: which account already has which trash. The default knows none.
    ///   - pacer: one that outlives the connection, if the account is connected repeatedly.
    ///   - onResponse: called after each request, with any result.
    /// - Throws: `CommandError` (78) if the CA file holds no certificate.
    static func open(
        _ account: Account, key: APIKey, claims: TrashClaims = TrashClaims(), pacer: RequestPacer? = nil,
        onResponse: @escaping @Sendable () -> Void = {}
    ) throws(CommandError) -> AccountConnection {
        do throws(AuthoritiesError) {
            return try AccountConnection(account, key: key, claims: claims, pacer: pacer, onResponse: onResponse)
        } catch { throw CommandError(error) }
    }

    /// Whether the account's CA file, if it has one, holds certificates.
    ///
    /// - Throws: `CommandError` (78) if it doesn't.
    static func checkAuthorities(of account: Account) throws(CommandError) {
        do throws(AuthoritiesError) { try readAuthorities(of: account) } catch { throw CommandError(error) }
    }
}

extension CommandError {
    fileprivate init(_ error: AuthoritiesError) {
        self.init(
            .badConfiguration, "\(error.account): \(error.reason)",
            hint: "\"caFile\" must name a PEM file with certificates")
    }
}
