import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("A receiver of messages", .timeLimit(.minutes(10)))
struct WebhookTests {
    /// Two accounts whose purges a limit refuses.
    private func block(_ scene: Scene) throws {
        let bob = try scene.directory.write(scene.bob.apiKey, to: "keys/bob")
        _ = scene.trashDue(3)
        for number in 1...3 {
            _ = scene.portal.trashFile(
                title: "b\(number)", bytes: 1, trashedAt: scene.ago(days: 20), by: scene.bob, from: nil, author: nil)
        }
        try scene.install {
            $0.accounts.append(scene.account("bob", key: bob))
            $0.check = ServiceTests.everySecond
            $0.purge = #"{ "schedule": "*:*:*" }"#
            $0.limits = #"{ "maxPurgeItems": 1 }"#
        }
        try scene.directory.write("0123456789abcdef", to: "keys/secret")
    }

    @Test func aMessageThatIsRejectedHoldsUpNoOther() async throws {
        try await withScene { scene in
            try block(scene)
            let receiver = try Receiver { $0.contains(#""account":"alice""#) ? 400 : 204 }
            defer { receiver.stop() }
            let options = [
                "--webhook-url", receiver.url, "--webhook-secret", "file:\(scene.directory.path)/keys/secret",
            ]
            try await scene.withService(options) { service in
                try await wait(until: "bob's is taken") { receiver.requests.contains { $0.status == 204 } }
                try await wait(until: "the status tells of alice's") {
                    let status = try await scene.retentiond("status")
                    return status.stdout.contains(
                        "rejects the message \"blocked\" about alice: the receiver answered 400")
                }
                #expect(service.process.stderr.contains("notification rejected"))
                #expect(receiver.requests.count { $0.status == 400 } == 1, "a rejected message is not sent again soon")
                try await service.stop()
            }
        }
    }

    @Test(arguments: ["slack", "discord", "google-chat", "teams"]) func getsItsOwnLanguageWithoutASecret(
        _ format: String
    ) async throws {
        try await withScene { scene in
            try block(scene)
            let receiver = try Receiver { _ in 200 }
            defer { receiver.stop() }
            try await scene.withService(["--webhook-url", receiver.url, "--webhook-format", format]) { service in
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
