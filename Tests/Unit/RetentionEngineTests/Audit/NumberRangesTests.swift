import TestSupport
import Testing

@testable import RetentionEngine

@Suite struct NumberRangesTests {
    /// Numbers added in any order give the ranges of their set.
    @Test(arguments: UInt64(1)...20) func `inserting in any order gives the same ranges`(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var ranges = NumberRanges()
        var all: Set<UInt64> = []
        for _ in 0..<120 {
            let number = UInt64(random.below(100))
            ranges.insert(number)
            all.insert(number)
            for other in UInt64(0)..<101 { #expect(ranges.contains(other) == all.contains(other), "seed \(seed)") }
            #expect(zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy { $0.upperBound + 1 < $1.lowerBound })
        }
    }

    @Test func `the largest number has no successor`() {
        var ranges = NumberRanges()
        for number in [UInt64.max, 0, UInt64.max - 1, 1] { ranges.insert(number) }
        let expected: [ClosedRange<UInt64>] = [0...1, (UInt64.max - 1)...UInt64.max]
        #expect(ranges.ranges == expected)
    }
}
