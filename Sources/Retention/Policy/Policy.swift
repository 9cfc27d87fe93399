/// A validated policy: nothing in it needs checking again.
package struct Policy: Sendable {
    /// Names are unique. Those of the policy file first, then those of the folder that `accountsFrom` names, by file name.
    /// Empty only if such a folder is named and contains no account yet.
    package var accounts: [Account]
    package var check: CheckInterval
    package var purge: PurgeSettings
    /// How long an item that no rule matches stays. Nil keeps it.
    package var retention: Span?
    package var folders: NonEmptyFolders
    package var rules: [Rule]
    package var limits: Limits
    /// How long an item stays that is due only because the policy changed. Zero switches the grace off.
    package var policyChangeGrace: Duration
    /// How long before the portal's own cleaner a held item is rescued.
    package var rescueBefore: Duration
    /// A purge of more items than that waits until a second person has approved a plan. Nil: none waits.
    package var approvalAbove: Int? = nil
    /// Since when these rules are in force, as somebody wrote it into the policy file. Whether it is about these rules is to be
    /// checked. Nil: it says nothing of that.
    package var seal: PolicySeal? = nil
    /// Whether `folders` follows from the rules, because the policy does not name it.
    package var isFolderRuleDefault = false
    /// A folder beside the policy file; each `*.json` in it contains one account. Nil: there is none.
    package var accountsFrom: String? = nil
    /// What accounts have that name no portal.
    package var defaultPortal: String? = nil

    /// The portal of all accounts; nil when they have several.
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
    /// What `https://` portals are reached through. Nil: directly.
    package var proxy: ProxyAddress?
    package var pace: RequestPace
    /// The file that contains the account, as its problems name it. Nil: the policy file.
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

/// How fast requests of an account may follow each other. What the portal itself asks for is obeyed besides.
package struct RequestPace: Hashable, Sendable {
    /// In any minute. 0: no limit of ours.
    package var requestsPerMinute: Int
    /// Calls that purge, in any 24 hours; restores may go on for an eighth more. 0: no limit of ours.
    package var writesPerDay: Int

    /// Below what the portal allows a user where its limits are on, for the person works with the same account.
    /// Source: docs/internals/docspace-api.md §8.
    package static let standard = RequestPace(requestsPerMinute: 1_200, writesPerDay: 8_000)
}

/// Where an account's API key comes from; never the policy itself.
package enum KeySource: Hashable, Sendable {
    /// A file name below `$CREDENTIALS_DIRECTORY`.
    case credential(String)
    /// An entry of a credential that contains the keys of many accounts.
    case bundle(String, entry: String)
    case file(String)
    case environment(String)
}

/// How often the trash is looked at.
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

/// What becomes of a purge whose time passed while the service was down.
package enum MissedPurge: String, Sendable, CaseIterable {
    case run
    case skip
}

/// What to do with trashed folders that have contents, into which nobody can look.
package enum NonEmptyFolders: String, Sendable, CaseIterable {
    case hold
    case rescue
    case purge
}

/// Brakes. A sweep over a limit purges nothing.
package struct Limits: Hashable, Sendable {
    package var maxPurgeItems: Int
    /// Share of the listed items, 0 < fraction ≤ 1. Nil: no such limit.
    package var maxPurgeFraction: Double?
    /// After that many restores of one item, a person who trashes it again outranks the rule.
    package var maxRestoresPerItem: Int
    /// Refuses a purge when the trash received more than this many times its usual number of new items.
    package var maxInflowFactor: Double
    /// Items that may be purged in a day; the others wait. Nil: no such limit.
    package var maxPurgeItemsPerDay: Int?

    /// Without default values, so that no caller forgets one.
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
