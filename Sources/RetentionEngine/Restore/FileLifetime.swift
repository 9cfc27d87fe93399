package import FoundationEssentials
package import Retention

/// How long a room keeps files. The portal's worker deletes each file below the room whose last change is longer ago; the
/// last change of a restored file is its deletion. Source: docspace-api.md §6.
package struct FileLifetime: Sendable, Equatable {
    /// A restore that would last for less is refused.
    static let shortestStay = 86_400.0

    /// In days, so that no month counts too long; nil if the portal's statement can't be read.
    package let days: Int?

    package init(days: Int?) {
        self.days = days
    }

    /// Such as "after 7 days".
    package var text: String {
        days.map { "after \($0) day\($0 == 1 ? "" : "s")" } ?? "after a time that can't be read"
    }

    /// Why an item must not be restored into such a room; nil if it would stay there for more than a day.
    ///
    /// - Parameter now: the instant of the restore, by the portal's clock.
    package func refusal(of item: TrashedItem, now: Date) -> String? {
        let rule = "its room deletes files \(text)"
        guard let days else { return rule }
        // Items in a folder keep older dates, which can't be read.
        guard item.key.kind == .file else { return "\(rule), so no folder is restored there" }
        guard let trashedAt = item.trashedAt else { return "\(rule), and it is unknown when this one was trashed" }
        let end = min(trashedAt, now).addingTimeInterval(Double(days) * 86_400)
        guard end.timeIntervalSince(now) <= Self.shortestStay else { return nil }
        return "\(rule), and would delete this one \(end <= now ? "at once" : "at \(end.formatted(.iso8601))")"
    }
}
