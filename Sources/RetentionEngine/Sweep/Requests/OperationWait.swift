import Retention

/// How long an operation is followed: a minute, plus a second for each item and for each one counted in folders, at most an
/// hour. After that its end is unknown, and the sweep continues.
enum OperationWait {
    private static let longest = 3_600

    /// - Parameter items: those that the call names.
    static func limit(of items: some Sequence<TrashedItem>) -> Duration {
        var seconds = 60
        for item in items {
            seconds += 1 + min(max(0, item.childCount ?? 0), longest)
            if seconds >= longest { return .seconds(longest) }
        }
        return .seconds(seconds)
    }
}
