import FoundationEssentials
import TestSupport
import Testing

@testable import Retention

/// The policies in `config/`, as starting points.
@Suite struct ExamplePoliciesTests {
    private static let folder = Repository.root.appending(path: "config")

    private func parsed(_ name: String) throws -> ParsedPolicy {
        let bytes = try Array(Data(contentsOf: Self.folder.appending(path: name)))
        return try PolicyDocument.parse(bytes, file: name, context: everywhereUTC).get()
    }

    @Test(arguments: [
        "policy.json", "weekly-emptying.json", "legal-hold.json", "scratch-files.json", "short-retention.json",
        "many-accounts.json",
    ])
    func `every example is valid without a warning`(name: String) throws {
        let warnings = try parsed(name).warnings
        #expect(warnings.isEmpty, "\(warnings)")
    }

    @Test func `no example is left out`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path()).filter {
            $0.hasSuffix(".json")
        }
        #expect(
            names.sorted() == [
                "legal-hold.json", "many-accounts.json", "policy.json", "scratch-files.json", "short-retention.json",
                "weekly-emptying.json",
            ])
    }

    @Test func `policy is the contracts example`() throws {
        #expect(try parsed("policy.json").canonicalText == parse(contractExample).get().canonicalText)
    }

    @Test func `examples say what their names promise`() throws {
        #expect(try parsed("weekly-emptying.json").policy.purge.method == .emptytrash)
        #expect(
            try parsed("weekly-emptying.json").policy.check
                == CheckInterval(every: .seconds(3600), jitter: .seconds(30)))
        #expect(try parsed("legal-hold.json").policy.folders == .rescue)
        #expect(
            try parsed("legal-hold.json").policy.rules.map(\.name) == ["case 4711", "tax records", "signed papers"])
        #expect(try parsed("scratch-files.json").policy.retention == nil)
        let longest = try parsed("short-retention.json").policy.rules.compactMap { rule -> Duration? in
            if case .purge(let retention) = rule.action { retention.duration } else { nil }
        }.max()
        #expect(longest == .seconds(86_400))
        #expect(
            try parsed("many-accounts.json").policy.accounts.map(\.apiKey) == [
                .credential("alice-api-key"), .credential("bob-api-key"), .credential("desk-api-key"),
                .credential("lab-api-key"),
            ])
    }

    /// The packaged units run as a dynamic user, who can read no private file and gets no such variable.
    @Test func `every example works under the packaged units`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path()).filter {
            $0.hasSuffix(".json")
        }
        for name in names {
            for account in try parsed(name).policy.accounts {
                if case .credential = account.apiKey { continue }
                Issue.record("\(name): the service can't get the key of \(account.name)")
            }
        }
    }
}
