import Foundation
import Platform
import RetentionEngine
import Time

@testable import Retention

/// A policy as the simulation writes and judges it, with few parameters, so that the oracle needs no planner.
struct Variant: Sendable, Equatable {
    enum Folders: String, Sendable, CaseIterable { case hold, rescue, purge }

    var retentionDays: Int?
    /// For files that end in `.tmp`; nil: no such rule.
    var scratchDays: Int?
    /// Restores items called contract.
    var restoresContracts = true
    /// Holds items called audit.
    var holdsAudits = true
    /// Holds items from a room called Finance.
    var holdsFinance = true
    /// Holds items that a certain person wrote.
    var holdsAuthor = false
    var folders = Folders.hold
    var emptiesTrash = false
    var schedule = PurgeTime.all[0]
    var skipsMissed = false
    var checkHours = 12
    /// The same for all variants of a run.
    var graceHours = 24
    /// The folder for restores whose origin is gone.
    var fallback = 0

    static let maxRestores = 3
    /// The person whom rules name.
    static let author = "Zoë O'Neil & Co"

    /// The policy's file.
    var json: String {
        var rules: [String] = []
        if let scratchDays {
            rules.append(
                #"{"name":"scratch","action":"purge","retention":"\#(scratchDays)d","match":{"extension":["tmp"]}}"#)
        }
        if restoresContracts {
            rules.append(
                #"{"name":"contracts","action":"restore","match":{"title":["*contract*"]},"to":"origin","#
                    + #""fallback":{"folder":\#(fallback)}}"#)
        }
        if holdsAudits { rules.append(#"{"name":"audits","action":"hold","match":{"title":["audit*"]}}"#) }
        if holdsFinance {
            rules.append(#"{"name":"finance","action":"hold","match":{"originRoom":["Finance *"]}}"#)
        }
        if holdsAuthor {
            rules.append(#"{"name":"author","action":"hold","match":{"createdBy":["\#(Self.author)"]}}"#)
        }
        let retention = retentionDays.map { #""retention":"\#($0)d","# } ?? ""
        let account = #"{"name":"alice","portal":"https://portal.example","apiKey":{"credential":"alice"}}"#
        return #"{"version":1,"accounts":[\#(account)],"check":{"every":"\#(checkHours)h","jitter":"5min"},"#
            + #""purge":{"schedule":"\#(schedule.text)","method":"\#(emptiesTrash ? "emptytrash" : "itemized")","#
            + #""missed":"\#(skipsMissed ? "skip" : "run")"},\#(retention)"folders":{"nonEmpty":"\#(folders.rawValue)"},"#
            + #""limits":{"maxInflowFactor":1000,"maxRestoresPerItem":\#(Self.maxRestores)},"#
            + #""policyChangeGrace":"\#(graceHours)h","rules":[\#(rules.joined(separator: ","))]}"#
    }

    /// The policy as the daemon loads it.
    func active(_ zones: ZoneInfoDirectory) -> ActivePolicy {
        let context = PolicyContext(localZone: .utc, zone: zones.zone)
        switch PolicyDocument.parse(Array(json.utf8), file: "policy.json", context: context) {
        case .failure(let problems): preconditionFailure("\(problems)")
        case .success(let parsed): return ActivePolicy(parsed, context: context)
        }
    }
}

/// When a variant purges; Foundation's calendar, not ours, finds the next times.
struct PurgeTime: Sendable, Equatable {
    let text: String
    let zone: String
    /// As Foundation counts them, 1 for Sunday; nil: every day.
    let weekdays: Set<Int>?
    let hour: Int
    let minute: Int

    static let all = [
        PurgeTime(text: "*-*-* 03:00:00 UTC", zone: "UTC", weekdays: nil, hour: 3, minute: 0),
        PurgeTime(text: "Sun *-*-* 03:00:00 Europe/Berlin", zone: "Europe/Berlin", weekdays: [1], hour: 3, minute: 0),
        PurgeTime(text: "*-*-* 02:30:00 Europe/Berlin", zone: "Europe/Berlin", weekdays: nil, hour: 2, minute: 30),
        PurgeTime(
            text: "Mon,Thu *-*-* 12:00:00 America/New_York", zone: "America/New_York", weekdays: [2, 5], hour: 12,
            minute: 0),
    ]

    /// Whether one of the times is after `start` and not after `end`.
    func comes(after start: Date, through end: Date) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone)!
        var day = start.addingTimeInterval(-86_400)
        while day <= end.addingTimeInterval(86_400) {
            var parts = calendar.dateComponents([.year, .month, .day], from: day)
            (parts.hour, parts.minute, parts.second) = (hour, minute, 0)
            if let time = calendar.date(from: parts), time > start, time <= end,
                calendar.component(.hour, from: time) == hour,
                weekdays?.contains(calendar.component(.weekday, from: time)) ?? true
            {
                return true
            }
            day = day.addingTimeInterval(43_200)
        }
        return false
    }
}
