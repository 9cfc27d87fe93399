import DocSpace
import FoundationEssentials
import Glibc
import RetentionEngine

/// Sends messages to one receiver, in its format and signed.
struct WebhookSender: Sendable {
    private let target: WebhookOptions.Target
    private let poster: MessagePoster

    /// - Throws: `CommandError` (78) if the CA file can't be read.
    init(_ target: WebhookOptions.Target) throws(CommandError) {
        self.target = target
        poster = try target.connection.poster(to: target.url)
    }

    /// The id of a message, different each time.
    static func newID() -> String { "msg_\(UUID().uuidString.lowercased())" }

    /// One attempt. Signed at that moment, because a receiver refuses old messages.
    ///
    /// - Parameter id: the same for every attempt to send the same message.
    func send(_ message: NotificationMessage, id: String) async throws(PostError) {
        let body = target.format.body(of: message)
        try await poster.post(body, headers: headers(id, body))
    }

    /// Closes the connections.
    func shutDown() async { await poster.shutDown() }

    private func headers(_ id: String, _ body: [UInt8]) -> [(name: String, value: String)] {
        guard let secret = target.secret else { return [] }
        let now = Int(Date().timeIntervalSince1970)
        return [
            ("webhook-id", id), ("webhook-timestamp", "\(now)"),
            ("webhook-signature", MessageSignature.text(id: id, timestamp: now, body: body, secret: secret)),
        ]
    }

    /// The name of this machine.
    static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()
}
