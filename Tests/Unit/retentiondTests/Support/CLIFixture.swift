import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

/// One test's environment: a portal with Alice's trash, the built program, and a directory for its files.
struct CLIFixture: Sendable {
    let portal: SimulatedPortal
    let server: SimulatorServer
    let directory: TemporaryDirectory
    let alice: SimulatedUser
    let bob: SimulatedUser
    /// A folder of Alice's where restored items may go.
    let rescue: Int
    /// When the fixture was set up, in whole seconds.
    let now: Date

    var policyPath: String { "\(directory.path)/policy.json" }
    var stateDirectory: String { "\(directory.path)/state" }
    var auditPath: String { "\(directory.path)/audit.jsonl" }
    var keyPath: String { "\(directory.path)/keys/alice" }
    var outputs: String { "\(directory.path)/outputs" }

    /// This long before the fixture was set up, to the second, as the portal stores it.
    func ago(days: Double) -> Date { now.addingTimeInterval((-days * 86_400).rounded()) }

    /// A policy with Alice's account and otherwise ordinary settings.
    func policy(_ edit: (inout PolicyText) -> Void = { _ in }) -> PolicyText {
        var policy = PolicyText(accounts: [account("alice", key: keyPath)])
        edit(&policy)
        return policy
    }

    func account(_ name: String, key: String, portal: String? = nil) -> String {
        PolicyText.account(name, portal: portal ?? server.baseURL, keyFile: key)
    }

    /// Writes a policy.
    func install(_ edit: (inout PolicyText) -> Void = { _ in }) throws {
        try directory.write(policy(edit).json, to: "policy.json", mode: 0o644)
    }

    /// A file in Alice's trash.
    func trash(
        _ title: String, days: Double, bytes: Int = 1024, from origin: Int? = nil, author: SimulatedUser? = nil
    ) -> ItemKey {
        .file(
            portal.trashFile(
                title: title, bytes: bytes, trashedAt: ago(days: days), by: alice, from: origin, author: author))
    }

    /// This number of due files, trashed one second apart: the portal lists them in a stable order.
    func trashDue(_ count: Int, days: Double = 20) -> [ItemKey] {
        (1...count).map { trash("old \($0).txt", days: days + Double($0) / 86_400) }
    }

    /// A folder in Alice's trash.
    func trashFolder(_ title: String, days: Double, files: [String] = [], from origin: Int? = nil) -> ItemKey {
        .folder(portal.trashFolder(title: title, files: files, trashedAt: ago(days: days), by: alice, from: origin))
    }

    var program: String { get throws { try Binary.path(named: "retentiond") } }

    /// The arguments of a command of this fixture.
    func arguments(_ command: [String]) -> [String] {
        let common = ["--policy", policyPath, "--state-directory", stateDirectory]
        let isWriting =
            ["sweep", "run", "restore"].contains(command.first) || command.starts(with: ["hold", "add"])
            || command.starts(with: ["hold", "release"]) || command.starts(with: ["account", "pause"])
            || command.starts(with: ["account", "resume"]) || command.starts(with: ["policy", "seal"])
        let audited = isWriting && !command.contains("--audit-log")
        return command + common + (audited ? ["--audit-log", auditPath] : [])
    }

    /// Runs the program to its end.
    func retentiond(
        _ command: String..., environment: [String: String] = [:], timeout: Duration = .seconds(400)
    ) async throws -> CommandResult {
        try await retentiond(command, environment: environment, timeout: timeout)
    }

    func retentiond(
        _ command: [String], environment: [String: String] = [:], timeout: Duration = .seconds(400)
    ) async throws -> CommandResult {
        try await run(
            program, arguments(command), environment: environment, outputIn: outputs, timeout: timeout)
    }

    /// One sweep that purges due items by default.
    ///
    /// - Parameter limitsAges: whether an item counts as trashed after the listing that didn't show it. Most tests put items with
    ///   dates of weeks ago into a trash that was listed a moment before.
    func sweep(_ more: String..., purgeNow: Bool = true, limitsAges: Bool = false) async throws -> CommandResult {
        if !limitsAges { try forgetListing() }
        return try await retentiond(["sweep"] + (purgeNow ? ["--purge-now"] : []) + more)
    }
}

extension CLIFixture {
    /// Removes the time of the last listing from Alice's state, unless a sweep is running.
    func forgetListing() throws {
        let lock = open("\(stateDirectory)/accounts/alice.lock", O_RDWR | O_CLOEXEC)
        guard lock >= 0 else { return }
        defer { close(lock) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0, let state = text(statePath) else { return }
        let forgetful = state.replacing(/"listedAt" : [0-9.]+,\s+/, with: "")
        if forgetful != state { try directory.write(forgetful, to: "state/accounts/alice.json") }
    }
}

/// Sets up a fixture with its own simulator and directory, and removes both afterwards.
///
/// In every test, no file that the program wrote may contain the key.
func withFixture(
    pace: OperationPace = .instant, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (CLIFixture) async throws -> Void
) async throws {
    try await AsyncSemaphore.processes.withPermit {
        try await withFixtureAtOnce(pace: pace, sourceLocation: sourceLocation, body)
    }
}

/// As `withFixture`, but without waiting for other tests: for the longest test.
func withFixtureAtOnce(
    pace: OperationPace = .instant, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (CLIFixture) async throws -> Void
) async throws {
    try await withTemporaryDirectory { directory in
        let portal = SimulatedPortal(settings: PortalSettings(pace: pace))
        let alice = portal.addUser(name: "Alice Example")
        let bob = portal.addUser(name: "Bob Example")
        let rescue = portal.addFolder(title: "Rescued", by: alice)
        try await withSimulator(portal) { server in
            try directory.write(alice.apiKey + "\n", to: "keys/alice")
            try directory.write("", to: "outputs/.keep")
            let fixture = CLIFixture(
                portal: portal, server: server, directory: directory, alice: alice, bob: bob, rescue: rescue,
                now: Date(timeIntervalSince1970: portal.clock.now.timeIntervalSince1970.rounded(.down)))
            try fixture.install()
            try await body(fixture)
            fixture.expectNoKeyInFiles(sourceLocation)
        }
    }
}
