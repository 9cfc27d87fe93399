extension SchemaPattern {
    private static let hostLabel = "(?!-)(?:[A-Za-z0-9]|-(?=[A-Za-z0-9-])){1,63}"
    private static let octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    private static let ipv4 = #"\#(octet)(?:\.\#(octet)){3}"#
    /// At most 253 characters; the last label has something other than digits.
    private static let hostName =
        #"(?=[^:/]{1,253}(?:[:/]|$))(?!(?:[^:/]*\.)?[0-9]+(?:[:/]|$))\#(hostLabel)(?:\.\#(hostLabel))*"#

    /// Eight groups of hexadecimal digits, or up to seven around one `::`.
    private static let ipv6: String = {
        let group = "[0-9A-Fa-f]{1,4}"
        let shortened = (1...6).map { right in "(?:\(group):){1,\(7 - right)}(?::\(group)){1,\(right)}" }
        let ends = ["(?:\(group):){7}\(group)", "(?:\(group):){1,7}:", ":(?:(?::\(group)){1,7}|:)"]
        return #"\[\#(oneOf(ends + shortened))\]"#
    }()

    private static let port =
        "0*(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
    private static let loopback = oneOf([
        anyCase("localhost"), #"\[::1\]"#, #"127(?:\.\#(octet)){3}"#,
    ])

    /// Addresses as `PortalAddress` reads them.
    static let portal =
        "^(?:\(anyCase("https"))://\(oneOf([ipv4, ipv6, hostName]))|\(anyCase("http"))://\(loopback))(?::\(port))?/?$"
    /// Addresses as `ProxyAddress` reads them.
    static let proxy = "^\(anyCase("http"))://\(oneOf([ipv4, ipv6, hostName]))(?::\(port))?/?$"
}
