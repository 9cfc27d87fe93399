import Foundation
import Testing

@testable import Retention

/// Issue 17, point 14.
@Suite struct PurgeBudgetTests {
    private static let start = Date(timeIntervalSince1970: 1_795_424_400)
    private static func hours(_ count: Double) -> Date { start.addingTimeInterval(count * 3_600) }

    @Test func `a day has so many items`() {
        var budget = PurgeBudget(since: Self.start)
        budget.spend(60)
        #expect(budget.remaining(of: 100) == 40)
        budget.spend(70)
        #expect(budget.remaining(of: 100) == 0)
    }

    @Test(arguments: [(0.0, 0.0, 5), (23.9, 0, 5), (24, 24, 0), (49, 48, 0), (-1, -1, 0)])
    func `days follow each other at the same hour`(now: Double, since: Double, used: Int) {
        var budget = PurgeBudget(since: Self.start)
        budget.spend(5)
        let day = budget.day(at: Self.hours(now))
        #expect(day.since == Self.hours(since))
        #expect(day.used == used)
    }

    @Test(arguments: [(0, 0, 0.0), (0, 100, 0), (0, 101, 24), (0, 250, 48), (40, 60, 0), (40, 61, 24), (100, 1, 24)])
    func `forecasts the end`(used: Int, due: Int, end: Double) {
        var budget = PurgeBudget(since: Self.start)
        budget.spend(used)
        #expect(budget.end(of: due, limit: 100) == Self.hours(end))
    }

    @Test func `absurd numbers overflow nothing`() {
        var budget = PurgeBudget(since: Self.start)
        budget.spend(.max)
        budget.spend(.max)
        #expect(budget.remaining(of: .max) == 0)
        #expect(budget.end(of: .max, limit: 1) > Self.start)
    }
}
