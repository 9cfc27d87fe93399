import ArgumentParser
import DocSpace
import Glibc
import Platform
import Retention
import RetentionEngine

/// The receiver of messages when something needs a person, and the address to call when nothing does. None by default.
///
/// Each option outranks an environment variable, so that drop-ins and `/etc/default/retentiond` can set them one by
/// one.
struct WebhookOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Post a message here when a person is needed: an https address, or credential:NAME or file:PATH that holds one. (RETENTIOND_WEBHOOK_URL)",
            valueName: "url"))
    var webhookUrl: String?

    @Option(
        help: ArgumentHelp(
            "The secret that signs these messages: credential:NAME or file:PATH. (RETENTIOND_WEBHOOK_SECRET)",
            valueName: "secret"))
    var webhookSecret: String?

    @Option(
        help: ArgumentHelp(
            "The receiver's format: standard, slack, discord, teams or google-chat. (RETENTIOND_WEBHOOK_FORMAT; default: standard)",
            valueName: "format"))
    var webhookFormat: NotificationFormat?

    @Option(
        help: ArgumentHelp(
            "Reach the webhook and the heartbeat address through this proxy: http://HOST:PORT. (RETENTIOND_WEBHOOK_PROXY)",
            valueName: "url"))
    var webhookProxy: String?

    @Option(
        help: ArgumentHelp(
            "Trust only the authorities in this PEM file for the webhook and the heartbeat address. (RETENTIOND_WEBHOOK_CA_FILE)",
            valueName: "file"))
    var webhookCaFile: String?

    /// Where to post, in which format, and the secret to sign with.
    struct Target {
        let url: String
        let format: NotificationFormat
        /// Nil for a receiver that checks no signature.
        let secret: [UInt8]?
        let connection: Connection
    }

    /// How receivers are reached.
    struct Connection {
        var proxy: HTTPTransport.Proxy?
        var caFile: String?

        /// - Throws: `CommandError` (78) if the CA file can't be read.
        func poster(to url: String) throws(CommandError) -> MessagePoster {
            do throws(PostError) { return try MessagePoster(url: url, proxy: proxy, caFile: caFile) } catch {
                throw CommandError(
                    .badConfiguration, "--webhook-ca-file: \(error)",
                    hint: "name a file with PEM certificates that the service can read, below /etc or /usr")
            }
        }
    }

    /// - Returns: nil without a receiver.
    /// - Throws: `CommandError` (78), never with any part of a secret.
    func target(_ settings: UnitSettings = .own) throws(CommandError) -> Target? {
        let webhookUrl = webhookUrl ?? settings["RETENTIOND_WEBHOOK_URL"]
        let webhookSecret = webhookSecret ?? settings["RETENTIOND_WEBHOOK_SECRET"]
        let webhookFormat = try format(settings)
        guard webhookUrl != nil || webhookSecret != nil else { return nil }
        guard let webhookUrl, webhookSecret != nil || !webhookFormat.isSigned else {
            throw CommandError(
                .badConfiguration, "a webhook needs --webhook-url and --webhook-secret",
                hint: "without a signature, anybody could send such messages; openssl rand -hex 32 makes a secret")
        }
        let url = try Self.address(webhookUrl, "--webhook-url")
        let connection = try connection(settings)
        guard let webhookSecret else {
            return Target(url: url, format: webhookFormat, secret: nil, connection: connection)
        }
        guard let secret = MessageSignature.secret(of: try Self.kept(webhookSecret, "--webhook-secret")) else {
            throw CommandError(
                .badConfiguration, "--webhook-secret: it must have at least 16 bytes, after whsec_ in base64",
                hint: "openssl rand -hex 32 makes one")
        }
        return Target(url: url, format: webhookFormat, secret: secret, connection: connection)
    }

    private func format(_ settings: UnitSettings) throws(CommandError) -> NotificationFormat {
        if let webhookFormat { return webhookFormat }
        guard let text = settings["RETENTIOND_WEBHOOK_FORMAT"] else { return .standard }
        guard let format = NotificationFormat(rawValue: text) else {
            throw CommandError(
                .badConfiguration, "RETENTIOND_WEBHOOK_FORMAT: there is no such format",
                hint: "write " + NotificationFormat.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return format
    }

    /// - Throws: `CommandError` (78) for an invalid proxy.
    func connection(_ settings: UnitSettings = .own) throws(CommandError) -> Connection {
        var connection = Connection(caFile: webhookCaFile ?? settings["RETENTIOND_WEBHOOK_CA_FILE"])
        if let text = webhookProxy ?? settings["RETENTIOND_WEBHOOK_PROXY"] {
            do throws(ProxyAddressError) {
                let proxy = try ProxyAddress(text)
                connection.proxy = HTTPTransport.Proxy(host: proxy.host, port: proxy.port)
            } catch {
                throw CommandError(.badConfiguration, "--webhook-proxy: \(error)", hint: error.hint)
            }
        }
        return connection
    }

    /// An address, given directly or by the credential that holds it.
    static func address(_ text: String, _ option: String) throws(CommandError) -> String {
        let url = text.contains("://") ? text : try kept(text, option)
        if let objection = objection(to: url) {
            throw CommandError(
                .badConfiguration, "\(option): \(objection)", hint: "write it like https://example.com/hook")
        }
        return url
    }

    /// Why an address is refused; the address isn't repeated, because it may hold a secret.
    static func objection(to url: String) -> String? {
        let scheme = url.prefix { $0 != ":" }
        let rest = url.dropFirst(scheme.count)
        guard rest.hasPrefix("://") else { return "expected an address that begins with \"https://\"" }
        let host = rest.dropFirst(3).prefix { !"/?".contains($0) }
        do throws(PortalAddressError) { _ = try PortalAddress("\(scheme)://\(host)") } catch {
            return error == .plain ? "\"http://\" is allowed on this machine only" : error.description
        }
        let isPrintable = url.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !url.contains("#")
        return isPrintable ? nil : "expected an address without blanks, fragment and other letters than ASCII's"
    }

    private static func kept(_ source: String, _ option: String) throws(CommandError) -> String {
        let path: String
        let isFile = source.hasPrefix("file:")
        if isFile {
            path = String(source.dropFirst(5))
        } else if source.hasPrefix("credential:") {
            guard let directory = Environment["CREDENTIALS_DIRECTORY"] else {
                if let text = try storedCredential(String(source.dropFirst(11)), option) { return text }
                throw CommandError(
                    .badConfiguration, "\(option): $CREDENTIALS_DIRECTORY is not set",
                    hint:
                        "run it as root, to read /etc/credstore.encrypted and /etc/credstore; or give file:PATH")
            }
            path = "\(directory)/\(source.dropFirst(11))"
        } else {
            throw CommandError(
                .badConfiguration, "\(option): expected credential:NAME or file:PATH",
                hint: "the secret itself must not be an argument, because everybody on the machine can read arguments")
        }
        do {
            let file = try SmallFile.read(path, limit: 4096)
            guard !isFile || file.mode & 0o007 == 0 else {
                throw SmallFile.AccessError(description: "it is open to others; chmod 600 it")
            }
            return String(decoding: file.bytes, as: UTF8.self).trimmed
        } catch {
            throw CommandError(
                .badConfiguration, "\(option): \(path) can't be read: \(error)",
                hint: "write the value into this file, and nothing else")
        }
    }
}

extension WebhookOptions {
    /// For root at the command line, from where systemd reads it for the service.
    private static func storedCredential(_ name: String, _ option: String) throws(CommandError) -> String? {
        guard geteuid() == 0 else { return nil }
        do {
            switch try StoredCredential.find(name) {
            case nil: return nil
            case .content(let bytes, _): return String(decoding: bytes, as: UTF8.self).trimmed
            case .file(let path):
                return String(decoding: try SmallFile.read(path, limit: 4096).bytes, as: UTF8.self).trimmed
            }
        } catch let refusal as StoredCredential.SystemdCredsError {
            throw CommandError(
                .badConfiguration, "\(option): the credential \"\(name)\" can't be decrypted: \(refusal.reason)",
                hint:
                    "it was encrypted on another machine or for another name: store it again with systemd-creds encrypt"
            )
        } catch {
            throw CommandError(
                .badConfiguration, "\(option): the credential \"\(name)\" can't be read: \(error)",
                hint: "write the value into a file of this name in /etc/credstore, and nothing else")
        }
    }
}

/// The address to call when nothing needs a person.
struct HeartbeatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Call this address (GET) after each round in which every account was swept without a failure: an https address, or credential:NAME or file:PATH that holds one. (RETENTIOND_HEARTBEAT_URL)",
            valueName: "url"))
    var heartbeatUrl: String?

    /// - Returns: nil if there is no address to call.
    /// - Throws: `CommandError` (78), never with any part of a secret.
    func poster(_ connection: WebhookOptions.Connection) throws(CommandError) -> MessagePoster? {
        guard let text = heartbeatUrl ?? UnitSettings.own["RETENTIOND_HEARTBEAT_URL"] else { return nil }
        return try connection.poster(to: try WebhookOptions.address(text, "--heartbeat-url"))
    }
}

extension NotificationFormat: ExpressibleByArgument {}
