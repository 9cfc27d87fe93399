import ArgumentParser
import Retention
import RetentionEngine

extension CompletionKind {
    /// The names of the policy's accounts; none where the policy can't be read.
    static let accounts = CompletionKind.custom { words, _, _ in
        let given = words.firstIndex(of: "--policy").map { $0 + 1 }.flatMap { $0 < words.count ? words[$0] : nil }
        let joined = words.first { $0.hasPrefix("--policy=") }.map { String($0.dropFirst("--policy=".count)) }
        let path = given ?? joined ?? CommonOptions.standardPolicy
        return (try? PolicyFile.load(path))?.active.policy.accounts.map(\.name) ?? []
    }
}
