import Foundation
import TestSupport
import Testing

@testable import retentiond

@Suite("Trying the webhook, and a heartbeat", .timeLimit(.minutes(10)))
struct NotifyTests {
    @Test func `a test message is sent and taken or not`() async throws {
        try await withFixture { fixture in
            for (status, exit) in [(204, Int32(0)), (500, 69), (404, 69)] {
                let receiver = try Receiver { _ in status }
                defer { receiver.stop() }
                let result = try await fixture.retentiond(
                    "notify", "--test", "--webhook-url", receiver.url, "--webhook-format", "slack")
                #expect(result.status == exit, "\(result)")
                #expect(receiver.requests.map { $0.body.contains("this is a test") } == [true])
            }
            #expect(try await fixture.retentiond("notify", "--test").status == 78, "there is no webhook")
            #expect(try await fixture.retentiond("notify").status == 64)
        }
    }

    @Test func `the environment sets what no option does`() async throws {
        try await withFixture { fixture in
            let receiver = try Receiver { _ in 204 }
            defer { receiver.stop() }
            let settings = ["RETENTIOND_WEBHOOK_URL": receiver.url, "RETENTIOND_WEBHOOK_FORMAT": "discord"]
            #expect(try await fixture.retentiond(["notify", "--test"], environment: settings).status == 0)
            #expect(receiver.requests.first?.body.contains("allowed_mentions") == true)
            let slack = ["notify", "--test", "--webhook-format", "slack"]
            #expect(try await fixture.retentiond(slack, environment: settings).status == 0)
            #expect(receiver.requests.last?.body.contains("allowed_mentions") == false, "an option outranks it")
            let nonsense = settings.merging(["RETENTIOND_WEBHOOK_FORMAT": "pigeon"]) { $1 }
            #expect(try await fixture.retentiond(["notify", "--test"], environment: nonsense).status == 78)
        }
    }

    @Test(arguments: [
        (["--webhook-proxy", "https://proxy.example"], "--webhook-proxy"),
        (["--webhook-ca-file", "/nonexistent"], "--webhook-ca-file"),
    ])
    func `a mistake is named`(options: [String], name: String) async throws {
        try await withFixture { fixture in
            let result = try await fixture.retentiond(
                ["notify", "--test", "--webhook-url", "https://example.com/secret", "--webhook-format", "slack"]
                    + options)
            #expect(result.status == 78 && result.stderr.contains(name), "\(result)")
            #expect(!result.stderr.contains("secret"))
        }
    }

    @Test func `the heartbeat comes after a round without failures`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.check = ServiceTests.everySecond }
            let monitor = try Receiver { _ in 200 }
            defer { monitor.stop() }
            try await fixture.withService(["--heartbeat-url", monitor.url]) { service in
                try await wait(until: "two rounds ended") { monitor.requests.count >= 2 }
                try await service.stop()
            }
        }
    }

    @Test func `no heartbeat comes while an account fails`() async throws {
        try await withFixture { fixture in
            let broken = try fixture.directory.write("sk-" + String(repeating: "0", count: 64), to: "keys/broken")
            try fixture.install {
                $0.accounts.append(fixture.account("broken", key: broken))
                $0.check = ServiceTests.everySecond
            }
            let monitor = try Receiver { _ in 200 }
            defer { monitor.stop() }
            try await fixture.withService(["--heartbeat-url", monitor.url]) { service in
                try await wait(until: "three sweeps ended") {
                    try fixture.audit.count { $0.event == "sweep-failed" } >= 3
                }
                try await service.stop()
            }
            #expect(monitor.requests.isEmpty)
        }
    }
}

@Suite("Settings of a unit")
struct UnitSettingsTests {
    private func settings(_ unit: String, _ files: [String: String]) async throws -> UnitSettings {
        try await withTemporaryDirectory { directory in
            for (path, text) in files { try directory.write(text, to: path) }
            return UnitSettings(of: InstalledUnit(unit, root: "\(directory.path)/"), root: "\(directory.path)/")
        }
    }

    @Test func `the file outranks drop ins`() async throws {
        let settings = try await settings(
            "retentiond.service",
            [
                "etc/systemd/system/retentiond.service":
                    "[Service]\nExecStart=/usr/bin/retentiond run\nEnvironmentFile=-/etc/default/retentiond\n",
                "etc/systemd/system/retentiond.service.d/webhook.conf":
                    "[Service]\nEnvironment=RETENTIOND_A=1 \"RETENTIOND_B=2 3\"\nEnvironment=RETENTIOND_C=4\n",
                "etc/default/retentiond": "# RETENTIOND_B=no\nRETENTIOND_C=\"5 6\"\n RETENTIOND_D = 7\nRETENTIOND_E=\n",
            ])
        let names = ["A", "B", "C", "D", "E", "F"].map { "RETENTIOND_\($0)" }
        #expect(names.map { settings[$0] } == ["1", "2 3", "5 6", "7", nil, nil])
    }

    @Test func `an instance has a file of its own`() async throws {
        let settings = try await settings(
            "retentiond@legal.service",
            [
                "usr/lib/systemd/system/retentiond@.service":
                    "[Service]\nExecStart=/usr/bin/retentiond run\nEnvironmentFile=-/etc/default/retentiond-%i\n",
                "etc/default/retentiond": "RETENTIOND_A=other\n", "etc/default/retentiond-legal": "RETENTIOND_A=own\n",
            ])
        #expect(settings["RETENTIOND_A"] == "own")
    }
}
