import DocSpace
import Retention
import RetentionEngine

/// One account's connection to its portal.
struct AccountConnection {
    private let transport: HTTPTransport
    private let connection: PortalConnection
    private let claim: @Sendable (Int) -> String?

    /// - Parameters:
    ///   - claims: which account already has which trash. The default knows none.
    ///   - pacer: one that outlives the connection, if the account is connected repeatedly.
    ///   - heard: called after each request, with any result.
    /// - Throws: `CommandFailure` (78) if the CA file holds no certificate.
    static func open(
        _ account: Account, key: APIKey, claims: TrashClaims = TrashClaims(), pacer: RequestPacer? = nil,
        heard: @escaping @Sendable () -> Void = {}
    ) throws(CommandFailure) -> AccountConnection {
        do throws(DocSpaceError) {
            let proxy = account.proxy.map { HTTPTransport.Proxy(host: $0.host, port: $0.port) }
            let transport = try HTTPTransport(
                origin: account.portal, key: key, proxy: proxy, caFile: account.caFile)
            let claim = { @Sendable in claims.claim($0, at: account.portal, for: account.name) }
            return AccountConnection(transport, pacer ?? RequestPacer(account.pace), claim, heard)
        } catch {
            throw noAuthorities(account, error)
        }
    }

    private init(
        _ transport: HTTPTransport, _ pacer: RequestPacer, _ claim: @escaping @Sendable (Int) -> String?,
        _ heard: @escaping @Sendable () -> Void
    ) {
        self.transport = transport
        self.claim = claim
        connection = PortalConnection(transport: transport, pacer: pacer, heard: heard)
    }

    /// Whether the account's CA file, if it has one, holds certificates.
    ///
    /// - Throws: `CommandFailure` (78) if it doesn't.
    static func checkAuthorities(of account: Account) throws(CommandFailure) {
        guard let caFile = account.caFile else { return }
        do throws(DocSpaceError) { _ = try TrustedAuthorities.count(caFile) } catch {
            throw noAuthorities(account, error)
        }
    }

    private static func noAuthorities(_ account: Account, _ error: DocSpaceError) -> CommandFailure {
        CommandFailure(
            .badConfiguration, "\(account.name): \(error.reasonAlone)",
            hint: "\"caFile\" must name a PEM file with certificates")
    }

    var reader: DocSpaceTrashReader { DocSpaceTrashReader(PortalReader(connection), claim: claim) }

    /// The portal's name of the key's user; nil if the key lacks the scope for it, or the portal doesn't say.
    func person() async -> String? {
        do throws(DocSpaceError) {
            let person = try await PortalReader(connection).person()
            return [person.displayName, person.email].compactMap { $0 }.first { !$0.isEmpty }
        } catch {
            return nil
        }
    }

    /// The portal's people; requires the key of an administrator.
    func people() async throws(DocSpaceError) -> [PortalPerson] { try await PortalReader(connection).people() }

    /// - Parameter patience: how long an operation of the portal may go without progress.
    func writer(patience: Duration) -> DocSpaceTrashWriter {
        DocSpaceTrashWriter(
            PortalWriter(connection), follower: OperationFollower(reader: PortalReader(connection), patience: patience))
    }

    func close() async {
        await transport.shutDown()
    }
}

extension DocSpaceError {
    /// Without "no connection to the portal" before it, if no connection was tried.
    fileprivate var reasonAlone: String { if case .unreachable(let reason) = self { reason } else { description } }
}
