package import FoundationEssentials
package import Retention
package import RetentionEngine

/// A report's knowledge of one account beside the trail.
package struct AccountView: Sendable {
    /// The inspection of the trash.
    package enum Look: Sendable {
        /// The portal's listing, and the plan for it.
        case seen(Plan, notes: [String], keyExpiresAt: Date?)
        /// Why the trash could not be listed.
        case missing(String)
        /// It was not requested.
        case notAsked
    }

    package let name: String
    /// Its address; nil if no policy was read.
    package let portal: String?
    package let look: Look
    /// The state that sweeps keep; nil if it can't be read.
    package let state: AccountState?
    /// The service's own status of it, if one ran here.
    package let status: AccountStatus?

    package init(name: String, portal: String?, look: Look, state: AccountState?, status: AccountStatus?) {
        self.name = name
        self.portal = portal
        self.look = look
        self.state = state
        self.status = status
    }

    /// Nil if the trash wasn't listed.
    var plan: Plan? {
        if case .seen(let plan, _, _) = look { plan } else { nil }
    }

    var notes: [String] {
        if case .seen(_, let notes, _) = look { notes } else { [] }
    }

    /// - Parameter digest: of the policy in force; nil if unknown.
    func facts(policyDigest digest: String?) -> AccountFacts {
        var facts = AccountFacts(state, status, policyDigest: digest)
        facts.keyExpiresAt = keyExpiresAt
        if case .missing(let reason) = look { facts.unlistedReason = reason }
        return facts
    }

    /// As the portal reports now, or else as it last reported to the service.
    var keyExpiresAt: Date? {
        if case .seen(_, _, let date?) = look { date } else { status?.keyExpiresAt }
    }
}
