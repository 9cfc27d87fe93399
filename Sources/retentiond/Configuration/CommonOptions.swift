import ArgumentParser
import Retention
import RetentionEngine

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The policy file.", valueName: "path"))
    var policy = Self.standardPolicy

    static let standardPolicy = "/etc/retentiond/policy.json"

    @Option(
        help: ArgumentHelp(
            "Where state is kept. (default: $STATE_DIRECTORY, else /var/lib/retentiond)", valueName: "dir"))
    var stateDirectory: String?

    var store: StateStore {
        let directory =
            stateDirectory ?? Environment.directories("STATE_DIRECTORY").first ?? Self.standardStateDirectory
        return StateStore(
            directory: directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory)
    }

    /// How commands have to be called to mean the same policy and state.
    var invocation: Invocation {
        let directory = store.directory
        return Invocation(
            (policy == Self.standardPolicy ? [] : ["--policy", policy])
                + (directory == Self.standardStateDirectory ? [] : ["--state-directory", directory]))
    }

    private static let standardStateDirectory = "/var/lib/retentiond"

    /// Reads the policy.
    ///
    /// - Parameter printsWarnings: whether what is allowed but probably not meant is printed.
    func load(printsWarnings: Bool = true) throws(CommandFailure) -> ActivePolicy {
        let loaded = try PolicyFile.load(policy)
        guard printsWarnings else { return loaded.active }
        for warning in loaded.warnings { Console.complain(warning.description) }
        return loaded.active
    }
}

/// Choosing one account of the policy.
struct AccountOption: ParsableArguments {
    @Option(help: ArgumentHelp("Only this account.", valueName: "name"), completion: .accounts)
    var account: String?

    func accounts(of policy: Policy) throws(CommandFailure) -> [Account] {
        guard let account else { return policy.accounts }
        guard let found = policy.accounts.first(where: { $0.name == account }) else {
            let names = policy.accounts.map(\.name).joined(separator: ", ")
            throw CommandFailure(.usage, "the policy has no account \"\(account)\"", hint: "it has: \(names)")
        }
        return [found]
    }
}
