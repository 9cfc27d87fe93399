package import DocSpace
package import Retention

/// One account's connection to its portal.
package struct AccountConnection {
    private let transport: HTTPTransport
    private let connection: PortalConnection
    private let claim: @Sendable (Int) -> String?

    /// - Parameters:
    ///   - claims: which account already has which trash.
    ///   - pacer: one that outlives the connection, if the account is connected repeatedly.
    ///   - onResponse: called after each request, with any result.
    /// - Throws: `AuthoritiesError` if the CA file holds no certificate.
    package init(
        _ account: Account, key: APIKey, claims: TrashClaims, pacer: RequestPacer? = nil,
        onResponse: @escaping @Sendable () -> Void
    ) throws(AuthoritiesError) {
        do throws(DocSpaceError) {
            let proxy = account.proxy.map { HTTPTransport.Proxy(host: $0.host, port: $0.port) }
            transport = try HTTPTransport(
                origin: account.portal, key: key, proxy: proxy, caFile: account.caFile)
        } catch {
            throw AuthoritiesError(account, error)
        }
        claim = { claims.claim($0, at: account.portal, for: account.name) }
        connection = PortalConnection(
            transport: transport, pacer: pacer ?? RequestPacer(account.pace), onResponse: onResponse)
    }

    /// Whether the account's CA file, if it has one, holds certificates.
    ///
    /// - Throws: `AuthoritiesError` if it doesn't.
    package static func readAuthorities(of account: Account) throws(AuthoritiesError) {
        guard let caFile = account.caFile else { return }
        do throws(DocSpaceError) { _ = try TrustedAuthorities.count(caFile) } catch {
            throw AuthoritiesError(account, error)
        }
    }

    package var reader: DocSpaceTrashReader { DocSpaceTrashReader(PortalReader(connection), claim: claim) }

    /// The portal's name of the key's user; nil if the key lacks the scope for it, or the portal doesn't say.
    package func person() async -> String? {
        do throws(DocSpaceError) {
            let person = try await PortalReader(connection).person()
            return [person.displayName, person.email].compactMap { $0 }.first { !$0.isEmpty }
        } catch {
            return nil
        }
    }

    /// The portal's people; requires the key of an administrator.
    package func people() async throws(DocSpaceError) -> [PortalPerson] { try await PortalReader(connection).people() }

    /// - Parameter patience: how long an operation of the portal may go without progress.
    package func writer(patience: Duration) -> DocSpaceTrashWriter {
        DocSpaceTrashWriter(
            PortalWriter(connection), follower: OperationFollower(reader: PortalReader(connection), patience: patience))
    }

    package func close() async {
        await transport.shutDown()
    }
}

/// The CA file of an account holds no certificate.
package struct AuthoritiesError: Error {
    package let account: String
    package let reason: String

    fileprivate init(_ account: Account, _ error: DocSpaceError) {
        self.account = account.name
        reason = error.reasonAlone
    }
}

extension DocSpaceError {
    /// Without "no connection to the portal" before it, if no connection was tried.
    fileprivate var reasonAlone: String { if case .unreachable(let reason) = self { reason } else { description } }
}
