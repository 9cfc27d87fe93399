import ArgumentParser
import Glibc
import Retention
import RetentionEngine

/// Who is told when something needs a person. Nobody unless asked.
struct WebhookOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Post a message here when a person is needed: an https address, or credential:NAME or file:PATH that holds one.",
            valueName: "url"))
    var webhookUrl: String?

    @Option(
        help: ArgumentHelp(
            "What to sign these messages with: credential:NAME or file:PATH.", valueName: "secret"))
    var webhookSecret: String?

    @Option(
        help: ArgumentHelp(
            "What the receiver understands: standard, slack, discord, teams or google-chat.", valueName: "format"))
    var webhookFormat = NotificationFormat.standard

    /// Where to post, in which form, and what to sign with.
    struct Target {
        let url: String
        let format: NotificationFormat
        /// Nil where nobody looks at a signature.
        let secret: [UInt8]?
    }

    /// - Returns: nil when nobody is to be told.
    /// - Throws: `CommandFailure` (78), never with any part of a secret.
    func target() throws(CommandFailure) -> Target? {
        guard webhookUrl != nil || webhookSecret != nil else { return nil }
        guard let webhookUrl, webhookSecret != nil || !webhookFormat.isSigned else {
            throw CommandFailure(
                .badConfiguration, "a webhook needs --webhook-url and --webhook-secret",
                hint: "without a signature our messages could be anybody's; openssl rand -hex 32 makes a secret")
        }
        let url = webhookUrl.contains("://") ? webhookUrl : try Self.kept(webhookUrl, "--webhook-url")
        if let objection = Self.objection(to: url) {
            throw CommandFailure(
                .badConfiguration, "--webhook-url: \(objection)", hint: "write it like https://example.com/hook")
        }
        guard let webhookSecret else { return Target(url: url, format: webhookFormat, secret: nil) }
        guard let secret = MessageSignature.secret(of: try Self.kept(webhookSecret, "--webhook-secret")) else {
            throw CommandFailure(
                .badConfiguration, "--webhook-secret: it must have at least 16 bytes, after whsec_ in base64",
                hint: "openssl rand -hex 32 makes one")
        }
        return Target(url: url, format: webhookFormat, secret: secret)
    }

    /// What an address must not be; the address isn't repeated, for it may hold a secret.
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

    private static func kept(_ place: String, _ option: String) throws(CommandFailure) -> String {
        let path: String
        let isFile = place.hasPrefix("file:")
        if isFile {
            path = String(place.dropFirst(5))
        } else if place.hasPrefix("credential:") {
            guard let directory = Environment["CREDENTIALS_DIRECTORY"] else {
                throw CommandFailure(
                    .badConfiguration, "\(option): $CREDENTIALS_DIRECTORY is not set",
                    hint: "run as the service with LoadCredential=, or give file:PATH")
            }
            path = "\(directory)/\(place.dropFirst(11))"
        } else {
            throw CommandFailure(
                .badConfiguration, "\(option): expected credential:NAME or file:PATH",
                hint: "the secret itself must not be an argument, which everybody on the machine can read")
        }
        do {
            let file = try SmallFile.read(path, limit: 4096)
            guard !isFile || file.mode & 0o007 == 0 else {
                throw SmallFile.Problem(description: "it is open to others; chmod 600 it")
            }
            let text = String(decoding: file.bytes, as: UTF8.self)
            return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        } catch {
            throw CommandFailure(
                .badConfiguration, "\(option): \(path) can't be read: \(error)", hint: "put it into that file, alone")
        }
    }
}

extension NotificationFormat: ExpressibleByArgument {}
