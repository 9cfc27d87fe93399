package import Time

/// A validated policy: nothing in it must be checked again.
package struct Policy: Sendable {
    /// Names are unique. First those of the policy file, then those of the folder that `accountsFrom` names, by file
    /// name. Empty only if that folder contains no account yet.
    package var accounts: [Account]
    package var check: CheckInterval
    package var purge: PurgeSettings
    /// The retention of an item that no rule matches. Nil keeps it.
    package var retention: Span?
    package var folders: NonEmptyFolders
    package var rules: [Rule]
    package var limits: Limits
    /// How long an item stays that is due only because the policy changed. Zero switches the grace off.
    package var policyChangeGrace: Duration
    /// How long before the portal's own cleaner a held item is rescued.
    package var rescueBefore: Duration
    /// A purge of more items waits until a second person has approved a plan. Nil: none waits.
    package var approvalAbove: Int? = nil
    /// Since when these rules are in force, as stated in the policy file. Whether it belongs to these rules must be
    /// checked. Nil if not stated.
    package var seal: PolicySeal? = nil
    /// Whether `folders` follows from the rules, because the policy does not set it.
    package var isFolderRuleDefault = false
    /// A folder beside the policy file; each `*.json` in it contains one account. Nil: there is none.
    package var accountsFrom: String? = nil
    /// The portal of accounts that name none.
    package var defaultPortal: String? = nil

    /// The portal of all accounts; nil if they have several.
    package var onlyPortal: String? {
        let portals = Set(accounts.map(\.portal) + [defaultPortal].compactMap(\.self))
        return portals.count == 1 ? portals.first : nil
    }
}

/// One user's API key on one portal, hence one trash.
package struct Account: Hashable, Sendable {
    package var name: String
    /// `https://host[:port]`, or `http://` on loopback; no path, no query.
    package var portal: String
    package var apiKey: KeySource
    /// PEM file of a private certificate authority.
    package var caFile: String?
    /// The proxy for `https://` portals. Nil: direct connections.
    package var proxy: ProxyAddress?
    package var pace: RequestPace
    /// The file that contains the account, as problem texts name it. Nil: the policy file.
    package var file: String?

    package init(
        name: String, portal: String, apiKey: KeySource, caFile: String? = nil, proxy: ProxyAddress? = nil,
        pace: RequestPace = .standard, file: String? = nil
    ) {
        self.file = file
        self.name = name
        self.portal = portal
        self.apiKey = apiKey
        self.caFile = caFile
        self.proxy = proxy
        self.pace = pace
    }
}

/// How fast an account's requests may follow each other, within the limits that the portal itself sets.
package struct RequestPace: Hashable, Sendable {
    /// Requests in any minute. 0: no limit of ours.
    package var requestsPerMinute: Int
    /// Calls that purge, in any 24 hours; restores have an eighth more. 0: no limit of ours.
    package var writesPerDay: Int

    /// Below the portal's limit for a user where its limits are on, because the person uses the same account. Source:
    /// docs/internals/docspace-api.md §8.
    package static let standard = RequestPace(requestsPerMinute: 1_200, writesPerDay: 8_000)
}

/// The source of an account's API key; never the policy itself.
package enum KeySource: Hashable, Sendable {
    /// A file name below `$CREDENTIALS_DIRECTORY`.
    case credential(String)
    /// An entry of a credential that contains the keys of many accounts.
    case bundle(String, entry: String)
    case file(String)
    case environment(String)
}

/// How often the trash is checked.
package struct CheckInterval: Hashable, Sendable {
    package var every: Duration
    /// Up to this much is added to each interval, at random.
    package var jitter: Duration
}

/// When and how due items are destroyed.
package struct PurgeSettings: Sendable {
    /// Nil: only by hand.
    package var schedule: CalendarSchedule?
    package var method: PurgeMethod
    package var missed: MissedPurge
}

package enum PurgeMethod: String, Sendable, CaseIterable {
    case itemized
    case emptytrash
}

/// The treatment of a purge whose time passed while the service was down.
package enum MissedPurge: String, Sendable, CaseIterable {
    case run
    case skip
}

/// The treatment of trashed folders with contents, which can't be listed.
package enum NonEmptyFolders: String, Sendable, CaseIterable {
    case hold
    case rescue
    case purge
}

/// Limits of purges. A sweep over a limit purges nothing.
package struct Limits: Hashable, Sendable {
    package var maxPurgeItems: Int
    /// Share of the listed items, 0 < fraction ≤ 1. Nil: no such limit.
    package var maxPurgeFraction: Double?
    /// After this many restores of one item, a person who trashes it again outranks the rule.
    package var maxRestoresPerItem: Int
    /// Refuses a purge if the trash received more than this many times its usual number of new items.
    package var maxInflowFactor: Double
    /// Items that may be purged in a day; the others wait. Nil: no such limit.
    package var maxPurgeItemsPerDay: Int?

    /// Has no default values, so that no caller forgets one.
    package init(
        maxPurgeItems: Int, maxPurgeFraction: Double?, maxRestoresPerItem: Int, maxInflowFactor: Double,
        maxPurgeItemsPerDay: Int?
    ) {
        self.maxPurgeItems = maxPurgeItems
        self.maxPurgeFraction = maxPurgeFraction
        self.maxRestoresPerItem = maxRestoresPerItem
        self.maxInflowFactor = maxInflowFactor
        self.maxPurgeItemsPerDay = maxPurgeItemsPerDay
    }

    package static let standard = Limits(
        maxPurgeItems: 10_000, maxPurgeFraction: nil, maxRestoresPerItem: 3, maxInflowFactor: 10,
        maxPurgeItemsPerDay: nil)
}
