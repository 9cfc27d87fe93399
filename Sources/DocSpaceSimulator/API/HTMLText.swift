extension String {
    /// The text as the portal's HTML encoding writes it: `& < > " '`, U+00A0 to U+00FF, and everything above the BMP
    /// become entities, everything else stays (api.md §3, `displayName`).
    var htmlEncoded: String {
        var encoded = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": encoded += "&amp;"
            case "<": encoded += "&lt;"
            case ">": encoded += "&gt;"
            case "\"": encoded += "&quot;"
            case "'": encoded += "&#39;"
            case "\u{A0}"..."\u{FF}", "\u{10000}"...: encoded += "&#\(scalar.value);"
            default: encoded.unicodeScalars.append(scalar)
            }
        }
        return encoded
    }
}
