import Retention

/// Writes a list in pieces, of which two are rendered at a time: for 100,000 items this takes most of a command's time after
/// the listing.
enum ListPieces {
    /// The number of items in a piece.
    private static let size = 500

    /// - Parameters:
    ///   - count: of all items.
    ///   - out: gets the text of each piece, in order.
    ///   - render: the text of the items at these positions. Runs on two threads.
    static func write(_ count: Int, to out: (String) -> Void, _ render: @escaping @Sendable (Range<Int>) -> String) {
        var start = 0
        while start < count {
            let middle = min(start + size, count)
            let end = min(middle + size, count)
            guard middle < end else { return out(render(start..<middle)) }
            let second = WorkThread { render(middle..<end) }
            out(render(start..<middle))
            out(second.join())
            start = end
        }
    }
}
