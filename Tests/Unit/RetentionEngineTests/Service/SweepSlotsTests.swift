import Testing

@testable import RetentionEngine

@Suite struct SweepSlotsTests {
    private func accounts(_ count: Int, portal: String? = nil, failures: Int = 0, waiting: Int = 0) -> [SweepSlots
        .Account]
    {
        (1...count).map {
            SweepSlots.Account(
                name: "\(portal ?? "p")\($0)", portal: portal ?? "p\($0)", failures: failures,
                waiting: .seconds(waiting))
        }
    }

    private let healthy = SweepSlots.Account(name: "healthy", portal: "good", failures: 0)

    @Test func `never gives more slots than there are`() {
        var slots = SweepSlots(running: [], portals: 100)
        #expect(slots.give(to: accounts(100)).count == SweepSlots.all)
        #expect(slots.isFull)
        #expect(slots.give(to: [healthy]).isEmpty)
    }

    @Test func `an account that works comes before those that fail`() {
        var slots = SweepSlots(running: accounts(20, failures: 3), portals: 1_001)
        let turns = slots.give(to: accounts(1_000, portal: nil, failures: 3) + [healthy])
        #expect(turns.first == "healthy")
    }

    /// At any time: hanging accounts leave slots free.
    @Test func `failing accounts never take all slots`() {
        var slots = SweepSlots(running: [], portals: 1_001)
        let failing = accounts(1_000, failures: 1, waiting: 3_600)
        let begun = slots.give(to: failing)
        #expect(begun.count == SweepSlots.ofFailing)
        #expect(!slots.isFull)
        #expect(slots.give(to: failing + [healthy]) == ["healthy"])
    }

    /// At the first start no account is known to fail: one hanging portal takes half.
    @Test func `one portal never takes all slots from another`() {
        var slots = SweepSlots(running: [], portals: 2)
        let turns = slots.give(to: accounts(1_000, portal: "dead") + [healthy])
        #expect(turns.count == SweepSlots.ofOnePortal + 1)
        #expect(turns.contains("healthy"))
    }

    @Test func `a lone portal may have all slots`() {
        var slots = SweepSlots(running: [], portals: 1)
        #expect(slots.give(to: accounts(100, portal: "only")).count == SweepSlots.all)
    }

    /// A thousand working accounts must not delay a failed one without end.
    @Test func `an account that waits long enough comes first`() {
        var slots = SweepSlots(running: [], portals: 1_001)
        let failed = SweepSlots.Account(name: "failed", portal: "x", failures: 50, waiting: .seconds(1_500))
        #expect(slots.give(to: accounts(1_000, waiting: 100) + [failed]).contains("failed"))
    }

    @Test func `between equals the policy decides`() {
        var slots = SweepSlots(running: [], portals: 40)
        #expect(slots.give(to: accounts(40)) == (1...32).map { "p\($0)" })
    }
}
