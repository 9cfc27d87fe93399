import Foundation
import Glibc
import Testing

@testable import DocSpace

/// `openssl s_server` with a fresh authority, serving one answer.
final class TLSServer {
    private let folder: String
    private let process = Process()
    private(set) var port = ""

    var authority: String { "\(folder)/ca.pem" }

    /// - Parameters:
    ///   - dates: the period of its certificate's validity, as `20200101000000Z`; nil: from now on for two days.
    ///   - arguments: further ones for `openssl s_server`.
    init(subjectAltName: String, dates: (from: String, until: String)? = nil, arguments: [String] = []) throws {
        folder = NSTemporaryDirectory() + "retentiond-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: "\(folder)/api/2.0", withIntermediateDirectories: true)
        try Data("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"response\":{}}".utf8)
            .write(to: URL(filePath: "\(folder)/api/2.0/x"))
        try openssl(
            Self.new + ["-x509", "-days", "2", "-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem"])
        let isTwoDays = ["-days", "2"]
        let validity = dates.map { ["-startdate", $0.from, "-enddate", $0.until] } ?? isTwoDays
        try issue(
            "cert.pem", "/CN=portal", "subjectAltName=\(subjectAltName)\nbasicConstraints=critical,CA:FALSE", validity)
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments =
            ["s_server", "-accept", "127.0.0.1:0", "-cert", "cert.pem", "-key", "key.pem", "-HTTP"] + arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("\n"), let more = try output.fileHandleForReading.read(upToCount: 1), !more.isEmpty {
            text += String(decoding: more, as: UTF8.self)
            if text == "\n" || text.hasSuffix("\n") && !text.contains("ACCEPT") { text = "" }
        }
        port = text.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
    }

    func ask(caFile: String?, proxy: HTTPTransport.Proxy? = nil) async -> DocSpaceError? {
        await failure { () async throws(DocSpaceError) in
            let transport = try HTTPTransport(
                origin: "https://127.0.0.1:\(self.port)", key: testKey, proxy: proxy, caFile: caFile)
            let result: Result<HTTPReply, DocSpaceError>
            do throws(DocSpaceError) { result = .success(try await transport.send(.get("x"))) } catch {
                result = .failure(error)
            }
            await transport.shutDown()
            return try result.get()
        }
    }

    /// Adds an expired authority of the same name before the valid one.
    func prependExpiredAuthority() throws -> String {
        try openssl(
            Self.new + [
                "-x509", "-days", "2", "-subj", "/CN=test authority", "-keyout", "old.key", "-out", "selfsigned.pem",
            ])
        try openssl(["req", "-new", "-key", "old.key", "-subj", "/CN=test authority", "-out", "old.csr"])
        try issue(
            "old.pem", "/CN=test authority", "basicConstraints=critical,CA:TRUE",
            ["-startdate", "20200101000000Z", "-enddate", "20210101000000Z"], signer: "old", selfSigned: true)
        let both = try ["old.pem", "ca.pem"].map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
        try both.joined().write(toFile: "\(folder)/both.pem", atomically: true, encoding: .utf8)
        return "\(folder)/both.pem"
    }

    private static let new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    /// Issues a certificate with `openssl ca`, the only tool of openssl 3.0 that takes dates.
    private func issue(
        _ file: String, _ subject: String, _ extensions: String, _ validity: [String], signer: String = "ca",
        selfSigned: Bool = false
    ) throws {
        let settings = """
            [ca]
            default_ca=this
            [this]
            database=index.txt
            new_certs_dir=.
            rand_serial=yes
            default_md=sha256
            policy=any
            x509_extensions=extensions
            unique_subject=no
            [any]
            commonName=supplied
            [extensions]
            \(extensions)
            """
        try settings.write(toFile: "\(folder)/ca.cnf", atomically: true, encoding: .utf8)
        try "".write(toFile: "\(folder)/index.txt", atomically: true, encoding: .utf8)
        if !selfSigned { try openssl(Self.new + ["-subj", subject, "-keyout", "key.pem", "-out", "ca.csr"]) }
        let from = selfSigned ? ["-selfsign", "-keyfile", "\(signer).key"] : ["-cert", "ca.pem", "-keyfile", "ca.key"]
        try openssl(
            ["ca", "-batch", "-notext", "-config", "ca.cnf", "-in", "\(signer).csr", "-out", file] + from + validity)
    }

    func stop() {
        // A child of a worker thread inherits its blocked signals, SIGTERM among them.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func openssl(_ arguments: [String]) throws {
        let run = Process()
        run.executableURL = URL(filePath: "/usr/bin/openssl")
        run.arguments = arguments
        run.currentDirectoryURL = URL(filePath: folder)
        run.standardOutput = FileHandle.nullDevice
        run.standardError = FileHandle.nullDevice
        try run.run()
        run.waitUntilExit()
        #expect(run.terminationStatus == 0, "openssl \(arguments)")
    }
}

/// Runs a test against a portal with a certificate of a private authority.
func withTLS(
    for name: String, dates: (from: String, until: String)? = nil, arguments: [String] = [],
    _ body: (TLSServer) async throws -> Void
) async throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl") else {
        print("skipped: openssl is not installed")
        return
    }
    let server = try TLSServer(subjectAltName: name, dates: dates, arguments: arguments)
    defer { server.stop() }
    try await body(server)
}
