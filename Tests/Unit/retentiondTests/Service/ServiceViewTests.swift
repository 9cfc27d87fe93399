import Foundation
import Glibc
import Retention
import RetentionEngine
import TestSupport
import Testing

@testable import retentiond

/// A check by root from the view of the service, whose user exists only while it runs.
@Suite("What the service sees") struct ServiceViewTests {
    private static let unit = "[Service]\nExecStart=/usr/bin/retentiond run\nDynamicUser=yes\n"

    private static func policy(_ accounts: [Account]) throws -> Policy {
        let text =
            #"{ "version": 1, "retention": "14d", "accounts": [{ "name": "x", "portal": "https://acme.example.com","#
            + #" "apiKey": { "credential": "x" } }] }"#
        var policy = try PolicyFile.parse(Array(text.utf8), file: "policy.json").active.policy
        policy.accounts = accounts
        return policy
    }

    /// A machine with a unit, and a policy of one account.
    private func view(
        _ directory: TemporaryDirectory, unit: String = unit, _ change: (inout Account) -> Void
    ) throws -> ServiceView {
        try directory.write(unit, to: "etc/systemd/system/retentiond.service", mode: 0o644)
        let path = try directory.write("{}", to: "etc/retentiond/policy.json", mode: 0o644)
        for folder in ["", "/etc", "/etc/retentiond"] { try #require(chmod(directory.path + folder, 0o755) == 0) }
        var account = Account(name: "alice", portal: "https://acme.example.com", apiKey: .credential("alice"))
        change(&account)
        let policy = try Self.policy([account])
        return ServiceView(policy: policy, path: path, root: "\(directory.path)/")
    }

    @Test func `a key file that only root may read is reported`() async throws {
        try await withTemporaryDirectory { directory in
            let key = try directory.write("sk-0", to: "etc/retentiond/key", mode: 0o600)
            let failures = try view(directory) { $0.apiKey = .file(key) }.invisibleFiles
            #expect(failures.map(\.status) == [.badConfiguration])
            #expect(
                failures.first?.message
                    == "alice: retentiond.service can't read the key file \(key): only its owner may read \(key)"
            )
            #expect(failures.first?.hint?.contains("retentiond account rotate alice") == true)
            #expect(
                try view(directory, unit: Self.unit + "DynamicUser=no\n") { $0.apiKey = .file(key) }.invisibleFiles
                    .isEmpty)
        }
    }

    @Test func `a group of the unit may read it`() async throws {
        try await withTemporaryDirectory { directory in
            let key = try directory.write("sk-0", to: "etc/retentiond/key", mode: 0o640)
            var status = stat()
            try #require(stat(key, &status) == 0)
            let group = Self.unit + "SupplementaryGroups=nogroup \(status.st_gid)\n"
            #expect(try view(directory, unit: group) { $0.apiKey = .file(key) }.invisibleFiles.isEmpty)
            #expect(try view(directory) { $0.apiKey = .file(key) }.invisibleFiles.count == 1)
        }
    }

    @Test func `a CA file must lie where the unit shows it`() async throws {
        try await withTemporaryDirectory { directory in
            let file = try directory.write("pem", to: "etc/retentiond/ca.pem", mode: 0o644)
            let sandboxed = Self.unit + "RootDirectory=/run/retentiond/root\nBindReadOnlyPaths=/usr -/opt\n"
            let failures = try view(directory, unit: sandboxed) { $0.caFile = file }.invisibleFiles
            #expect(
                failures.first?.message.contains("the CA file \(file): it is at \(file), which the unit hides")
                    == true)
            #expect(
                try view(directory, unit: sandboxed + "BindReadOnlyPaths=\(directory.path)/etc\n") { $0.caFile = file }
                    .invisibleFiles.isEmpty)
            #expect(try view(directory) { $0.caFile = file }.invisibleFiles.isEmpty)
        }
    }

    @Test func `more credentials than a unit can have belong into one bundle`() async throws {
        try await withTemporaryDirectory { directory in
            func warnings(_ count: Int) throws -> [String] {
                let view = try view(
                    directory, unit: Self.unit + "ExecStart=\nExecStart=/usr/bin/retentiond run --audit-log /x\n"
                ) { _ in }
                let accounts = (0..<count).map {
                    Account(name: "a\($0)", portal: "https://acme.example.com", apiKey: .credential("k\($0)"))
                }
                return ServiceView(policy: try Self.policy(accounts), path: view.path, root: "\(directory.path)/")
                    .warnings
            }
            #expect(try warnings(200).isEmpty)
            let warning = try warnings(201)
            #expect(warning.count == 1 && warning[0].hasPrefix("201 credentials"))
            #expect(
                warning.first?.contains("one bundle") == true
                    && warning.first?.contains("retentiond account import") == true)
        }
    }
}
