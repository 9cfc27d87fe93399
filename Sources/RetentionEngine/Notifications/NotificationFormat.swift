import FoundationEssentials
import Retention

/// The format of a message. What each program takes: docs/operating/notifications.md.
package enum NotificationFormat: String, Sendable, CaseIterable {
    /// Our own format, signed under Standard Webhooks.
    case standard
    case slack
    case discord
    case teams
    case googleChat = "google-chat"

    /// Whether the receiver can check a signature; a chat program identifies the sender by the address alone.
    package var isSigned: Bool { self == .standard }

    /// The body of the request: JSON, the same bytes for the same message.
    package func body(of message: NotificationMessage) -> [UInt8] {
        switch self {
        case .standard: message.body
        // A message holds at most 40,000 characters; these three begin mentions and links.
        case .slack: Self.json(["text": Self.escaped(message.text)])
        // At most 2,000 characters. It mentions nobody by name.
        case .discord: Self.json(Discord(content: BoundedText.of(message.text, limit: 2_000)))
        case .teams: Self.json(Teams(message.text))
        // At most 32,000 bytes. A "<" would begin a mention or a link, and can't be escaped.
        case .googleChat: Self.json(["text": message.text.replacing("<", with: "‹")])
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    private static func json(_ value: some Encodable) -> [UInt8] { (try? JSONWriter.bytes(value)) ?? [] }

    private struct Discord: Encodable {
        let content: String
        let allowedMentions = ["parse": [String]()]

        private enum CodingKeys: String, CodingKey {
            case content
            case allowedMentions = "allowed_mentions"
        }
    }

    /// A message with one adaptive card of one block of text.
    private struct Teams: Encodable {
        struct Attachment: Encodable {
            let contentType = "application/vnd.microsoft.card.adaptive"
            let content: Card
        }

        struct Card: Encodable {
            let type = "AdaptiveCard"
            let version = "1.2"
            let schema = "http://adaptivecards.io/schemas/adaptive-card.json"
            let body: [Block]

            private enum CodingKeys: String, CodingKey {
                case type, version, body
                case schema = "$schema"
            }
        }

        struct Block: Encodable {
            let type = "TextBlock"
            let text: String
            let wrap = true
        }

        let type = "message"
        let attachments: [Attachment]

        init(_ text: String) { attachments = [Attachment(content: Card(body: [Block(text: text)]))] }
    }
}
