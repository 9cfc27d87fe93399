package import FoundationEssentials
package import Retention
package import RetentionEngine

/// A report's knowledge of one account beside the trail.
package struct AccountView: Sendable {
    /// The inspection of the trash.
    package enum ListingResult: Sendable {
        /// The portal's listing, and the plan for it.
        case seen(Plan, notes: [String], keyExpiresAt: Date?)
        /// Why the trash could not be listed.
        case missing(String)
        /// It was not requested.
        case notRequested
    }

    package let name: String
    /// Its address; nil if no policy was read.
    package let portal: String?
    package let listing: ListingResult
    /// The state that sweeps keep; nil if it can't be read.
    package let state: AccountState?
    /// The service's own status of it, if one ran here.
    package let status: AccountStatus?

    package init(name: String, portal: String?, listing: ListingResult, state: AccountState?, status: AccountStatus?) {
        self.name = name
        self.portal = portal
        self.listing = listing
        self.state = state
        self.status = status
    }

    /// Nil if the trash wasn't listed.
    var plan: Plan? {
        if case .seen(let plan, _, _) = listing { plan } else { nil }
    }

    var notes: [String] {
        if case .seen(_, let notes, _) = listing { notes } else { [] }
    }

    /// - Parameter digest: of the policy in force; nil if unknown.
    func facts(policyDigest digest: String?) -> AccountFacts {
        var facts = AccountFacts(state, status, policyDigest: digest)
        facts.keyExpiresAt = keyExpiresAt
        if case .missing(let reason) = listing { facts.unlistedReason = reason }
        return facts
    }

    /// As the portal reports now, or else as it last reported to the service.
    var keyExpiresAt: Date? {
        if case .seen(_, _, let date?) = listing { date } else { status?.keyExpiresAt }
    }
}
