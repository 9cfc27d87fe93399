package import FoundationEssentials
package import Retention

/// A request for one item whose outcome isn't recorded yet.
package struct OpenRequest: Codable, Sendable, Equatable {
    package enum Action: String, Codable, Sendable {
        case restore, rescue, purge
        /// Moving an item back that our own purge trashed again.
        case putBack = "put-back"
    }

    /// How far the calls that named the item got, as far as known; of several, the stage that excludes least.
    package enum Stage: String, Codable, Sendable, CaseIterable, Comparable {
        /// Written down before the call. After a crash nothing more is known.
        case announced
        /// An answer said that the portal doesn't do it, which proves nothing.
        case refused
        /// Its operation was seen at work, and then left the portal's list or ended with an error.
        case failed
        /// Its operation was seen to end without an error.
        case over
        /// Perhaps taken; the end was not seen.
        case inDoubt = "in-doubt"
        /// Its operation was never seen at work: it may wait in a lane and run hours later (docs/internals/docspace-api.md
        /// §7).
        case unseen

        package static func < (one: Self, other: Self) -> Bool {
            allCases.firstIndex(of: one)! < allCases.firstIndex(of: other)!
        }
    }

    /// The number of the request, ascending within an account.
    package internal(set) var number: Int
    package let action: Action
    package internal(set) var sweepID: String
    package let at: Date
    /// When the sweep that made it stopped checking it. Nil while it checks, and after a crash.
    package internal(set) var endedAt: Date?
    package internal(set) var stage = Stage.announced
    /// When the call was seen to be over, or refused. Nil if it wasn't.
    package internal(set) var overAt: Date?
    /// When a call that named it was first over, refused, or given up. Nil while no call is known to have named it.
    package internal(set) var calledAt: Date?
    /// When a call that named it was first refused, as something answered. A refused call may still run unseen.
    package internal(set) var refusedAt: Date?
    /// When the portal was at work after such a refusal: the call may wait in a lane. Nil if it was not.
    package internal(set) var waitingAt: Date?
    /// Where a restore was to go. Nil for a purge.
    package let target: RecordedTarget?
    package let key: ItemKey
    package let title: String
    package let bytes: Int64?
    package internal(set) var trashedAt: Date?
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

    /// The item, as far as the request stores it.
    package var item: TrashedItem {
        var item = TrashedItem(key: key, title: title)
        item.bytes = bytes
        item.trashedAt = trashedAt
        return item
    }

    /// Whether it may still take effect at an instant, judged by the time since then alone.
    ///
    /// Two minutes after it was last followed, an operation is over or shows in the portal's list: a forgotten one is dropped
    /// 60–70 s after its last step. One that left the list without having been seen at work may run within a day.
    package func isWithinSettlingTime(at instant: Date) -> Bool {
        instant.timeIntervalSince(endedAt ?? at) < settlingTime
    }

    /// Whether one of its operations may wait in a lane, which no list shows. A refusal excludes nothing if the item was not
    /// inspected afterwards.
    var mayWaitUnseen: Bool { stage == .unseen || waitingAt != nil || stage == .refused && isReported }

    /// In seconds after the end of the sweep: how long its operation may still run.
    var settlingTime: Double { mayWaitUnseen ? Self.longestInLane : 120 }

    /// The last moment at which the portal may run an unseen call for it, when its end was not seen: a job may wait in a lane
    /// for hours.
    var lastPossibleEffect: Date { (endedAt ?? at).addingTimeInterval(Self.longestInLane) }

    /// Whether it may still be carried out, or may have been, after its outcome was recorded.
    ///
    /// After an answer one inspection is enough: a later change is a person's.
    func mayRunUnnoticed(_ activity: PortalActivity) -> Bool {
        switch stage {
        case .refused, .failed, .over: activity.isWorking || isWithinSettlingTime(at: activity.checkedAt)
        case .announced, .inDoubt, .unseen: activity.isWorking || activity.checkedAt < lastPossibleEffect
        }
    }

    /// The same request, announced by another sweep and not sent by it: what it may do, this one may have done.
    func announcedAgain(by sweepID: String) -> OpenRequest {
        var request = self
        request.sweepID = sweepID
        request.isReported = false
        return request
    }

    /// The same request for an item that was trashed again since.
    func trashedAgain(at date: Date) -> OpenRequest {
        var request = self
        request.trashedAt = date
        return request
    }

    /// In seconds.
    private static let longestInLane = 86_400.0

    /// Whether a restore was to put its item into a folder. An unknown target counts as that folder.
    func targets(_ folder: Int?) -> Bool {
        guard let target, let folder else { return true }
        return target.id == folder
    }
}
