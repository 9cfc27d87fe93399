import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("A receiver of messages", .timeLimit(.minutes(10)))
struct WebhookTests {
    /// Two accounts whose purges a limit refuses.
    private func block(_ fixture: CLIFixture) throws {
        let bob = try fixture.directory.write(fixture.bob.apiKey, to: "keys/bob")
        _ = fixture.trashDue(3)
        for number in 1...3 {
            _ = fixture.portal.trashFile(
                title: "b\(number)", bytes: 1, trashedAt: fixture.ago(days: 20), by: fixture.bob, from: nil, author: nil
            )
        }
        try fixture.install {
            $0.accounts.append(fixture.account("bob", key: bob))
            $0.check = ServiceTests.everySecond
            $0.purge = #"{ "schedule": "*:*:*" }"#
            $0.limits = #"{ "maxPurgeItems": 1 }"#
        }
        try fixture.directory.write("0123456789abcdef", to: "keys/secret")
    }

    @Test func `a message that is rejected holds up no other`() async throws {
        try await withFixture { fixture in
            try block(fixture)
            let receiver = try Receiver { $0.contains(#""account":"alice""#) ? 400 : 204 }
            defer { receiver.stop() }
            let options = [
                "--webhook-url", receiver.url, "--webhook-secret", "file:\(fixture.directory.path)/keys/secret",
            ]
            try await fixture.withService(options) { service in
                try await wait(until: "bob's is taken") { receiver.requests.contains { $0.status == 204 } }
                try await wait(until: "the status tells of alice's") {
                    let status = try await fixture.retentiond("status")
                    return status.stdout.contains(
                        "rejects the message \"blocked\" about alice: the receiver answered 400")
                }
                #expect(service.process.stderr.contains("notification rejected"))
                #expect(receiver.requests.count { $0.status == 400 } == 1, "a rejected message is not sent again soon")
                try await service.stop()
            }
        }
    }

    @Test(arguments: ["slack", "discord", "google-chat", "teams"]) func `gets its own language without a secret`(
        _ format: String
    ) async throws {
        try await withFixture { fixture in
            try block(fixture)
            let receiver = try Receiver { _ in 200 }
            defer { receiver.stop() }
            try await fixture.withService(["--webhook-url", receiver.url, "--webhook-format", format]) { service in
                try await wait(until: "both came") { receiver.requests.count == 2 }
                try await service.stop()
            }
            let body = try #require(JSONValue(parsing: Array(receiver.requests[0].body.utf8)))
            let text =
                switch format {
                case "discord": body["content"]
                case "teams": body["attachments"]?.elements?.first?["content"]?["body"]?.elements?.first?["text"]
                default: body["text"]
                }
            #expect(text?.text?.hasPrefix("retentiond on ") == true, "\(body)")
        }
    }
}
