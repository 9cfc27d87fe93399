/// The condition of the whole portal, and how it answers then (api.md §8).
struct Availability: Sendable {
    private(set) var condition = PortalCondition.active
    /// When the portal is active again, on the `elapsed` axis of the clock; nil for never.
    private var end: Duration?

    /// Changes the condition, for good or until `end`.
    mutating func set(_ condition: PortalCondition, until end: Duration?) {
        self.condition = condition
        self.end = end
    }

    /// Ends a condition whose time is over.
    mutating func settle(at now: Duration) {
        if let end, end <= now { self = Availability() }
    }

    /// The answer for the whole portal, nil if it lets the request pass.
    func refusal(of request: PortalRequest) -> PortalReply? {
        switch condition {
        case .active: return nil
        case .suspended: return request.path.hasSuffix("/2.0/settings") ? nil : PortalReply(status: 404)
        case .addressDenied: return PortalReply(status: 403)
        case .restoringBackup:
            let passes = ["@self", "portal", "settings", "settings/version/build"]
            return passes.contains { request.path.hasSuffix($0) } ? nil : PortalReply(status: 403)
        case .unpaid:
            let passes = ["people/@self", "/2.0/settings", "settings/version/build"]
            return passes.contains { request.path.hasSuffix($0) } ? nil : PortalReply(status: 402)
        case .maintenance: return .gatewayPage(status: 502)
        }
    }
}
