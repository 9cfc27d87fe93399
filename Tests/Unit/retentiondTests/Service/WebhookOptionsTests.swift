import TestSupport
import Testing

@testable import retentiond

@Suite("A webhook's options", .timeLimit(.minutes(10)))
struct WebhookOptionsTests {
    @Test(arguments: [
        "https://example.com", "https://example.com/a?b=c", "https://[2001:db8::1]:8443/x", "http://127.0.0.1:9/x",
        "http://localhost/x",
    ]) func `takes addresses that keep a secret`(url: String) {
        #expect(WebhookOptions.objection(to: url) == nil)
    }

    @Test(arguments: [
        "http://example.com/secret", "ftp://example.com/secret", "example.com/secret",
        "https://user:secret@example.com/", "https://example.com/ secret", "https://example.com/#secret", "https://",
        "https://example.com:0/secret",
    ]) func `refuses others without repeating them`(url: String) throws {
        let objection = try #require(WebhookOptions.objection(to: url))
        #expect(!objection.contains("secret"))
    }

    @Test(arguments: [
        (["--webhook-url", "https://example.com/x"], "--webhook-secret"),
        (["--webhook-url", "https://example.com/x", "--webhook-secret", "in-clear-text"], "argument"),
        (["--webhook-url", "https://example.com/x", "--webhook-secret", "file:OPEN"], "open to others"),
        (["--webhook-url", "https://example.com/x", "--webhook-secret", "file:SHORT"], "16 bytes"),
        (["--webhook-url", "http://example.com/x", "--webhook-secret", "file:LONG"], "this machine only"),
    ]) func `a mistake ends the start`(options: [String], text: String) async throws {
        try await withFixture { fixture in
            try fixture.directory.write("0123456789abcdef", to: "open", mode: 0o644)
            try fixture.directory.write("short", to: "short")
            try fixture.directory.write("0123456789abcdef", to: "long")
            let given = options.map { option in
                ["OPEN", "SHORT", "LONG"].reduce(option) {
                    $0.replacing("file:\($1)", with: "file:\(fixture.directory.path)/\($1.lowercased())")
                }
            }
            let result = try await fixture.retentiond(["run"] + given)
            #expect(result.status == 78 && result.stderr.contains(text), "\(result)")
            #expect(!result.stderr.contains("0123456789"))
        }
    }
}
