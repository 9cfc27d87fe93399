import Foundation
import Testing

@testable import Retention

@Suite struct GuardrailTests {
    private func limits(items: Int = 10_000, fraction: Double? = nil) -> Limits {
        Limits(
            maxPurgeItems: items, maxPurgeFraction: fraction, maxRestoresPerItem: 3, maxInflowFactor: 10,
            maxPurgeItemsPerDay: nil)
    }

    @Test func exactlyTheLimitIsFine() {
        #expect(Guardrail.limit(count: 10, listed: 10, limits(items: 10)) == nil)
        #expect(Guardrail.limit(count: 5, listed: 10, limits(fraction: 0.5)) == nil)
    }

    @Test func oneMoreIsTooMany() {
        #expect(Guardrail.limit(count: 11, listed: 11, limits(items: 10)) == .tooManyItems(count: 11, limit: 10))
        let refusal = Guardrail.limit(count: 6, listed: 10, limits(fraction: 0.5))
        #expect(refusal == .tooLargeShare(count: 6, listed: 10, limit: 0.5))
    }

    @Test func nothingToPurgeIsNeverTooMuch() {
        #expect(Guardrail.limit(count: 0, listed: 0, limits(items: 0, fraction: 0.01)) == nil)
    }

    @Test func withoutAFractionAWholeTrashMayGo() {
        #expect(Guardrail.limit(count: 9_999, listed: 9_999, limits()) == nil)
    }

    /// Exactly the limit, for every percentage: 0.29 × 100 is a little less than 29 in floating point.
    @Test func exactlyTheFractionIsFineWhateverItsBinaryForm() {
        let refused = (1...100).filter { percent in
            Guardrail.limit(count: percent, listed: 100, limits(fraction: Double(percent) / 100)) != nil
        }
        #expect(refused == [])
    }

    @Test(arguments: [(0.0, true), (300, true), (-300, true), (300.5, false), (-301, false), (1e300, false)])
    func fiveMinutesOfSkewAreStillFine(seconds: Double, isFine: Bool) {
        #expect((Guardrail.clock(skewSeconds: seconds) == nil) == isFine)
    }

    @Test func aPortalWithoutAClockDoesNotDisagree() {
        #expect(Guardrail.clock(skewSeconds: nil) == nil)
    }

    @Test func saysWhichClockIsAhead() {
        #expect(Guardrail.clock(skewSeconds: 600)?.description == "this machine's clock is 600 s ahead of the portal's")
        #expect(Guardrail.clock(skewSeconds: .infinity) == .clockUnreadable)
        #expect(Guardrail.clock(skewSeconds: -600)?.description == "this machine's clock is 600 s behind the portal's")
    }

    @Test func onlyLimitsLastUntilSomebodyConfirms() {
        #expect(Refusal.tooManyItems(count: 2, limit: 1).isLimit)
        #expect(Refusal.tooLargeShare(count: 2, listed: 2, limit: 0.5).isLimit)
        #expect(!Refusal.clockDisagrees(seconds: 400).isLimit)
        #expect(!Refusal.clockUnreadable.isLimit)
    }
}
