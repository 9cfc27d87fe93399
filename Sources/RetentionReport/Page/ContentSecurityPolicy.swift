import FoundationEssentials
import RetentionEngine

/// The rights of the page in a browser: it may apply our style sheet and run our script, each identified by its hash.
/// It may load nothing, send nothing, and run no code that a title smuggled in.
enum ContentSecurityPolicy {
    /// - Parameters:
    ///   - style: the exact text of the only `style` element.
    ///   - script: the exact text of the only executable `script` element.
    static func text(style: String, script: String) -> String {
        [
            "default-src 'none'", "style-src '\(hash(style))'", "script-src '\(hash(script))'", "img-src data:",
            "base-uri 'none'", "form-action 'none'",
        ].joined(separator: "; ")
    }

    /// `sha256-` and the hash of a text in Base64. Source: W3C CSP3, "hash-source".
    static func hash(_ text: String) -> String {
        // Has the form `sha256:` and hex digits.
        let digits = Array(PolicyDigest.of(canonicalText: text).utf8.dropFirst("sha256:".utf8.count))
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        return "sha256-\(Data(bytes).base64EncodedString())"
    }
}
