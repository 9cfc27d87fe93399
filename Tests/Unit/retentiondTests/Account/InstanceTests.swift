import Foundation
import TestSupport
import Testing

@testable import retentiond

/// One machine, several instances: the policy and the state that belong together.
@Suite("Instances", .timeLimit(.minutes(10)))
struct InstanceTests {
    private func outcome(_ arguments: String...) async throws -> CommandResult {
        try await withTemporaryDirectory { directory in
            try directory.write("", to: "outputs/.keep")
            return try await run(
                try Binary.path(named: "retentiond"), arguments, outputIn: "\(directory.path)/outputs")
        }
    }

    /// Without the option, commands would read or even write the main instance's state.
    @Test(arguments: ["status", "plan", "sweep"])
    func `the policy of one instance and the state of another are refused`(command: String) async throws {
        let standard = try await outcome(command, "--policy", "/etc/retentiond/legal.json")
        #expect(standard.status == 64, "\(standard)")
        #expect(standard.stderr.contains("give --instance legal instead"), "\(standard)")
        let other = try await outcome(
            command, "--policy", "/etc/retentiond/legal.json", "--state-directory", "/var/lib/private/retentiond-other")
        #expect(other.status == 64, "\(other)")
        let main = try await outcome(command, "--state-directory", "/var/lib/retentiond-legal")
        #expect(main.status == 64, "\(main)")
        #expect(main.stderr.contains("--instance legal"), "\(main)")
    }

    /// It was meant as a test, and would have been recorded as the service's action.
    @Test func `a policy of no unit does not work on the service's state`() async throws {
        try await withFixture { fixture in
            let swept = try await outcome("sweep", "--policy", fixture.policyPath)
            #expect(swept.status == 64, "\(swept)")
            #expect(swept.stderr.contains("does not belong to the policy \(fixture.policyPath)"), "\(swept)")
            #expect(try await outcome("check", "--policy", fixture.policyPath).status == 0)
        }
    }

    @Test func `an instance names both`() async throws {
        let result = try await outcome("check", "--instance", "nowhere")
        #expect(result.status == 78)
        #expect(result.stderr.contains("/etc/retentiond/nowhere.json can't be read"), "\(result)")
        #expect(try await outcome("check", "--instance", "A b").status == 64)
        #expect(try await outcome("check", "--instance", "legal", "--policy", "x.json").status == 64)
    }

    @Test func `only paths of units belong to an instance`() {
        #expect(StateDirectoryOwner.instance(ofStateDirectory: "/var/lib/retentiond") == "")
        #expect(StateDirectoryOwner.instance(ofStateDirectory: "/var/lib/private/retentiond-legal") == "legal")
        #expect(StateDirectoryOwner.instance(ofStateDirectory: "/srv/state") == nil)
        #expect(StateDirectoryOwner.instance(ofPolicy: "/etc/retentiond/policy.json") == "")
        #expect(StateDirectoryOwner.instance(ofPolicy: "/etc/retentiond/legal.json") == "legal")
        #expect(StateDirectoryOwner.instance(ofPolicy: "/etc/retentiond/accounts.d/a.json") == nil)
        #expect(StateDirectoryOwner.instance(ofPolicy: "/srv/policy.json") == nil)
    }
}
