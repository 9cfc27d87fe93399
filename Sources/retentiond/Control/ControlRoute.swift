/// The requests of the control sockets; docs/reference/control-api.json describes them for clients.
enum ControlRoute: CaseIterable {
    case about, status, plan, explain, holds
    case sweep, restore, addHolds, releaseHold, approve, pause, resume

    /// The version of the interface, with which each path begins.
    static let version = "v1"

    var method: String {
        switch self {
        case .about, .status, .plan, .explain, .holds: "GET"
        case .sweep, .restore, .addHolds, .releaseHold, .approve, .pause, .resume: "POST"
        }
    }

    var path: String {
        let name =
            switch self {
            case .about: ""
            case .status: "/status"
            case .plan: "/plan"
            case .explain: "/explain"
            case .holds, .addHolds: "/holds"
            case .releaseHold: "/holds/release"
            case .sweep: "/sweep"
            case .restore: "/restore"
            case .approve: "/approve"
            case .pause: "/accounts/pause"
            case .resume: "/accounts/resume"
            }
        return "/\(Self.version)\(name)"
    }

    /// Whether it may change something, so that the socket for reading refuses it.
    var changes: Bool { method == "POST" }

    /// The parameters of the query. Others are refused, because an unknown one may be a restriction.
    var parameters: Set<String> {
        let layout: Set = ["format", "width", "color"]
        return switch self {
        case .about: []
        case .status: layout.union(["account", "check"])
        case .plan: layout.union(["account", "at", "decision", "summary", "save"])
        case .explain: layout.union(["item", "account", "at"])
        case .holds: layout.union(["account", "all"])
        case .sweep, .restore, .addHolds, .releaseHold, .approve, .pause, .resume: layout.subtracting(["format"])
        }
    }

    /// The members of the body. Others are refused, too.
    var members: Set<String> {
        switch self {
        case .about, .status, .plan, .explain, .holds: []
        case .sweep: ["account", "purgeNow", "confirmLimits", "quiet", "plan"]
        case .restore: ["items", "to", "reason"]
        case .addHolds: ["items", "reason", "until", "ticket"]
        case .releaseHold: ["item", "account", "reason"]
        case .approve: ["account", "plan"]
        case .pause: ["accounts", "all", "reason"]
        case .resume: ["accounts", "all"]
        }
    }
}
