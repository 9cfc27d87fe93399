import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Changing over the control socket", .timeLimit(.minutes(10)), .enabled(if: PythonListener.isUsable))
struct ControlChangingTests {
    private var me: String { "uid \(getuid())" }

    @Test func `sweeps in the name of the requester`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try await fixture.withControlledService { service in
                try await service.firstSweep()
                try fixture.forgetListing()
                let result = try await service.retentiond(
                    "sweep", "--purge-now", "--verbose",
                    more: ["RETENTIOND_OPERATOR": "mallory", "SUDO_USER": "mallory"])
                #expect(result.status == 0 && result.stderr.contains("control.sock does the work"), "\(result)")
                #expect(result.stdout.contains("3 purged"), "\(result)")
                #expect(fixture.destroyed == Set(due))
                let records = try fixture.audit.filter { $0.event == "purged" }
                #expect(records.count == 3 && records.allSatisfy { $0["OPERATOR"]?.contains(me) == true })
                #expect(try await service.retentiond("status").stdout.contains("3 purged"))
            }
            #expect(try await fixture.retentiond("audit", "verify", "--audit-log", fixture.auditPath).status == 0)
        }
    }

    @Test func `an operator cannot be forged`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            try await fixture.withControlledService { service in
                try await service.firstSweep()
                try fixture.forgetListing()
                let named = try await service.post("/v1/sweep", #"{"purgeNow":true,"operator":"mallory"}"#)
                #expect(named.status == 400, "\(named.text)")
                let sent = try await service.post(
                    "/v1/sweep?width=80", #"{"purgeNow":true}"#,
                    ["X-Operator: mallory", "Retentiond-Operator: mallory"])
                #expect(sent.status == 200 && sent.body.contains("1 purged"), "\(sent.text)")
                #expect(
                    try fixture.audit.filter { $0.event == "purged" }.allSatisfy {
                        $0["OPERATOR"]?.contains(me) == true
                    })
            }
        }
    }

    @Test func `shows the progress`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(30)
            try await fixture.withControlledService { service in
                try await service.firstSweep()
                try fixture.forgetListing()
                let reply = try await service.post(
                    "/v1/sweep", #"{"purgeNow":true,"quiet":false}"#, ["Accept: application/x-ndjson"])
                #expect(reply.status == 200 && reply.header("Content-Type") == "application/x-ndjson")
                #expect(
                    reply.body.contains(#""event":"progress""#) && reply.body.contains(#""step":"listing""#),
                    "\(reply.text)")
                #expect(reply.body.contains(#"{"event":"end","exitStatus":0}"#), "\(reply.text)")
            }
        }
    }

    @Test func `holds releases and restores`() async throws {
        try await withFixture { fixture in
            let items = fixture.trashDue(3)
            try await fixture.withControlledService { service in
                try await service.firstSweep()
                let held = try await service.retentiond(
                    "hold", "add", "\(items[0])", "--account", "alice", "--reason", "lawsuit", "--ticket", "LEGAL-7")
                #expect(held.status == 0 && held.stdout.contains("\(items[0]) is held"), "\(held)")
                let list = try await service.retentiond("hold", "list", "--format", "json")
                #expect(list.stdout.contains("LEGAL-7") && list.stdout.contains(me), "\(list)")
                let restored = try await service.retentiond("restore", "\(items[1])", "--to", "my-documents")
                #expect(restored.status == 0 && restored.stdout.contains("1 restored"), "\(restored)")
                #expect(fixture.restored == [items[1]])
                let plan = "\(fixture.directory.path)/saved.json"
                #expect(try await service.retentiond("plan", "--output", plan).status == 0)
                try fixture.forgetListing()
                let swept = try await service.retentiond("sweep", "--plan", plan, "--purge-now")
                #expect(swept.status == 0, "\(swept)")
                #expect(fixture.destroyed == [items[2]])
                let missing = try await service.retentiond("hold", "release", "file:999", "--reason", "x")
                #expect(missing.status == 66, "\(missing)")
                let released = try await service.retentiond("hold", "release", "\(items[0])", "--reason", "settled")
                #expect(released.status == 0, "\(released)")
                let records = try fixture.audit.filter {
                    ["hold-added", "hold-released", "restored"].contains($0.event)
                }
                #expect(records.count == 3 && records.allSatisfy { $0["OPERATOR"]?.contains(me) == true })
            }
        }
    }

    @Test func `pauses in the name of the requester`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            try await fixture.withControlledService { service in
                try await service.firstSweep()
                let paused = try await service.retentiond("account", "pause", "alice", "--reason", "leaves")
                #expect(paused.status == 0 && paused.stdout.contains("alice: purging is paused"), "\(paused)")
                let status = try await service.retentiond("status", "--format", "json")
                #expect(status.stdout.contains("leaves") && status.stdout.contains(me), "\(status)")
                try fixture.forgetListing()
                _ = try await service.retentiond("sweep", "--purge-now")
                #expect(fixture.destroyed.isEmpty)
                #expect(try await service.post("/v1/accounts/resume", "{}").status == 400)
                #expect(try await service.post("/v1/accounts/resume", #"{"accounts":["nobody"]}"#).status != 200)
                #expect(try await service.retentiond("account", "resume", "alice").status == 0)
                try fixture.forgetListing()
                #expect(try await service.retentiond("sweep", "--purge-now").status == 0)
                #expect(fixture.destroyed == Set(due))
                let records = try fixture.audit.filter { $0.event.hasPrefix("purges-") }
                #expect(records.map(\.event) == ["purges-paused", "purges-resumed"])
                #expect(records.allSatisfy { $0["OPERATOR"]?.contains(me) == true && $0["ACCOUNT"] == "alice" })
            }
        }
    }

    @Test func `several changes of holds at a time all come`() async throws {
        try await withFixture { fixture in
            let items = fixture.trashDue(8)
            try await fixture.withControlledService { service in
                try await service.firstSweep()
                try await withThrowingTaskGroup(of: Int?.self) { group in
                    for item in items {
                        group.addTask {
                            try await service.post(
                                "/v1/holds", #"{"items":[{"item":"\#(item)"}],"reason":"lawsuit"}"#
                            ).status
                        }
                    }
                    for try await status in group { #expect(status == 200) }
                }
                let list = try await service.retentiond("hold", "list", "--format", "csv")
                #expect(list.stdout.split(whereSeparator: \.isNewline).count == 9, "\(list)")
            }
        }
    }

    @Test func `a sweep goes on when its client leaves`() async throws {
        try await withFixture(pace: .instant) { fixture in
            let due = fixture.trashDue(40)
            try await fixture.withControlledService { service in
                try await service.firstSweep()
                try fixture.forgetListing()
                var client: RawClient? = try RawClient(.unix(path: service.control))
                let body = #"{"purgeNow":true}"#
                client?.send(
                    Array(
                        "POST /v1/sweep HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
                try await wait(until: "the purge has begun") { try !fixture.audit.items("purge-requested").isEmpty }
                client = nil
                try await wait(until: "the sweep came to its end", within: .seconds(60)) {
                    fixture.destroyed == Set(due)
                }
                try await wait(until: "and was recorded") { try fixture.audit.items("purged").count == 40 }
            }
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `nobody approves a plan of their own or one that was written by hand`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try fixture.install { $0.more = [#""approval": { "above": 2 }"#] }
            let path = "\(fixture.directory.path)/saved.json"
            try await fixture.withControlledService { service in
                try await service.firstSweep()
                let saved = try await service.retentiond("plan", "--output", path)
                #expect(saved.status == 0, "\(saved)")
                let text = try String(contentsOfFile: path, encoding: .utf8)
                #expect(text.contains("hmac-sha256:") && text.contains("\"uid\" : \(getuid())"))
                let own = try await service.retentiond("approve", path)
                #expect(own.status == 77 && own.stderr.contains("you can't approve your own plan"), "\(own)")
                try text.replacing("\"uid\" : \(getuid())", with: "\"uid\" : 4242")
                    .write(toFile: path, atomically: true, encoding: .utf8)
                let forged = try await service.retentiond("approve", path)
                #expect(forged.status == 65 && forged.stderr.contains("not made by the running service"), "\(forged)")
            }
            #expect(fixture.destroyed.isEmpty && fixture.trashed == Set(due))
        }
    }

    @Test func `requests that cannot be sent work directly`() async throws {
        try await withFixture { fixture in
            let item = fixture.trash("x.pdf", days: 1)
            try await fixture.withControlledService { service in
                try await service.firstSweep()
                let held = try await service.retentiond(
                    "hold", "add", "\(item)", "--reason", "x", "--verbose", "--audit-log", fixture.auditPath + ".2")
                #expect(held.stderr.contains("working directly: the service doesn't accept --audit-log"), "\(held)")
            }
            let after = try await fixture.retentiond("plan", "--verbose")
            #expect(after.stderr.contains("working directly: no service listens"), "\(after)")
        }
    }
}

extension ControlledService {
    fileprivate func firstSweep() async throws {
        try await wait(until: "the first sweep ended: \(process.stderr)") {
            fixture.text(fixture.statePath)?.contains("lastSweep") == true
        }
    }
}
