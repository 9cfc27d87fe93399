import FoundationEssentials
import Platform

/// The signature of a message under the Standard Webhooks specification 1.0: HMAC-SHA256 over id, time and body. A changed
/// body, or the same body sent later, is noticed.
package enum MessageSignature {
    private static let blockBytes = 64

    /// The value of the header `webhook-signature`.
    ///
    /// - Parameters:
    ///   - timestamp: of this attempt, in seconds since 1970.
    ///   - secret: as the receiver has it; see `secret(of:)`.
    /// - Returns: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
    package static func text(id: String, timestamp: Int, body: [UInt8], secret: [UInt8]) -> String {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        return "v1," + Data(authenticationCode(signed, key: secret)).base64EncodedString()
    }

    /// The bytes of a secret: decoded base64 after `whsec_`, else the text itself.
    ///
    /// - Returns: nil for less than 16 bytes, which could be guessed, and for invalid base64 after `whsec_`.
    package static func secret(of text: String) -> [UInt8]? {
        let prefix = "whsec_"
        guard text.hasPrefix(prefix) else { return text.utf8.count >= 16 ? Array(text.utf8) : nil }
        guard let data = Data(base64Encoded: String(text.dropFirst(prefix.count))), data.count >= 16 else { return nil }
        return Array(data)
    }

    /// HMAC-SHA256 (RFC 2104), 32 bytes.
    package static func authenticationCode(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > blockBytes ? SHA256Hasher.hash(key) : key
        block += [UInt8](repeating: 0, count: blockBytes - block.count)
        return SHA256Hasher.hash(block.map { $0 ^ 0x5C } + SHA256Hasher.hash(block.map { $0 ^ 0x36 } + message))
    }
}
