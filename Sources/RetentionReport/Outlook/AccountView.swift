package import FoundationEssentials
package import Retention
package import RetentionEngine

/// What a report knows of one account besides the trail.
package struct AccountView: Sendable {
    /// The look at the trash.
    package enum Look: Sendable {
        /// What the portal showed, and what a sweep would do.
        case seen(Plan, notes: [String], keyExpiresAt: Date?)
        /// Why nobody could look.
        case missing(String)
        /// Nobody was asked to look.
        case notAsked
    }

    package let name: String
    /// Its address; nil when no policy was read.
    package let portal: String?
    package let look: Look
    /// What sweeps remember; nil when that can't be read.
    package let state: AccountState?
    /// The service's own word, if one ran here.
    package let status: AccountStatus?

    package init(name: String, portal: String?, look: Look, state: AccountState?, status: AccountStatus?) {
        self.name = name
        self.portal = portal
        self.look = look
        self.state = state
        self.status = status
    }

    /// Nil when the trash wasn't seen.
    var plan: Plan? {
        if case .seen(let plan, _, _) = look { plan } else { nil }
    }

    var notes: [String] {
        if case .seen(_, let notes, _) = look { notes } else { [] }
    }

    /// - Parameter digest: of the policy in force; nil where it isn't known.
    func facts(policyDigest digest: String?) -> AccountFacts {
        var facts = AccountFacts(state, status, policyDigest: digest)
        facts.keyExpiresAt = keyExpiresAt
        if case .missing(let reason) = look { facts.unlistedReason = reason }
        return facts
    }

    /// By the portal's word now, or else by its last one to the service.
    var keyExpiresAt: Date? {
        if case .seen(_, _, let date?) = look { date } else { status?.keyExpiresAt }
    }
}
