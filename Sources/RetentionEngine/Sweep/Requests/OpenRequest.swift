package import FoundationEssentials
package import Retention

/// What was requested for one item, as long as its outcome isn't recorded.
package struct OpenRequest: Codable, Sendable, Equatable {
    package enum Action: String, Codable, Sendable {
        case restore, rescue, purge
        /// Moving back what our own purge trashed again.
        case putBack = "put-back"
    }

    /// How far the calls that named the item are known to have come, the one that leaves most open.
    package enum Stage: String, Codable, Sendable, CaseIterable, Comparable {
        /// Written down before the call. After a crash nobody knows more.
        case announced
        /// Something answered that the portal doesn't do it, which is no proof.
        case refused
        /// Its operation was seen at work, and then left the portal's list or ended with an error.
        case failed
        /// Its operation was seen to end without an error.
        case over
        /// Perhaps taken; the end was not seen.
        case inDoubt = "in-doubt"
        /// Its operation was never seen at work: it may wait in a lane and be carried out hours later
        /// (docs/internals/docspace-api.md §7).
        case unseen

        package static func < (one: Self, other: Self) -> Bool {
            allCases.firstIndex(of: one)! < allCases.firstIndex(of: other)!
        }
    }

    /// Counts the requests of an account; the newest has the highest.
    package internal(set) var number: Int
    package let action: Action
    package let sweepID: String
    package let at: Date
    /// When the sweep that made it stopped looking. Nil while it does, and after a crash.
    package internal(set) var endedAt: Date?
    package internal(set) var stage = Stage.announced
    /// When the call was seen to be over, or refused. Nil when it wasn't.
    package internal(set) var overAt: Date?
    /// When a call that named it was first over, refused, or given up. Nil as long as none is known to have named it.
    package internal(set) var calledAt: Date?
    /// When a call that named it was first refused, as something answered. What was refused may be carried out unseen.
    package internal(set) var refusedAt: Date?
    /// Where a restore was to go. Nil for a purge.
    package let target: RecordedTarget?
    package let key: ItemKey
    package let title: String
    package let bytes: Int64?
    package let trashedAt: Date?
    package let rule: String?
    package let reason: String?
    /// Whether its outcome was recorded as unknown.
    package internal(set) var isReported = false

    package init(
        _ action: Action, _ item: TrashedItem, sweepID: String, at: Date, target: RecordedTarget? = nil,
        rule: String? = nil, reason: String? = nil
    ) {
        number = 0
        self.action = action
        self.sweepID = sweepID
        self.at = at
        self.target = target
        key = item.key
        title = BoundedText.of(item.title, limit: BoundedText.title)
        bytes = item.bytes
        trashedAt = item.trashedAt
        self.rule = rule
        self.reason = reason
    }

    /// As much of the item as the request remembers.
    package var item: TrashedItem {
        var item = TrashedItem(key: key, title: title)
        item.bytes = bytes
        item.trashedAt = trashedAt
        return item
    }

    /// Whether it may still take effect at an instant, as far as the time since then can tell.
    ///
    /// An operation is over, or shows in the portal's list, two minutes after anybody followed it: a forgotten one is dropped
    /// 60–70 s after its last step. One that left the list without having been seen at work may run within a day.
    package func isUnsettled(at instant: Date) -> Bool {
        instant.timeIntervalSince(endedAt ?? at) < settlingTime
    }

    /// Whether its operation may wait in a lane, which no list shows. A refusal that was not followed by a look at the item excludes nothing.
    var mayWaitUnseen: Bool { stage == .unseen || stage == .refused && isReported }

    /// In seconds after the end of the sweep: how long its operation may still be carried out.
    var settlingTime: Double { mayWaitUnseen ? Self.longestInLane : 120 }

    /// Until when the portal may carry out what named it unseen, when it gave no end to go by: a job may wait in a lane for hours.
    var lastPossibleEffect: Date { (endedAt ?? at).addingTimeInterval(Self.longestInLane) }

    /// In seconds.
    private static let longestInLane = 86_400.0

    /// Whether a restore was to put its item into a folder. One whose target is not known was, too.
    func targets(_ folder: Int?) -> Bool {
        guard let target, let folder else { return true }
        return target.id == folder
    }
}
