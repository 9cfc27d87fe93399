import DocSpace
import Retention
import RetentionEngine

/// One account's way to its portal. The key is read anew each time one is opened, so a replaced key works at once.
struct AccountConnection {
    private let transport: HTTPTransport
    private let connection: PortalConnection

    /// - Parameters:
    ///   - pacer: one that outlives the connection, if the account is connected to again and again.
    ///   - heard: called after each request, whatever became of it.
    /// - Throws: `CommandFailure` when the key can't be read (78) or the CA file is no good (78).
    static func open(
        _ account: Account, pacer: RequestPacer? = nil, heard: @escaping @Sendable () -> Void = {}
    ) throws(CommandFailure) -> AccountConnection {
        try open(account, key: try KeyLoader.load(account), pacer: pacer, heard: heard)
    }

    /// The same with a key that isn't where the policy says, because there is no policy yet.
    static func open(
        _ account: Account, key: APIKey, pacer: RequestPacer? = nil,
        heard: @escaping @Sendable () -> Void = {}
    ) throws(CommandFailure) -> AccountConnection {
        do throws(DocSpaceError) {
            let proxy = account.proxy.map { HTTPTransport.Proxy(host: $0.host, port: $0.port) }
            let transport = try HTTPTransport(
                origin: account.portal, key: key, proxy: proxy, caFile: account.caFile)
            return AccountConnection(transport, pacer ?? RequestPacer(account.pace), heard)
        } catch {
            throw CommandFailure(
                .badConfiguration, "\(account.name): \(error)",
                hint: "\"caFile\" must name a PEM file with certificates")
        }
    }

    private init(_ transport: HTTPTransport, _ pacer: RequestPacer, _ heard: @escaping @Sendable () -> Void) {
        self.transport = transport
        connection = PortalConnection(transport: transport, pacer: pacer, heard: heard)
    }

    var reader: DocSpaceTrashReader { DocSpaceTrashReader(PortalReader(connection)) }

    /// Whom the key acts as, as the portal calls that person; nil when the key may not ask, or the portal doesn't tell.
    func person() async -> String? {
        do throws(DocSpaceError) {
            let person = try await PortalReader(connection).person()
            return [person.displayName, person.email].compactMap { $0 }.first { !$0.isEmpty }
        } catch {
            return nil
        }
    }

    /// - Parameter patience: how long an operation of the portal may go without a step.
    func writer(patience: Duration) -> DocSpaceTrashWriter {
        DocSpaceTrashWriter(
            PortalWriter(connection), follower: OperationFollower(reader: PortalReader(connection), patience: patience))
    }

    func close() async {
        await transport.shutDown()
    }
}
