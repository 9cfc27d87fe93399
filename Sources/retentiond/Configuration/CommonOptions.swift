import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The instance of the service: policy /etc/retentiond/NAME.json, state directory /var/lib/retentiond-NAME.",
            valueName: "name"))
    var instance: String?

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("The policy file. (default: /etc/retentiond/policy.json)", valueName: "path"))
    var givenPolicy: String?

    @Option(
        name: .customLong("state-directory"),
        help: ArgumentHelp(
            "Where state is kept. (default: $STATE_DIRECTORY, else /var/lib/retentiond)", valueName: "dir"))
    var givenStateDirectory: String?

    /// The policy file.
    var policy: String { givenPolicy ?? instance.map { Self.policy(ofInstance: $0) } ?? Self.standardPolicy }

    /// The chosen state directory; nil: that of the environment, or the standard one.
    var stateDirectory: String? { givenStateDirectory ?? instance.map { "\(Self.standardStateDirectory)-\($0)" } }

    static let standardPolicy = "/etc/retentiond/policy.json"

    /// The policy of an instance.
    static func policy(ofInstance name: String) -> String { "/etc/retentiond/\(name).json" }

    func validate() throws {
        guard let instance else { return }
        if let objection = InstanceName.objection(to: instance) {
            throw ValidationError("--instance: \(objection); \(InstanceName.hint)")
        }
        guard givenPolicy == nil, givenStateDirectory == nil else {
            throw ValidationError("--instance names policy and state directory already; leave the other options out")
        }
    }

    var store: StateStore {
        let directory =
            stateDirectory ?? Environment.directories("STATE_DIRECTORY").first ?? Self.standardStateDirectory
        return StateStore(
            directory: directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory)
    }

    /// The options that make commands mean the same policy and state.
    var invocation: Invocation {
        if let instance { return Invocation(["--instance", instance]) }
        let directory = store.directory
        return Invocation(
            (policy == Self.standardPolicy ? [] : ["--policy", policy])
                + (directory == Self.standardStateDirectory ? [] : ["--state-directory", directory]))
    }

    static let standardStateDirectory = "/var/lib/retentiond"

    /// Reads the policy.
    ///
    /// - Parameters:
    ///   - use: how the state directory is used.
    ///   - printsWarnings: whether settings are printed that are allowed but probably not intended.
    ///   - printsSeal: whether the warnings include an ignored "inForce".
    func load(
        _ use: StateUse = .read, printsWarnings: Bool = true, printsSeal: Bool = true
    ) throws(CommandError) -> ActivePolicy {
        let loaded = try loadWithWarnings(use)
        guard printsWarnings else { return loaded.active }
        for warning in loaded.warnings { Console.printError(warning.description) }
        if printsSeal, let problem = loaded.active.sealProblem(at: Date()) { Console.printError("warning: \(problem)") }
        return loaded.active
    }

    /// Reads the policy and prints nothing.
    func loadWithWarnings(_ use: StateUse) throws(CommandError) -> PolicyFile.Loaded {
        try StateDirectoryOwner.check(self, use)
        return try PolicyFile.load(policy)
    }
}

/// Choosing one account of the policy.
struct AccountOption: ParsableArguments {
    @Option(help: ArgumentHelp("Only this account.", valueName: "name"), completion: .accounts)
    var account: String?

    func accounts(of policy: Policy) throws(CommandError) -> [Account] {
        guard let account else { return policy.accounts }
        guard let found = policy.accounts.first(where: { $0.name == account }) else {
            let names = policy.accounts.map(\.name).joined(separator: ", ")
            throw CommandError(.usage, "the policy has no account \"\(account)\"", hint: "it has: \(names)")
        }
        return [found]
    }
}
