import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Redirects", .timeLimit(.minutes(10)))
struct RedirectTests {
    @Test(arguments: [301, 302, 303, 307, 308]) func `the key does not follow to another host`(_ status: Int)
        async throws
    {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            // The other host is the portal itself, which records all requests.
            let trap = try RawServer(
                answer:
                    "HTTP/1.1 \(status) Moved\r\nLocation: \(fixture.server.baseURL)/api/2.0/files/@trash\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            defer { trap.stop() }
            try fixture.install {
                $0.accounts = [fixture.account("alice", key: fixture.keyPath, portal: "http://127.0.0.1:\(trap.port)")]
            }
            for command in [["plan"], ["sweep", "--purge-now"], ["check", "--online"]] {
                let result = try await fixture.retentiond(command)
                #expect(result.status == 69, "\(result)")
                #expect(try result.error().contains("redirect"))
            }
            #expect(trap.requests >= 3)
            #expect(fixture.portal.ledger.requests.isEmpty)
            fixture.expectNothingChanged()
        }
    }
}

/// Answers every connection with the same bytes, for any request.
final class RawServer: Sendable {
    private let listener: LoopbackListener
    private let count = Counter()

    var port: Int { listener.port }

    /// How many connections brought a request.
    var requests: Int { count.value }

    init(answer: String) throws(POSIXError) {
        listener = try LoopbackListener(backlog: 16)
        Thread.detachNewThread { [listener, count] in Self.serve(listener.descriptor, answer, count) }
    }

    func stop() {
        shutdown(listener.descriptor, Int32(SHUT_RDWR))
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
