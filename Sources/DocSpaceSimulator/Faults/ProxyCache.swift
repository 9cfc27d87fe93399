/// A misconfigured proxy between client and portal that keeps answers to GETs by their URL.
package struct ProxyCache: Sendable, Equatable {
    /// How long an answer is kept.
    package var lifetime: Duration
    /// Whether it sends an `Age` header. The `Date` of a kept answer is always the first one's.
    package var sendsAge: Bool

    package init(lifetime: Duration, sendsAge: Bool = true) {
        self.lifetime = lifetime
        self.sendsAge = sendsAge
    }
}
