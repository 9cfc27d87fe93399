/// Environment variables that set proxies and certificate authorities for other programs, but not for this one.
enum IgnoredVariables {
    private static let proxies = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
    private static let authorities = ["SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"]

    /// A clause for each that is set, without its value, which may contain a password.
    static var notes: [String] {
        notes(proxies, "name the proxy as \"proxy\" in the policy")
            + notes(authorities, "name the authority as \"caFile\" in the policy")
    }

    private static func notes(_ names: [String], _ remedy: String) -> [String] {
        names.filter { Environment[$0] != nil }.map { "the environment variable \($0) is not read: \(remedy)" }
    }
}
