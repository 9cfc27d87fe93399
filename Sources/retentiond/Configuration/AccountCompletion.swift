import ArgumentParser
import Retention
import RetentionEngine

extension CompletionKind {
    /// The names of the policy's accounts; none if the policy can't be read.
    static let accounts = CompletionKind.custom { words, _, _ in
        func value(of option: String) -> String? {
            let given = words.firstIndex(of: option).map { $0 + 1 }.flatMap { $0 < words.count ? words[$0] : nil }
            return given ?? words.first { $0.hasPrefix("\(option)=") }.map { String($0.dropFirst(option.count + 1)) }
        }
        let path =
            value(of: "--policy") ?? value(of: "--instance").map { CommonOptions.policy(ofInstance: $0) }
            ?? CommonOptions.standardPolicy
        return (try? PolicyFile.load(path))?.active.policy.accounts.map(\.name) ?? []
    }
}
