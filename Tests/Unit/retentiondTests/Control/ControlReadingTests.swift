import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Reading over the control sockets", .timeLimit(.minutes(10)), .enabled(if: PythonListener.isUsable))
struct ControlReadingTests {
    @Test func `commands find the service by themselves`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try await fixture.withControlledService { service in
                // Nothing that a direct command would need.
                try FileManager.default.removeItem(atPath: fixture.policyPath)
                let plan = try await service.retentiond("plan", "--format", "json", "--verbose")
                #expect(plan.status == 0 && plan.stderr.contains("control-read.sock does the work"), "\(plan)")
                #expect(try PlanDocument(plan).items("purge") == Set(due.map(\.description)))
                #expect(try await service.retentiond("plan", "--summary").stdout.contains("PURGE SIZE"))
                let csv = try await service.retentiond("plan", "--format", "csv", "--decision", "purge")
                #expect(csv.stdout.split(separator: "\r\n").count == 4, "\(csv)")
                let explained = try await service.retentiond("explain", "\(due[0])")
                #expect(explained.status == 0 && explained.stdout.contains("decision: purge"), "\(explained)")
                #expect(try await service.retentiond("explain", "file:999").status == 66)
                let status = try await service.retentiond("status", "--format", "json")
                #expect(status.status == 0, "\(status)")
                #expect(JSONValue(parsing: Array(status.stdout.utf8))?["running"] == .bool(true))
                #expect(try await service.retentiond("status", "--check").stdout.hasPrefix("RETENTIOND OK"))
                let holds = try await service.retentiond("hold", "list")
                #expect(holds.status == 0 && holds.stderr.contains("no holds"), "\(holds)")
                #expect(try await service.retentiond("plan", "--account", "nobody").status == 64)
                let direct = try await service.retentiond("plan", "--direct", "--verbose")
                #expect(direct.status == 78 && direct.stderr.contains("working directly: --direct"), "\(direct)")
            }
            #expect(fixture.destroyed.isEmpty)
        }
    }

    @Test func `is usable without the program`() async throws {
        try await withFixture { fixture in
            let item = fixture.trash("Smith.pdf", days: 20)
            try await fixture.withControlledService { service in
                let plan = try await service.get("/v1/plan")
                #expect(plan.status == 200 && plan.header("Content-Type") == "application/json", "\(plan.text)")
                #expect(plan.body.contains("\"id\" : \(item.id)"), "\(plan.text)")
                #expect(
                    try await service.get("/v1/plan?format=csv").header("Content-Type")?.hasPrefix("text/csv") == true)
                let table = try await service.get("/v1/plan?format=table&width=60", at: service.control)
                #expect(table.body.contains("Smith.pdf") && !table.body.contains("\u{1B}"), "\(table.text)")
                let about = try await service.get("/v1")
                #expect(about.body.contains("uid \(getuid())") && about.body.contains("\"mayChange\" : false"))
                let lines = try await service.get("/v1/explain?item=\(item)", ["Accept: application/x-ndjson"])
                #expect(lines.body.contains(#""event":"output""#), "\(lines.text)")
                #expect(lines.body.contains(#"{"event":"end","exitStatus":0}"#), "\(lines.text)")
            }
        }
    }

    @Test func `the socket for reading changes nothing`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            try await fixture.withControlledService { service in
                try await wait(until: "the first sweep ended") { try fixture.audit.last?.event == "sweep-finished" }
                let before = try fixture.audit.count
                for target in [
                    "/v1/sweep", "/v1/restore", "/v1/holds", "/v1/holds/release", "/v1/approve", "/v1/accounts/pause",
                    "/v1/accounts/resume",
                ] {
                    let bare = try await service.post(target, "", at: service.read)
                    #expect(bare.status == 403, "\(bare.text)")
                    let body = try await service.post(target, #"{"purgeNow":true}"#, at: service.read)
                    #expect(body.status == 413, "\(body.text)")
                    #expect(
                        [404, 405].contains(try await service.get(target, at: service.read).status)
                            || target == "/v1/holds")
                }
                #expect(try await service.get("/v1/plan?save=true").status == 200)
                let override = try await httpGet(
                    .unix(path: service.read), "/v1/sweep", headers: ["X-HTTP-Method-Override: POST"])
                #expect(override.status == 405)
                #expect(try fixture.audit.count == before)
            }
            #expect(fixture.destroyed.isEmpty && fixture.trashed == Set(due))
        }
    }

    @Test func `refuses what it does not know`() async throws {
        try await withFixture { fixture in
            try await fixture.withControlledService { service in
                let newer = try await service.get("/v2/plan")
                #expect(newer.status == 404 && newer.body.contains("\"v1\""), "\(newer.text)")
                #expect(try await service.get("/v1/coffee").body.contains("it doesn't know /v1/coffee"))
                #expect(try await service.get("/v1/plan?only=alice").status == 400)
                #expect(try await service.get("/v1/plan?summary=perhaps").status == 400)
                #expect(try await service.get("/v1/plan?at=x&at=y").status == 400)
                #expect(try await service.get("/v1/explain?item=/etc/passwd").status == 400)
                #expect(try await service.get("/v1/status", ["Retentiond-Policy: /other.json"]).status == 421)
                #expect(try await service.post("/v1/sweep", #"{"onlyRestore":true}"#).status == 400)
                #expect(try await service.post("/v1/sweep", #"{"account":"#).status == 400)
                #expect(try await service.post("/v1/sweep", #"{"plan":"/etc/shadow"}"#).status == 400)
                #expect(
                    try await service.post("/v1/restore", #"{"items":[{"item":"file:1"}],"to":"/tmp"}"#).status == 400)
            }
        }
    }

    @Test func `a service with another policy is not used`() async throws {
        try await withFixture { fixture in
            let item = fixture.trash("x.pdf", days: 1)
            try await fixture.withControlledService { service in
                try fixture.directory.write(fixture.policy().json, to: "other.json", mode: 0o644)
                let plan = try await run(
                    fixture.program,
                    [
                        "plan", "--verbose", "--policy", "\(fixture.directory.path)/other.json", "--state-directory",
                        fixture.stateDirectory,
                    ], environment: ["RUNTIME_DIRECTORY": "\(fixture.directory.path)/run"], outputIn: fixture.outputs,
                    timeout: .seconds(60))
                #expect(plan.status == 0 && plan.stderr.contains("runs with another policy file"), "\(plan)")
                #expect(plan.stdout.contains("x.pdf"), "\(item)")
            }
        }
    }

    @Test func `a socket that is not known keeps the service from starting`() async throws {
        try await withFixture { fixture in
            try await fixture.withControlledService(names: "control:everybody", waits: false) { service in
                let result = try await service.process.ended()
                #expect(result.status == 78 && result.stderr.contains("\"everybody\""), "\(result)")
            }
        }
    }
}
