import Foundation

@testable import Retention

/// The instant that planner tests call now: 2026-11-23 09:00 UTC.
let now = Date(timeIntervalSince1970: 1_795_424_400)

/// An instant this number of days and seconds before `now`.
func ago(_ days: Double, _ seconds: Double = 0) -> Date {
    now.addingTimeInterval(-days * 86_400 - seconds)
}

func days(_ count: Int) -> Span { Span(.seconds(count * 86_400), text: "\(count)d") }

extension TrashedItem {
    /// A file with all attributes sent by the portal.
    static func file(
        _ id: Int = 1, _ title: String = "a.pdf", trashed: Date? = ago(10),
        _ change: (inout TrashedItem) -> Void = { _ in }
    ) -> TrashedItem {
        var item = TrashedItem(key: ItemKey(.file, id), title: title)
        item.bytes = 1_000
        item.trashedAt = trashed
        item.created = ago(400)
        item.createdBy = Person(id: "U-1", displayName: "Alice Roe")
        item.trashedBy = Person(id: "U-2", displayName: "Bob Doe")
        item.originFolder = FolderReference(id: 50, title: "Drafts")
        item.originLocation = .myDocuments
        item.fileExtension = title.contains(".") ? title.split(separator: ".").last.map { $0.lowercased() } : ""
        item.type = .pdf
        change(&item)
        return item
    }

    static func folder(_ id: Int = 1, _ title: String = "Old", children: Int? = 0, trashed: Date? = ago(10))
        -> TrashedItem
    {
        var item = TrashedItem(key: ItemKey(.folder, id), title: title)
        item.trashedAt = trashed
        item.created = ago(400)
        item.originFolder = FolderReference(id: 50, title: "Drafts")
        item.originLocation = .myDocuments
        item.childCount = children
        return item
    }
}

extension Policy {
    /// A policy of rules, without accounts and without grace.
    static func with(
        _ rules: [Rule] = [], retention: Span? = nil, folders: NonEmptyFolders = .hold, rescueBefore: Int = 3,
        grace: Duration = .zero, limits: Limits = .standard
    ) -> Policy {
        Policy(
            accounts: [], check: .standard, purge: .standard, retention: retention, folders: folders, rules: rules,
            limits: limits, policyChangeGrace: grace, rescueBefore: .seconds(rescueBefore * 86_400))
    }
}

extension Rule {
    static func hold(
        _ name: String = "h", _ match: Condition, until: Date? = nil, to: RestoreTarget = .fixed(.folder(9))
    ) -> Rule { Rule(name: name, match: match, action: .hold(until: until, rescueTo: to)) }

    static func restore(_ name: String = "r", _ match: Condition, to: RestoreTarget = .fixed(.folder(7))) -> Rule {
        Rule(name: name, match: match, action: .restore(to: to))
    }

    static func purge(_ name: String = "p", _ match: Condition, after retention: Span) -> Rule {
        Rule(name: name, match: match, action: .purge(retention: retention))
    }
}

extension Condition {
    static func title(_ pattern: String) -> Condition { .criterion(.title([glob(pattern)])) }
    static func room(_ pattern: String) -> Condition { .criterion(.originRoom([.title(glob(pattern))])) }
    static var anything: Condition { .title("*") }
}

/// A valid glob.
func glob(_ pattern: String, _ letterCase: LetterCase = .ignored) -> Glob {
    guard let glob = try? Glob(pattern, letterCase: letterCase) else { preconditionFailure("\(pattern) is no glob") }
    return glob
}

/// A valid regular expression.
func regex(_ pattern: String, _ letterCase: LetterCase = .ignored) -> TitlePattern {
    guard let regex = try? TitlePattern(pattern, letterCase: letterCase) else {
        preconditionFailure("\(pattern) is no regular expression")
    }
    return regex
}

/// The one decision about one item.
func decision(_ item: TrashedItem, _ policy: Policy, at instant: Date = now) -> PlannedItem {
    plan(items: [item], policy: policy, now: instant).items[0]
}

/// The keys that a plan purges.
func purged(_ items: [TrashedItem], _ policy: Policy, at instant: Date = now) -> Set<ItemKey> {
    Set(plan(items: items, policy: policy, now: instant).items.filter { $0.decision == .purge }.map(\.item.key))
}
