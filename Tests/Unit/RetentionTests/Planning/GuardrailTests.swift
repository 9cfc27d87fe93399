import Foundation
import Testing

@testable import Retention

@Suite struct GuardrailTests {
    private func limits(items: Int = 10_000, fraction: Double? = nil) -> Limits {
        Limits(
            maxPurgeItems: items, maxPurgeFraction: fraction, maxRestoresPerItem: 3, maxInflowFactor: 10,
            maxPurgeItemsPerDay: nil)
    }

    @Test func `exactly the limit is fine`() {
        #expect(Guardrail.limit(count: 10, listed: 10, limits(items: 10)) == nil)
        #expect(Guardrail.limit(count: 5, listed: 10, limits(fraction: 0.5)) == nil)
    }

    @Test func `one more is too many`() {
        #expect(Guardrail.limit(count: 11, listed: 11, limits(items: 10)) == .tooManyItems(count: 11, limit: 10))
        let refusal = Guardrail.limit(count: 6, listed: 10, limits(fraction: 0.5))
        #expect(refusal == .tooLargeShare(count: 6, listed: 10, limit: 0.5))
    }

    @Test func `nothing to purge is never too much`() {
        #expect(Guardrail.limit(count: 0, listed: 0, limits(items: 0, fraction: 0.01)) == nil)
    }

    @Test func `without a fraction a whole trash may go`() {
        #expect(Guardrail.limit(count: 9_999, listed: 9_999, limits()) == nil)
    }

    /// Exactly the limit, for every percentage: 0.29 × 100 is a little less than 29 in floating point.
    @Test func `exactly the fraction is fine in any binary form`() {
        let refused = (1...100).filter { percent in
            Guardrail.limit(count: percent, listed: 100, limits(fraction: Double(percent) / 100)) != nil
        }
        #expect(refused == [])
    }

    @Test(arguments: [(0.0, true), (300, true), (-300, true), (300.5, false), (-301, false), (1e300, false)])
    func `five minutes of skew are still fine`(seconds: Double, isFine: Bool) {
        #expect((Guardrail.clock(skewSeconds: seconds) == nil) == isFine)
    }

    @Test func `a portal without a clock does not disagree`() {
        #expect(Guardrail.clock(skewSeconds: nil) == nil)
    }

    @Test func `says which clock is ahead`() {
        #expect(Guardrail.clock(skewSeconds: 600)?.description == "this machine's clock is 600 s ahead of the portal's")
        #expect(Guardrail.clock(skewSeconds: .infinity) == .clockUnreadable)
        #expect(Guardrail.clock(skewSeconds: -600)?.description == "this machine's clock is 600 s behind the portal's")
    }

    @Test func `only limits last until somebody confirms`() {
        #expect(Refusal.tooManyItems(count: 2, limit: 1).isLimit)
        #expect(Refusal.tooLargeShare(count: 2, listed: 2, limit: 0.5).isLimit)
        #expect(!Refusal.clockDisagrees(seconds: 400).isLimit)
        #expect(!Refusal.clockUnreadable.isLimit)
    }
}
