import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Redirects", .timeLimit(.minutes(10)))
struct RedirectTests {
    @Test(arguments: [301, 302, 303, 307, 308]) func theKeyDoesNotFollowToAnotherHost(_ status: Int) async throws {
        try await withScene { scene in
            _ = scene.trashDue(2)
            // The other host is the portal itself, which notes all that comes.
            let trap = try RawServer(
                answer:
                    "HTTP/1.1 \(status) Moved\r\nLocation: \(scene.server.baseURL)/api/2.0/files/@trash\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            defer { trap.stop() }
            try scene.install {
                $0.accounts = [scene.account("alice", key: scene.keyPath, portal: "http://127.0.0.1:\(trap.port)")]
            }
            for command in [["plan"], ["sweep", "--purge-now"], ["check", "--online"]] {
                let result = try await scene.retentiond(command)
                #expect(result.status == 69, "\(result)")
                #expect(try result.error().contains("redirect"))
            }
            #expect(trap.requests >= 3)
            #expect(scene.portal.ledger.requests.isEmpty)
            scene.expectNothingChanged()
        }
    }
}

/// Answers every connection with the same bytes, whatever was asked.
final class RawServer: Sendable {
    let port: Int
    private let descriptor: Int32
    private let count = Counter()

    struct Failure: Error { let code: Int32 }

    /// How many connections brought a request.
    var requests: Int { count.value }

    init(answer: String) throws(Failure) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isUp = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard descriptor >= 0, isUp else { throw Failure(code: errno) }
        port = Int(in_port_t(bigEndian: address.sin_port))
        Thread.detachNewThread { [count] in Self.serve(descriptor, answer, count) }
    }

    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private static func serve(_ descriptor: Int32, _ answer: String, _ count: Counter) {
        while true {
            let client = accept(descriptor, nil, nil)
            guard client >= 0 else { break }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            if recv(client, &buffer, buffer.count, 0) > 0 { count.add() }
            _ = Array(answer.utf8).withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            close(client)
        }
        close(descriptor)
    }
}
