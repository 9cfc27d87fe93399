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

    init(subjectAltName: String) throws {
        folder = NSTemporaryDirectory() + "retentiond-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: "\(folder)/api/2.0", withIntermediateDirectories: true)
        try Data("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"response\":{}}".utf8)
            .write(to: URL(filePath: "\(folder)/api/2.0/x"))
        let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        try openssl(new + ["-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem"])
        try openssl(
            new + [
                "-subj", "/CN=portal", "-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "key.pem", "-out", "cert.pem",
            ]
                + ["-addext", "subjectAltName=\(subjectAltName)", "-addext", "basicConstraints=critical,CA:FALSE"])
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-cert", "cert.pem", "-key", "key.pem", "-HTTP"]
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
                origin: "https://127.0.0.1:\(self.port)", key: APIKey(secret)!, proxy: proxy, caFile: caFile)
            let result: Result<HTTPReply, DocSpaceError>
            do throws(DocSpaceError) { result = .success(try await transport.send(.get("x"))) } catch {
                result = .failure(error)
            }
            await transport.shutDown()
            return try result.get()
        }
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
        run.standardError = FileHandle.nullDevice
        try run.run()
        run.waitUntilExit()
        #expect(run.terminationStatus == 0, "openssl \(arguments)")
    }
}

/// Runs a test against a portal with a certificate of a private authority.
func withTLS(for name: String, _ body: (TLSServer) async throws -> Void) async throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl") else {
        print("skipped: openssl is not installed")
        return
    }
    let server = try TLSServer(subjectAltName: name)
    defer { server.stop() }
    try await body(server)
}
