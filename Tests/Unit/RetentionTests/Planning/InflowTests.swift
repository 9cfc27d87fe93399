import Foundation
import Testing

@testable import Retention

/// The inflow limit for somebody else's mass deletion (incident class I30).
@Suite struct InflowTests {
    private static let day = 86_400.0

    /// This number of items a day, checked every hour, for this number of days.
    private func steady(_ perDay: Int, days: Int, listed: Int = 0) -> (inflow: Inflow, now: Date) {
        var inflow = Inflow(listed: listed, now: now)
        var instant = now
        for hour in 1...days * 24 {
            instant = now.addingTimeInterval(Double(hour) * 3_600)
            inflow.add(hour.isMultiple(of: 24) ? perDay : 0, now: instant)
        }
        return (inflow, instant)
    }

    private func refuses(_ inflow: Inflow, plus count: Int, factor: Double = 10, at instant: Date) -> Bool {
        var inflow = inflow
        inflow.add(count, now: instant)
        return inflow.refusal(factor: factor, now: instant) != nil
    }

    @Test func `the usual inflow is allowed`() {
        let (inflow, instant) = steady(100, days: 20)
        #expect(inflow.refusal(factor: 10, now: instant) == nil)
        #expect(!refuses(inflow, plus: 700, at: instant))
    }

    @Test func `more than the factor times the usual is refused`() {
        let (inflow, instant) = steady(100, days: 20)
        #expect(refuses(inflow, plus: 950, at: instant))
        #expect(!refuses(inflow, plus: 950, factor: 20, at: instant))
    }

    @Test func `a few items are always allowed`() {
        let (inflow, instant) = steady(0, days: 20)
        #expect(!refuses(inflow, plus: Inflow.calm, at: instant))
        #expect(refuses(inflow, plus: Inflow.calm + 1, at: instant))
    }

    @Test func `the first listing gives the usual at first`() {
        let fresh = Inflow(listed: 3_000, now: now)
        #expect(fresh.usualPerDay(now: now) == 100)
        #expect(fresh.received(now: now) == 0)
        #expect(!refuses(fresh, plus: 1_000, at: ago(0, -60)))
        #expect(refuses(fresh, plus: 1_001, at: ago(0, -60)))
    }

    /// A mass deletion in small portions, one each minute, is refused, too.
    @Test func `small waves add up within a day`() {
        var (inflow, instant) = steady(10, days: 20)
        var refused = false
        for _ in 0..<600 {
            instant += 60
            inflow.add(5, now: instant)
            refused = refused || inflow.refusal(factor: 10, now: instant) != nil
        }
        #expect(refused)
    }

    @Test func `stays small after many calls`() {
        var inflow = Inflow(listed: 0, now: now)
        for minute in 1...(40 * 24 * 4) { inflow.add(3, now: now.addingTimeInterval(Double(minute) * 900)) }
        #expect(inflow.samples.count < 150)
        #expect(abs(inflow.usualPerDay(now: now.addingTimeInterval(40 * Self.day)) - 288) < 20)
    }

    @Test func `an inflow that a person has reviewed is allowed`() {
        var (inflow, instant) = steady(10, days: 20)
        inflow.add(5_000, now: instant)
        #expect(inflow.refusal(factor: 10, now: instant) != nil)
        inflow.accept(now: instant)
        #expect(inflow.refusal(factor: 10, now: instant) == nil)
    }

    @Test func `the refusal names the numbers`() {
        var (inflow, instant) = steady(10, days: 20)
        instant += 3_600
        inflow.add(5_000, now: instant)
        let text = inflow.refusal(factor: 10, now: instant)?.description ?? ""
        #expect(
            text.hasPrefix("5010 items were trashed within a day, more than maxInflowFactor (10.0) times the usual 10"))
    }

    /// The state must not grow with the number of checks: one each second adds no more samples than one each minute.
    @Test func `a trash that is watched every second keeps few samples`() {
        var inflow = Inflow(listed: 0, now: now)
        for second in 0..<86_400 { inflow.add(1, now: now.addingTimeInterval(Double(second))) }
        #expect(inflow.samples.count <= 289)
        #expect(inflow.received(now: now.addingTimeInterval(86_399)) == 86_400)
        // Items that are counted together count for as long as the newest of them.
        #expect(inflow.received(now: now.addingTimeInterval(2 * 86_400 - 301)) >= 300)
    }

    /// Numbers that only a damaged or forged state file can hold.
    @Test func `huge counts dont overflow`() throws {
        let text =
            #"{"since":0,"baselinePerDay":1e308,"samples":[{"at":0,"count":9223372036854775807},{"at":1,"count":9223372036854775807},{"at":800000000,"count":9223372036854775807}]}"#
        var inflow = try JSONDecoder().decode(Inflow.self, from: Data(text.utf8))
        inflow.add(.max, now: Date(timeIntervalSinceReferenceDate: 800_000_001))
        #expect(inflow.refusal(factor: 1.5, now: Date(timeIntervalSinceReferenceDate: 800_000_002)) != nil)
        #expect(inflow.received(now: Date(timeIntervalSinceReferenceDate: 800_000_002)) == 1_000_000_000)
    }
}
