/// Why a call to a portal failed, in the engine's terms.
package struct PortalError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The key is not (or no longer) good for this.
        case keyRefused
        /// The portal can't be reached or can't serve us at all.
        case unavailable
        /// The portal asks us to wait.
        case throttled
        /// This item or destination is refused (403, 400, 402, 415).
        case denied
        /// This item or destination doesn't exist (404).
        case missing
        /// The sweep is being stopped.
        case cancelled
        /// Another account has this trash already.
        case sharedTrash
        /// Another policy came into force.
        case superseded
    }

    package let kind: Kind
    /// Whether it is certain that nothing was done. Only a call that was never sent excludes an effect; no answer does.
    package let excludesEffect: Bool
    /// How long the portal asked us to wait, if it did.
    package var retryAfter: Duration?
    /// One clause without a period.
    package let description: String

    package init(_ kind: Kind, excludesEffect: Bool, _ description: String) {
        self.kind = kind
        self.excludesEffect = excludesEffect
        self.description = description
    }
}
