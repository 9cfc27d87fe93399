import Foundation
import Testing

@testable import DocSpace

/// Writes of a day: fewer than the portal allows, in any 24 hours.
@Suite struct WriteBudgetTests {
    private static let start = Date(timeIntervalSince1970: 1_790_208_000)

    private func after(_ hours: Double) -> Date { Self.start + hours * 3600 }

    @Test func `grants no more than its share`() {
        var budget = WriteBudget()
        var granted = 0
        while budget.take(for: .destroying, at: after(0)) == nil { granted += 1 }
        #expect(granted == 8_000)
    }

    @Test func `restoring goes on when destroying may not`() {
        var budget = WriteBudget(restoring: 5, destroying: 3)
        for _ in 0..<3 { #expect(budget.take(for: .destroying, at: after(0)) == nil) }
        #expect(budget.take(for: .destroying, at: after(0)) != nil)
        for _ in 0..<2 { #expect(budget.take(for: .restoring, at: after(0)) == nil) }
        #expect(budget.take(for: .restoring, at: after(0)) != nil)
    }

    @Test func `refused requests do not count`() {
        var budget = WriteBudget(restoring: 1, destroying: 1)
        #expect(budget.take(for: .destroying, at: after(0)) == nil)
        for hour in 1...24 { #expect(budget.take(for: .destroying, at: after(Double(hour))) != nil) }
        #expect(budget.take(for: .destroying, at: after(25)) == nil)
    }

    @Test func `says when it may go on`() throws {
        var budget = WriteBudget(restoring: 1, destroying: 1)
        #expect(budget.take(for: .destroying, at: after(0)) == nil)
        let refusal = budget.take(for: .destroying, at: after(20))
        let wait = try #require(refusal)
        #expect(budget.take(for: .destroying, at: after(20) + wait / .seconds(1) - 1) != nil)
        #expect(budget.take(for: .destroying, at: after(20) + wait / .seconds(1)) == nil)
    }

    /// Another process's writes with the same key count, too.
    @Test func `goes on from what another counted`() {
        var first = WriteBudget(restoring: 3, destroying: 3)
        for _ in 0..<2 { #expect(first.take(for: .destroying, at: after(0)) == nil) }
        var second = WriteBudget(restoring: 3, destroying: 3)
        second.remember(first.hours)
        second.remember([])
        #expect(second.take(for: .destroying, at: after(1)) == nil)
        #expect(second.take(for: .destroying, at: after(1)) != nil)
        #expect(second.take(for: .destroying, at: after(25)) == nil)
    }

    /// A damaged file must neither end the program nor stop purges for good.
    @Test func `takes no sense from nonsense`() {
        var budget = WriteBudget(restoring: 3, destroying: 3)
        budget.remember([.init(begin: .distantFuture, count: .max), .init(begin: after(0), count: -5)])
        #expect(budget.take(for: .destroying, at: after(0)) == nil)
        #expect(budget.hours == [.init(begin: after(0), count: 1)])
    }

    @Test func `a clock that was ahead is forgotten after a day`() {
        var budget = WriteBudget(restoring: 1, destroying: 1)
        #expect(budget.take(for: .destroying, at: after(24 * 3650)) == nil)
        #expect(budget.take(for: .destroying, at: after(0)) != nil)
        #expect(budget.take(for: .destroying, at: after(25)) == nil)
    }

    /// However writes are spread, no 24 hours have more than the share.
    @Test(arguments: 0..<50 as Range<UInt64>) func `holds in any day`(seed: UInt64) {
        var (budget, minute, granted, state) = (WriteBudget(restoring: 40, destroying: 40), 0.0, [Double](), seed)
        for _ in 0..<1_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            minute += Double(state >> 33 & 63)
            if budget.take(for: .destroying, at: after(minute / 60)) == nil { granted.append(minute) }
        }
        #expect(granted.count > 200)
        for (first, last) in zip(granted, granted.dropFirst(40)) { #expect(last - first >= 24 * 60) }
    }
}
