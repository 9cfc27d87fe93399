import Retention

/// How long an operation is followed at most: a minute, plus a second for each item and for each one counted in folders, and an
/// hour at most. Then its end is not known, and the sweep goes on.
enum OperationWait {
    private static let longest = 3_600

    /// - Parameter items: what the call names.
    static func limit(of items: some Sequence<TrashedItem>) -> Duration {
        var seconds = 60
        for item in items {
            seconds += 1 + min(max(0, item.childCount ?? 0), longest)
            if seconds >= longest { return .seconds(longest) }
        }
        return .seconds(seconds)
    }
}
