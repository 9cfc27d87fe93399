package import FoundationEssentials
package import Retention
package import RetentionEngine
package import Time

/// The content of a report. Values only: making a page from it needs no file, no portal and no clock.
package struct ReportContent: Sendable {
    package var generatedAt: Date
    package var version: String
    /// The zone for times and days on the page.
    package var zone: TimeZoneRules
    /// The requested period and account. Nil: all.
    package var since: Date?
    package var until: Date?
    package var account: String?
    /// The source of the records, such as "the systemd journal".
    package var source: String
    package var trail: TrailDigest
    /// The findings of `audit verify` for each chain.
    package var chains: [ChainReport]
    /// Its other findings.
    package var chainNotes: [String]
    /// In the order of the policy.
    package var accounts: [AccountView]
    /// Nil if no policy was read.
    package var policy: Policy?
    package var policyDigest: String?
    package var rules: [RuleView]
    /// Options that make commands mean the same policy and state.
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

    /// Items of all listed trashes, each read when it is needed.
    var items: some Sequence<PlannedItem> { accounts.lazy.compactMap(\.plan).flatMap(\.items) }

    /// The number of items.
    var itemCount: Int { accounts.reduce(0) { $0 + ($1.plan?.items.count ?? 0) } }

    /// Whether any trash was listed.
    var hasPlan: Bool { accounts.contains { $0.plan != nil } }

    /// Whether every chain is the one once written.
    var isWhole: Bool { chains.allSatisfy(\.damages.isEmpty) }
}
