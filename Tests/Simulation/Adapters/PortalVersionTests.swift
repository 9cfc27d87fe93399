import Foundation
import RetentionAdapters
import Synchronization
import Testing

@testable import DocSpace
@testable import Retention
@testable import RetentionEngine

/// The version that a portal reports.
@Suite struct PortalVersionTests {
    private final class Canned: PortalTransport {
        let answer: Result<String, DocSpaceError>
        let calls = Mutex<[HTTPCall]>([])

        init(_ answer: Result<String, DocSpaceError>) { self.answer = answer }

        func send(_ call: HTTPCall) async throws(DocSpaceError) -> HTTPReply {
            calls.withLock { $0.append(call) }
            return HTTPReply(status: 200, body: Array(try answer.get().utf8), dateHeader: nil, receivedAt: Date())
        }

        var reader: DocSpaceTrashReader {
            DocSpaceTrashReader(PortalReader(PortalConnection(transport: self, sleep: { _ in })))
        }
    }

    /// Since 3.7 only a key for files alone is refused there.
    @Test func `the version is requested without the key`() async throws {
        let portal = Canned(.success(#"{"response":{"docSpace":"3.7.2.1234","documentServer":"9.1"},"status":0}"#))
        let version = try await portal.reader.portalVersion()
        #expect(version == .release(ReleaseNumber(3, 7, 2)))
        let calls = portal.calls.withLock { $0 }
        #expect(calls.map(\.path) == ["settings/version/build"])
        #expect(calls.allSatisfy { $0.isAnonymous })
    }

    @Test(arguments: [
        (#"{"response":{"docSpace":"develop"}}"#, #"the portal reports the version "develop""#),
        (#"{"response":{}}"#, "it does not name a version of DocSpace"),
        (#"{"response":{"docSpace":7}}"#, "it does not name a version of DocSpace"),
        ("<html><body>Welcome</body></html>", "it is not JSON"),
    ])
    func `an invalid version is unknown with a reason`(body: String, reason: String) async throws {
        guard case .unknown(let text) = try await Canned(.success(body)).reader.portalVersion() else {
            return #expect(Bool(false), "\(body)")
        }
        #expect(text.contains(reason))
    }

    @Test(arguments: [DocSpaceError.notFound, .forbidden, .unauthorized, .redirected(status: 302)])
    func `a portal that does not return its version has an unknown one`(error: DocSpaceError) async throws {
        guard case .unknown = try await Canned(.failure(error)).reader.portalVersion() else {
            return #expect(Bool(false), "\(error)")
        }
    }

    @Test func `a portal that cannot be reached is a failure`() async {
        do throws(PortalError) {
            let version = try await Canned(.failure(.unreachable("no route"))).reader.portalVersion()
            #expect(Bool(false), "\(version)")
        } catch {
            #expect(error.kind == .unavailable)
        }
    }
}
