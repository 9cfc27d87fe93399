/// Numbers as ranges.
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

    func contains(_ number: UInt64) -> Bool {
        let index = rangeIndex(of: number)
        return index < ranges.count && ranges[index].contains(number)
    }

    /// Adds any number.
    mutating func insert(_ number: UInt64) {
        let index = rangeIndex(of: number)
        if index < ranges.count, ranges[index].contains(number) { return }
        var range = number...number
        if index < ranges.count, number < .max, ranges[index].lowerBound == number + 1 {
            range = number...ranges.remove(at: index).upperBound
        }
        if index > 0, number > 0, ranges[index - 1].upperBound == number - 1 {
            ranges[index - 1] = ranges[index - 1].lowerBound...range.upperBound
        } else {
            ranges.insert(range, at: index)
        }
    }

    /// The index of the first range that ends at the number or behind it.
    private func rangeIndex(of number: UInt64) -> Int {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
