import FoundationEssentials
import Glibc
import NIOSSL

/// Why no connection with TLS was made, for people: one clause without a period, and without the library's own text, which
/// names files of the machine that built it.
enum TLSFailure {
    /// The failure that BoringSSL's names of errors mean.
    ///
    /// - Parameter text: the description of an error.
    static func reason(_ text: String) -> String {
        func has(_ names: String...) -> Bool { names.contains { text.contains($0) } }
        if has("CERTIFICATE_VERIFY_FAILED") { return "its certificate is not trusted" }
        if has("CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "ALERT_UNKNOWN_CA") {
            return "it wants a client certificate, which is not supported"
        }
        if has("UNSUPPORTED_PROTOCOL", "ALERT_PROTOCOL_VERSION") {
            return "it offers only versions of TLS before 1.2: update the server"
        }
        if has("ALERT_HANDSHAKE_FAILURE") {
            return "it accepts none of the offered ciphers of TLS 1.2 and 1.3, or requires a client certificate"
        }
        if has("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST") {
            return "the server does not speak TLS: the port belongs to another service"
        }
        if has("EOF during handshake") { return "the other end closed the connection during the TLS handshake" }
        return "the TLS handshake failed" + (name(in: text).map { " (\($0))" } ?? "")
    }

    /// The last part of `error:1000007d:SSL routines:OPENSSL_internal:SOME_NAME at …`.
    private static func name(in text: String) -> Substring? {
        guard let range = text.firstRange(of: "OPENSSL_internal:") else { return nil }
        let name = text[range.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        return name.isEmpty ? nil : name
    }

    /// What is wrong with untrusted certificates.
    ///
    /// - Parameters:
    ///   - chain: as the server presents it, its own first.
    ///   - hasOwnAuthorities: whether a CA file of the account replaces the system's.
    static func reason(_ chain: [NIOSSLCertificate], at now: Date, hasOwnAuthorities: Bool) -> String {
        let names = chain.map { (try? $0.toDERBytes()).flatMap { CertificateNames($0) } }
        for (index, certificate) in chain.enumerated() {
            let which =
                index == 0 ? "its certificate" : "the certificate of its authority \(quoted(names[index]?.subject))"
            let (from, until) = (Date(certificate.notValidBefore), Date(certificate.notValidAfter))
            if until < now { return "\(which) expired on \(day(until))" }
            if from > now {
                return "\(which) is not valid before \(day(from)), and this machine's clock shows \(day(now))"
            }
        }
        guard let last = names.last, let last else { return "its certificate is not trusted" }
        let remedy =
            hasOwnAuthorities
            ? "\"caFile\" doesn't hold that authority" : "a private authority goes into \"caFile\""
        if names.count == 1, last.isSelfIssued { return "its certificate is self-signed; \(remedy)" }
        if names.count == 1 {
            return
                "its certificate was issued by \(quoted(last.issuer)), whose certificate the server doesn't send and this "
                + "machine doesn't have: the server has to send its intermediate certificates; \(remedy)"
        }
        return "its certificates lead to the authority \(quoted(last.issuer)), which is not trusted here; \(remedy)"
    }

    private static func quoted(_ name: String?) -> String { name.map { "\"\($0)\"" } ?? "without a name" }

    private static func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }
}

extension Date {
    fileprivate init(_ seconds: time_t) { self.init(timeIntervalSince1970: Double(seconds)) }
}
