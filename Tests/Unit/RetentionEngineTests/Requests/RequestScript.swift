import Foundation

@testable import Retention
@testable import RetentionEngine

/// A situation of `Scripts/*.txt`, played to a `RequestLedger`.
///
/// A line is an event with its time, or, after `=>`, what must follow from the event before:
///
///     0s      sweep A                      the requests that follow are A's
///     0s      purge file:1                 announced; `restore file:1 to 50`, `put-back file:1 to 50`
///     1s      call file:1 over             or refused, failed, in-doubt, unseen, untouched
///     2s      waits file:1                 the portal was at work after its refusal
///     5s      ends                         sweep A stops inspecting
///     15min   portal rests                 or works; requested at that time
///     15min   file:1 gone                  or in-trash, trashed-again@3s, in-folder:50, out-of-reach, unproven, uninspectable
///     =>      purged file:1: found gone after an interruption
///     15min   next                         what must be left alone now
///     =>      leave file:1 alone
///
/// Requests with a recorded outcome are watched: then `keep watching` or `forget file:1` may follow.
struct RequestScript {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scripts")
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private static let trashedAt = start.addingTimeInterval(-864_000)

    private var ledger = RequestLedger()
    private var sweep = "A"
    private var activity = PortalActivity(checkedAt: start)
    /// The script, with the actual effects instead of the expected ones.
    private(set) var played: [String] = []
    private(set) var written: [String] = []

    static var names: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".txt") }.sorted()
    }

    static func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    init(_ name: String) {
        for line in Self.text(name).split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            written.append(words.joined(separator: " "))
            if words[0] == "=>" { continue }
            played.append(words.joined(separator: " "))
            let effects = play(Array(words.dropFirst()), Self.start.addingTimeInterval(Self.seconds(words[0]) ?? .nan))
            played += effects.map { "=> \($0)" }
        }
    }

    static func evidence(_ text: String, at instant: Date?) -> ItemEvidence? {
        switch text {
        case "in-trash": .inTrash
        case "trashed-again": .trashedAgain(at: instant)
        case "unlisted": .unlisted
        case "gone": .gone
        case "out-of-reach": .outOfReach
        case "unproven": .unproven
        case "uninspectable": .uninspectable("no answer")
        default: text.hasPrefix("in-folder:") ? .elsewhere(folder: Int(text.dropFirst(10))) : nil
        }
    }

    private mutating func play(_ words: [String], _ at: Date) -> [String] {
        switch words[0] {
        case "sweep": sweep = words[1]
        case "purge", "restore", "rescue", "put-back": announce(words, at)
        case "call":
            let stage = words[2] == "untouched" ? .announced : OpenRequest.Stage(rawValue: words[2])
            guard let stage else { return ["no such stage"] }
            guard let key = ItemKey(words[1]) else { return ["no such item"] }
            ledger.apply(.called(items: [key], sweepID: sweep, stage: stage, at: at))
        case "waits":
            guard let key = ItemKey(words[1]) else { return ["no such item"] }
            ledger.apply(.waiting(items: [key], sweepID: sweep, at: at))
        case "ends": ledger.apply(.ended(sweepID: sweep, at: at))
        case "portal": activity = PortalActivity(isWorking: words[1] == "works", checkedAt: at)
        case "next":
            return ledger.keysToLeaveAlone(activity).sorted().map { "leave \($0) alone" }
        default: return see(words)
        }
        return []
    }

    private mutating func announce(_ words: [String], _ at: Date) {
        guard let key = ItemKey(words[1]), let action = OpenRequest.Action(rawValue: words[0]) else { return }
        var item = TrashedItem(key: key, title: "t")
        item.trashedAt = Self.trashedAt
        let target = words.count > 3 ? Int(words[3]).map { RecordedTarget(id: $0, title: nil) } : nil
        ledger.apply(.announced(requests: [OpenRequest(action, item, sweepID: sweep, at: at, target: target)]))
    }

    private mutating func see(_ words: [String]) -> [String] {
        let parts = words[1].split(separator: "@").map(String.init)
        let instant = parts.count > 1 ? Self.seconds(parts[1]).map { Self.start.addingTimeInterval($0) } : nil
        guard let key = ItemKey(words[0]), var evidence = Self.evidence(parts[0], at: instant) else {
            return ["no such event"]
        }
        // As it was when somebody was left to decide about it.
        if let instant, ledger.watched[key]?.last?.trashedAt == instant { evidence = .inTrash }
        if ledger[key].isEmpty, ledger.watched[key] != nil { return seeWatched(key, evidence) }
        switch ledger.judge(key, evidence, activity, skewSeconds: 0) {
        case .keepOpen: return ["keep open"]
        case .putBack(let request, _):
            close(request.outcome(.trashedByUs))
            return ["put \(key) back"]
        case .hold(let request, let trashedAt):
            var outcome = request.outcome(.failed("held", quarantine: false))
            outcome.request = request.trashedAgain(at: trashedAt)
            close(outcome)
            return ["hold \(key)"]
        case .record(let request, let result):
            close(request.outcome(result))
            return [Self.recorded(request, result)]
        }
    }

    /// Records an outcome in a later sweep.
    private mutating func close(_ outcome: ItemOutcome) {
        let key = outcome.item.key
        ledger.apply(.watched(items: [key], requests: ledger.toWatch(after: outcome, by: "later")))
        if case .unknown = outcome.result {
            ledger.apply(.reported(items: [key]))
        } else {
            ledger.apply(.closed(items: [key], sweepID: nil))
        }
    }

    /// Requests whose outcome is recorded, checked again.
    private mutating func seeWatched(_ key: ItemKey, _ evidence: ItemEvidence) -> [String] {
        switch ledger.judgeWatched(key, evidence, activity, skewSeconds: 0) {
        case .keepOpen: return ["keep watching"]
        case .putBack(_, let trashedAt), .hold(_, let trashedAt):
            let rest = ledger.toWatch(key, trashedAgainAt: trashedAt, activity)
            ledger.apply(.watched(items: [key], requests: rest))
            return ["hold \(key)"]
        case .record(let request, let result):
            close(request.outcome(result))
            return [Self.recorded(request, result)]
        case nil:
            ledger.apply(.watched(items: [key], requests: []))
            return ["forget \(key)"]
        }
    }

    private static func recorded(_ request: OpenRequest, _ result: ItemResult) -> String {
        let outcome = request.outcome(result)
        return "\(outcome.event.rawValue) \(request.key): \(outcome.reason ?? "")"
    }

    /// `90s`, `15min`, `24h`, `1d`.
    private static func seconds(_ text: String) -> Double? {
        for (unit, factor) in [("min", 60.0), ("s", 1), ("h", 3_600), ("d", 86_400)] where text.hasSuffix(unit) {
            return Double(text.dropLast(unit.count)).map { $0 * factor }
        }
        return nil
    }
}
