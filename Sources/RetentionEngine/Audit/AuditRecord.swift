package import Retention

/// The kinds of records, as `RETENTIOND_EVENT` names them.
package enum AuditEvent: String, Sendable, CaseIterable {
    case sweepStarted = "sweep-started"
    case sweepFinished = "sweep-finished"
    case sweepFailed = "sweep-failed"
    case restoreRequested = "restore-requested"
    case restored
    case restoreFailed = "restore-failed"
    case purgeRequested = "purge-requested"
    case purged
    case purgeFailed = "purge-failed"
    case outcomeUnknown = "outcome-unknown"
    case held
    case rescued
    case quarantined
    case limitRefused = "limit-refused"
    case policyLoaded = "policy-loaded"
    case policyRejected = "policy-rejected"
    case holdAdded = "hold-added"
    case holdReleased = "hold-released"
    case approved
    case purgesPaused = "purges-paused"
    case purgesResumed = "purges-resumed"
    case policySealed = "policy-sealed"

    /// `MESSAGE_ID` in the journal: never changes, so that filters and catalogs keep working.
    package var messageID: String {
        switch self {
        case .sweepStarted: "ddd1f273379e4107a0f197bc4335e033"
        case .sweepFinished: "888d77fbc3d44c3ea05ed6c08668bc77"
        case .sweepFailed: "221b42458fc240d98b20f31c5d9ddd33"
        case .restoreRequested: "30b2a3c16a3149588332cdbae6052f41"
        case .restored: "d309f25db1f649db8e6ee8f2e82e4601"
        case .restoreFailed: "39f2c44b64754941948948a1b422d398"
        case .purgeRequested: "d6c732188d5b47c2a83b0c789620aa0a"
        case .purged: "1a48090a16df4f88a4db05e7c45ed136"
        case .purgeFailed: "75542ad776ba4233af7d16a74be7cedf"
        case .outcomeUnknown: "49c73a9b09af4c209453a156d15041d7"
        case .held: "5d5cae88b55c4d93bc8f997ecbcce013"
        case .rescued: "8e14f177dce54441830509dd67c36c28"
        case .quarantined: "2c43c87ad2b142b99ef186556d15b8c3"
        case .limitRefused: "aefe76f2313a43e1850b323832111539"
        case .policyLoaded: "e6c7f64e002e4d46974bc77192aa2463"
        case .policyRejected: "acccdf15196342cd8ea4daa93031e9ba"
        case .holdAdded: "9d3022b3f7b245e5b62afdcf1c64d16c"
        case .approved: "582e79834f9b410fa1b3ffc2b26b208a"
        case .holdReleased: "5f9e000f1ccb4c9dbeb53b7db43e5fee"
        case .purgesPaused: "a43ecfb1df28420690f692f95e673453"
        case .purgesResumed: "16e90cd06b2041788647f4a3e9ec181d"
        case .policySealed: "018ff73cabee45ce8d881eb177560631"
        }
    }

    package var priority: Priority {
        switch self {
        case .limitRefused, .sweepFailed, .policyRejected: .error
        case .restoreFailed, .purgeFailed, .outcomeUnknown, .quarantined: .warning
        case .restored, .rescued, .purged, .held, .policyLoaded, .holdAdded, .holdReleased, .approved, .purgesPaused,
            .purgesResumed, .policySealed:
            .notice
        case .sweepStarted, .sweepFinished, .restoreRequested, .purgeRequested: .info
        }
    }

    /// Priorities of syslog, as this software uses them.
    package enum Priority: Int, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
    }
}

/// The folder that a restore puts an item into.
package struct RecordedTarget: Codable, Sendable, Equatable {
    package let id: Int
    /// Nil when the portal sent none.
    package let title: String?

    package init(id: Int, title: String?) {
        self.id = id
        self.title = title
    }
}

/// One event. It becomes a journal record or a line of JSON, with the same fields.
package struct AuditRecord: Sendable {
    package var event: AuditEvent
    package var account: String
    /// The portal's id of the user whose trash it is; nil if unknown.
    package var portalUser: String?
    /// Empty for an event outside a sweep.
    package var sweepID: String
    package var policyDigest: String
    package var item: TrashedItem?
    /// Where a restore puts, or tried to put, the item. Nil for other events, and when no folder took the item.
    package var target: RecordedTarget?
    package var rule: String?
    package var reason: String?
    package var operationID: String?
    /// The person who requested it; nil for the service's own actions.
    package var operatorName: String?
    /// The event's priority, unless the occasion is milder.
    package var priority: AuditEvent.Priority

    package init(
        _ event: AuditEvent, account: String, sweepID: String, policyDigest: String,
        item: TrashedItem? = nil, target: RecordedTarget? = nil, rule: String? = nil, reason: String? = nil,
        operationID: String? = nil
    ) {
        self.event = event
        self.account = account
        self.sweepID = sweepID
        self.policyDigest = policyDigest
        self.item = item
        self.target = target
        self.rule = rule
        self.reason = reason
        self.operationID = operationID
        priority = event.priority
    }

    /// One line for people, in which a title can't imitate other text. The bare title has its own field.
    package var message: String {
        let who = account.isEmpty ? "" : "\(String(sanitizing: account)): "
        let what =
            item.map { " \($0.key)" + ($0.title.isEmpty ? "" : " \"\(String(sanitizing: Self.title($0)))\"") } ?? ""
        let why = reason.map { ": \(String(sanitizing: $0))" } ?? ""
        return BoundedText.of("\(who)\(event.rawValue)\(what)\(why)")
    }

    private static func title(_ item: TrashedItem) -> String { BoundedText.of(item.title, limit: BoundedText.title) }

    /// Names and values in a fixed order; absent values are left out. Values may hold any character, and have at most
    /// `BoundedText.field` bytes.
    package var fields: [(name: String, value: String)] {
        var fields = [
            ("MESSAGE", message), ("MESSAGE_ID", event.messageID), ("PRIORITY", "\(priority.rawValue)"),
            ("RETENTIOND_EVENT", event.rawValue),
        ]
        // A policy is rejected for all accounts, outside any sweep.
        for (name, value) in [("ACCOUNT", account), ("SWEEP_ID", sweepID)] where !value.isEmpty {
            fields.append(("RETENTIOND_\(name)", value))
        }
        if let portalUser { fields.append(("RETENTIOND_PORTAL_USER", portalUser)) }
        if let operatorName { fields.append(("RETENTIOND_OPERATOR", BoundedText.of(operatorName))) }
        if let item {
            fields.append(("RETENTIOND_ITEM_KIND", item.key.kind.rawValue))
            fields.append(("RETENTIOND_ITEM_ID", "\(item.key.id)"))
            fields.append(("RETENTIOND_ITEM_TITLE", Self.title(item)))
            if let bytes = item.bytes { fields.append(("RETENTIOND_ITEM_BYTES", "\(bytes)")) }
        }
        if let target {
            fields.append(("RETENTIOND_TARGET_ID", "\(target.id)"))
            if let title = target.title {
                fields.append(("RETENTIOND_TARGET_TITLE", BoundedText.of(title, limit: BoundedText.title)))
            }
        }
        for (name, value) in [("RULE", rule), ("REASON", reason), ("OPERATION_ID", operationID)] {
            if let value { fields.append(("RETENTIOND_\(name)", BoundedText.of(value))) }
        }
        fields.append(("RETENTIOND_POLICY_DIGEST", policyDigest))
        return fields
    }
}
