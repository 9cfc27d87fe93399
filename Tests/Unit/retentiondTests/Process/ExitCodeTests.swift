import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Exit codes and their messages", .timeLimit(.minutes(10)))
struct ExitCodeTests {
    /// A command, its circumstances, and the code that it must end with.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let command: [String]
        let status: Int32
        /// A part of the error; nil if there must be none.
        let error: String?
        let prepare: @Sendable (CLIFixture) throws -> Void

        init(
            _ description: String, _ command: [String], _ status: Int32, _ error: String? = nil,
            _ prepare: @escaping @Sendable (CLIFixture) throws -> Void = { _ in }
        ) {
            testDescription = "\(command.joined(separator: " ")): \(description)"
            (self.command, self.status, self.error, self.prepare) = (command, status, error, prepare)
        }
    }

    private static let sweep = ["sweep", "--purge-now"]
    private static let toRefuse: [@Sendable (CLIFixture) -> Void] = [
        { $0.portal.edit(key: $0.alice.apiKey) { $0.isActive = false } },
        { fixture in fixture.portal.edit(key: fixture.alice.apiKey) { $0.expiresAt = fixture.ago(days: 1) } },
        { $0.portal.edit(user: $0.alice) { $0.isActive = false } },
    ]

    /// A portal without a server.
    private static func down(at host: String) -> @Sendable (CLIFixture) throws -> Void {
        { fixture in
            try fixture.install {
                $0.accounts = [fixture.account("alice", key: fixture.keyPath, portal: "http://\(host):9")]
            }
        }
    }

    private static func portalIs(_ condition: PortalCondition) -> @Sendable (CLIFixture) throws -> Void {
        { $0.portal.perform(.setCondition(condition)) }
    }

    private static func mayOnly(_ scopes: [String]) -> @Sendable (CLIFixture) throws -> Void {
        { $0.portal.edit(key: $0.alice.apiKey) { $0.permissions = scopes } }
    }

    static let fine = [
        Case("all is well", ["check"], 0), Case("all is well", ["check", "--online"], 0),
        Case("all is well", ["plan"], 0), Case("all is well", sweep, 0),
        Case("a schedule", ["calendar", "daily"], 0), Case("a request for help", ["--help"], 0),
        Case("a reading key is enough", ["plan"], 0, nil, mayOnly(["files:read"])),
        Case("a writing key needs no more", sweep, 0, nil, mayOnly(["files:write"])),
    ]

    static let keys: [Case] =
        [["check", "--online"], ["plan"], sweep].flatMap { command in
            [
                Case("the key is inactive", command, 77, "refused the key", toRefuse[0]),
                Case("the key has expired", command, 77, "refused the key", toRefuse[1]),
                Case("the key's user is disabled", command, 77, "refused the key", toRefuse[2]),
                Case("the key lacks the scope", command, 77, nil, mayOnly(["rooms:read"])),
            ]
        } + [
            Case("the key may only read", sweep, 77, "files:write", mayOnly(["files:read"])),
            Case("the key may only read", ["check", "--online"], 77, "files:write", mayOnly(["files:read"])),
        ]

    static let portals: [Case] = [["check", "--online"], ["plan"], sweep].flatMap { command in
        [
            Case("the portal is down", command, 69, "no connection to the portal", down(at: "localhost")),
            Case("the address is down", command, 69, "no connection to the portal", down(at: "127.0.0.1")),
            Case("the portal is suspended", command, 69, nil, portalIs(.suspended)),
            Case("the portal restores a backup", command, 69, nil, portalIs(.restoringBackup)),
            Case("the portal is unpaid", command, 69, nil, portalIs(.unpaid)),
            Case("the portal is under maintenance", command, 69, nil, portalIs(.maintenance)),
            Case("the portal throttles for good", command, 75, "fewer requests") {
                $0.portal.fail(.status(429, retryAfterSeconds: 3600), when: .any)
            },
        ]
    }

    static let arguments = [
        Case("an unknown command", ["frobnicate"], 64), Case("an unknown option", ["plan", "--force"], 64),
        Case("an unknown account", ["plan", "--account", "eve"], 64, "eve"),
        Case("an unknown account", ["sweep", "--account", "eve"], 64, "eve"),
        Case("an unknown format", ["plan", "--format", "xml"], 64),
        Case("an invalid date", ["plan", "--at", "someday"], 64),
        Case("an invalid schedule", ["calendar", "every full moon"], 64, "offset 0"),
        Case("no times", ["calendar", "daily", "--iterations", "0"], 64, "iterations"),
        Case("an invalid timeout", ["sweep", "--operation-timeout", "0"], 64),
        Case("no service", ["status"], 3), Case("no service", ["status", "--format", "json"], 3),
        Case("no audit trail", ["sweep", "--audit-log", "/nowhere/audit.jsonl"], 69, "audit"),
        Case("no audit trail", ["run", "--audit-log", "/nowhere/audit.jsonl"], 69, "audit"),
    ]

    @Test(arguments: fine + keys + portals + arguments)
    func `ends with the code of the contract`(_ expected: Case) async throws {
        try await withFixture { fixture in
            let items = fixture.trashDue(2)
            try expected.prepare(fixture)
            let result = try await fixture.retentiond(expected.command)
            #expect(result.status == expected.status, "\(result)")
            if let part = expected.error { #expect(try result.error().contains(part), "\(result)") }
            guard expected.status != 0 else { return }
            #expect(result.status != 64 || !result.stderr.isEmpty)
            #expect(fixture.trashed == Set(items))
            fixture.expectNothingChanged()
        }
    }

    @Test func `an address that is not allowed is not blamed on the key`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            fixture.portal.perform(.setCondition(.addressDenied))
            let result = try await fixture.sweep()
            #expect(result.status == 69 || result.status == 77, "\(result)")
            #expect(
                result.stderr.contains("address"), "a 403 everywhere may be the portal's list of addresses: \(result)")
            fixture.expectNothingChanged()
        }
    }

    @Test func `a second sweep of the account gives up for now`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(250))) { fixture in
            _ = fixture.trashDue(20)
            try await withBackgroundProcess(
                fixture.program, fixture.arguments(["sweep", "--purge-now"]), outputIn: fixture.outputs
            ) { first in
                try await wait(until: "the first purges") { !fixture.writes.isEmpty }
                let requests = fixture.writes.count
                let second = try await fixture.sweep()
                #expect(second.status == 75, "\(second)")
                #expect(try second.error().contains("another sweep"))
                #expect(fixture.writes.count == requests)
                let ended = try await first.ended()
                #expect(ended.status == 0, "\(ended)")
            }
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `the worst account decides`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            let broken = try fixture.directory.write("sk-" + String(repeating: "0", count: 64), to: "keys/broken")
            try fixture.install { $0.accounts.insert(fixture.account("broken", key: broken), at: 0) }
            let result = try await fixture.sweep()
            #expect(result.status == 77, "\(result)")
            #expect(fixture.destroyed == Set(due), "a failing account held up another")
        }
    }

    /// The manual, the help and the code name the same codes.
    @Test func `help manual and code name the same codes`() async throws {
        let root = Repository.root
        func text(_ path: String) throws -> String {
            try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        }
        let source = try text("Sources/retentiond/Configuration/CommandError.swift")
        let inCode = Set(source.matches(of: #/case \w+ = (\d+)/#).compactMap { Int($0.1) })
        let manual = try text("deploy/man/retentiond.8")
        let section = try #require(manual.components(separatedBy: ".Sh EXIT STATUS").last)
            .components(separatedBy: ".Sh ")[0]
        // 0 is success, and 243 comes from systemd.
        let inManual = Set(section.matches(of: #/\n\.It (\d+)/#).compactMap { Int($0.1) }).subtracting([0, 243])
        try await withFixture { fixture in
            let help = try await fixture.retentiond(["--help"]).stdout
            let sentence = try #require(help.components(separatedBy: "Exit codes: 0 done;").last)
                .components(separatedBy: ".")[0]
            let inHelp = Set(sentence.matches(of: #/(?:^|;)\s+(\d+) /#).compactMap { Int($0.1) })
            #expect(inCode.count > 10)
            #expect(inManual == inCode)
            #expect(inHelp == inCode)
        }
    }
}
