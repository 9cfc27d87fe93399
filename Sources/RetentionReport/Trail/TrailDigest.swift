package import FoundationEssentials
import Retention
package import RetentionEngine
package import Time

/// A report's summary of an audit trail, built record by record. Keeps the newest rows, and counts of the others, so
/// that a trail of any length can be read.
package struct TrailDigest: Sendable {
    let zone: TimeZoneRules
    /// Nil if the trail holds none with a time.
    package private(set) var first: Date?
    package private(set) var last: Date?
    /// Outcomes in all.
    package private(set) var total = OutcomeTally()
    /// Held items that were restored before the portal's cleaner came; counted among the restored, too.
    package private(set) var rescued = 0
    /// The outcomes of each day, by days since 1970 in the report's zone.
    private(set) var days: [Int64: OutcomeTally] = [:]
    private(set) var reasons: [Reason: Tally] = [:]
    /// For each reason, the first and last day of each date that it names.
    private var reasonDays: [Reason: [ClosedRange<String>]] = [:]
    /// The outcomes of each rule that decided, by its name.
    package private(set) var rules: [String: OutcomeTally] = [:]
    package private(set) var accounts: [String: OutcomeTally] = [:]
    package private(set) var sweepsFinished = 0
    package private(set) var sweepsFailed = 0
    package private(set) var limitRefusals = 0
    /// Refusals of a limit, failed sweeps and policies, the newest.
    private(set) var incidents = Newest<RecordRow>(limit: 20)
    /// People's decisions for single items, the newest.
    private(set) var decisions = Newest<RecordRow>(limit: 50)
    private(set) var rows: Newest<RecordRow>
    /// Requests without an observed outcome. True if the outcome was recorded as unknown.
    private var open: [AccountItem: Bool] = [:]
    /// The title that the trail last recorded for a quarantined one.
    private var quarantinedTitles: [AccountItem: String] = [:]

    /// Items of two accounts are unrelated.
    private struct AccountItem: Hashable {
        let account: String?
        let item: ItemKey
    }

    /// The reason of an action, in the detail that a person distinguishes.
    struct Reason: Hashable {
        let kind: OutcomeKind
        let rule: String?
        /// With `TrailDigest.dateMark` if the record names an instant.
        let reason: String
    }

    /// More reasons are summed up together.
    private static let maxReasons = 500

    /// - Parameters:
    ///   - zone: the one whose days the report counts.
    ///   - rows: how many records the table shows.
    package init(zone: TimeZoneRules, rows: Int = 100_000) {
        self.zone = zone
        self.rows = Newest(limit: rows)
    }

    /// The number of records added.
    package var count: Int { rows.total }

    /// Requests whose outcome isn't in the trail, without those recorded as unknown.
    package var openRequests: Int { open.values.count { !$0 } }

    /// Items whose outcome was recorded as unknown, and not found since.
    package var stillUnknown: Int { open.values.count { $0 } }

    /// Adds the next record of the trail: of the report's time and accounts, and not a copy.
    package mutating func add(_ record: StoredRecord) {
        let row = RecordRow(record)
        rows.add(row)
        if let time = row.time {
            first = min(first ?? time, time)
            last = max(last ?? time, time)
        }
        guard let event = AuditEvent(rawValue: row.event) else { return }
        follow(event, row)
        if Self.isDecision(event, row) { decisions.add(row) }
        guard let kind = OutcomeKind(event) else { return count(event, row) }
        total[kind].add(bytes: row.bytes)
        if event == .rescued { rescued += 1 }
        if let time = row.time { days[zone.day(of: time), default: OutcomeTally()][kind].add(bytes: row.bytes) }
        if let rule = row.rule { rules[rule, default: OutcomeTally()][kind].add(bytes: row.bytes) }
        accounts[row.account ?? "–", default: OutcomeTally()][kind].add(bytes: row.bytes)
        let (text, named) = Self.parts(of: row)
        let reason = Reason(kind: kind, rule: row.rule, reason: text)
        let isKnown = reasons[reason] != nil || reasons.count < Self.maxReasons
        reasons[isKnown ? reason : Reason(kind: kind, rule: nil, reason: "other reasons"), default: Tally()]
            .add(bytes: row.bytes)
        if !named.isEmpty {
            let earlier = reasonDays[reason] ?? named.map { $0...$0 }
            reasonDays[reason] = zip(earlier, named).map { min($0.lowerBound, $1)...max($0.upperBound, $1) }
        }
    }

    /// Holds, pauses and similar events, and the outcomes of restores by hand; those of a sweep by hand have a rule.
    private static func isDecision(_ event: AuditEvent, _ row: RecordRow) -> Bool {
        switch event {
        case .holdAdded, .holdReleased, .approved, .purgesPaused, .purgesResumed, .policySealed: true
        case .restored, .restoreFailed: row.operatorName != nil && row.rule == nil
        default: false
        }
    }

    private static func parts(of row: RecordRow) -> (text: String, days: [String]) {
        guard let reason = row.reason else { return ("no reason recorded", []) }
        guard reason.utf8.contains(UInt8(ascii: "Z")) else { return (reason, []) }
        var days: [String] = []
        let text = replacingInstants(in: reason) {
            days.append($0)
            return dateMark
        }
        return (text, days)
    }

    /// A reason with the day that all its records name, or the first and the last one.
    func text(of reason: Reason) -> String {
        var days = (reasonDays[reason] ?? [])[...]
        return reason.reason.split(separator: Self.dateMark, omittingEmptySubsequences: false).enumerated()
            .reduce(into: "") { text, part in
                if part.offset > 0 { text += days.popFirst().map(Self.dayText) ?? Self.dateMark }
                text += part.element
            }
    }

    private static func dayText(_ days: ClosedRange<String>) -> String {
        days.lowerBound == days.upperBound ? days.lowerBound : "\(days.lowerBound) to \(days.upperBound)"
    }

    /// The placeholder for a date in a reason: a character that no title and no message contains.
    private static let dateMark = "\u{FFFC}"

    /// The title of a quarantined item, as the trail last recorded it.
    func quarantinedTitle(account: String, item: ItemKey) -> String? {
        quarantinedTitles[AccountItem(account: account, item: item)]
    }

    private mutating func count(_ event: AuditEvent, _ row: RecordRow) {
        switch event {
        case .sweepFinished: sweepsFinished += 1
        case .sweepFailed: sweepsFailed += 1
        case .limitRefused: limitRefusals += 1
        default: break
        }
        if event.priority == .error { incidents.add(row) }
    }

    /// Tracks requests and their outcomes.
    private mutating func follow(_ event: AuditEvent, _ row: RecordRow) {
        guard let item = row.item.flatMap({ ItemKey($0) }) else { return }
        let key = AccountItem(account: row.account, item: item)
        switch event {
        case .purgeRequested, .restoreRequested: open[key] = false
        case .outcomeUnknown: open[key] = true
        case .purged, .restored, .rescued, .purgeFailed, .restoreFailed: open[key] = nil
        case .quarantined: quarantinedTitles[key] = row.title
        default: break
        }
    }

    /// A reason without the time of day that it names, so that those of many items are equal.
    static func general(_ reason: String) -> String { replacingInstants(in: reason) { $0 } }

    /// - Parameter text: the replacement for an instant, given its day.
    private static func replacingInstants(in reason: String, with text: (String) -> String) -> String {
        let bytes = Array(reason.utf8)
        var general: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let isInstant = bytes[index...].starts(with: Self.instantShape) { byte, shape in
                shape == UInt8(ascii: "0") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == shape
            }
            if isInstant {
                general += text(String(decoding: bytes[index..<index + 10], as: UTF8.self)).utf8
            } else {
                general.append(bytes[index])
            }
            index += isInstant ? Self.instantShape.count : 1
        }
        return String(decoding: general, as: UTF8.self)
    }

    private static let instantShape = Array("0000-00-00T00:00:00Z".utf8)
}

extension TimeZoneRules {
    /// The day of an instant on the zone's calendar, as days since 1970-01-01.
    package func day(of date: Date) -> Int64 { civilTime(at: date).daysSinceEpoch }
}
