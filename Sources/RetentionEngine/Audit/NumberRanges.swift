/// Numbers as ranges, collected in ascending order.
package struct NumberRanges: Sendable, Equatable {
    /// Ascending, with gaps between them.
    package private(set) var ranges: [ClosedRange<UInt64>] = []

    package init() {}

    /// Adds numbers above all so far.
    mutating func append(_ range: ClosedRange<UInt64>) {
        if let last = ranges.last, last.upperBound + 1 == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound...range.upperBound
        } else {
            ranges.append(range)
        }
    }

    mutating func append(_ number: UInt64) { append(number...number) }
}
