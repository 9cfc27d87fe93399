package import FoundationEssentials
package import Retention
package import RetentionEngine

/// All that a report tells. Values only: who makes a page from it needs no file, no portal and no clock.
package struct ReportContent: Sendable {
    package var generatedAt: Date
    package var version: String
    /// Whose times and days the page shows.
    package var zone: TimeZoneRules
    /// What was asked for: the period and the only account. Nil: all.
    package var since: Date?
    package var until: Date?
    package var account: String?
    /// Where the records come from, such as "the systemd journal".
    package var source: String
    package var trail: TrailDigest
    /// What `audit verify` says of each chain.
    package var chains: [ChainReport]
    /// What else it says.
    package var chainNotes: [String]
    /// In the order of the policy.
    package var accounts: [AccountView]
    /// Nil when no policy was read.
    package var policy: Policy?
    package var policyDigest: String?
    package var rules: [RuleView]
    /// Of commands that mean the same policy and state.
    package var invocation = Invocation()

    package init(
        generatedAt: Date, version: String, zone: TimeZoneRules, source: String, trail: TrailDigest,
        chains: [ChainReport] = [], chainNotes: [String] = [], accounts: [AccountView] = [], policy: Policy? = nil,
        policyDigest: String? = nil, rules: [RuleView] = []
    ) {
        self.generatedAt = generatedAt
        self.version = version
        self.zone = zone
        self.source = source
        self.trail = trail
        self.chains = chains
        self.chainNotes = chainNotes
        self.accounts = accounts
        self.policy = policy
        self.policyDigest = policyDigest
        self.rules = rules
    }

    /// Items of all trashes that were seen, each read when it is needed.
    var items: some Sequence<PlannedItem> { accounts.lazy.compactMap(\.plan).flatMap(\.items) }

    /// How many there are.
    var itemCount: Int { accounts.reduce(0) { $0 + ($1.plan?.items.count ?? 0) } }

    /// Whether any trash was seen.
    var hasPlan: Bool { accounts.contains { $0.plan != nil } }

    /// Whether every chain is what was once written.
    var isWhole: Bool { chains.allSatisfy(\.damages.isEmpty) }
}
