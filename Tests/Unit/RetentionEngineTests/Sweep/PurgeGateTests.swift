import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// One ordered list of reasons not to purge.
@Suite struct PurgeGateTests {
    private static func listing(_ count: Int = 3, _ change: (inout Listing) -> Void = { _ in }) -> Listing {
        var listing = Listing(
            items: files(1...max(1, count)), unusable: 0, announcedTotal: count, clockSkewSeconds: 0)
        change(&listing)
        return listing
    }

    private static let limits = Limits(
        maxPurgeItems: 2, maxPurgeFraction: nil, maxRestoresPerItem: 3, maxInflowFactor: 10, maxPurgeItemsPerDay: nil)

    /// Each fact that forbids a purge, in the order of the checks.
    private static let facts: [(check: PurgeGate.Check, add: @Sendable (inout PurgeGate) -> Void)] = [
        (.portalVersion, { $0.support = .tooOld(ReleaseNumber(3, 1, 0)) }),
        (.trashOwner, { $0.trash = (TrashOwner(trashID: 2, user: nil), TrashOwner(trashID: 1, user: nil)) }),
        (.auditTrail, { $0.auditProblem = "the disk is full" }),
        (.key, { $0.mayWrite = false }),
        (.listing, { $0.listing?.incompleteReason = "a page failed" }),
        (
            .readableDates,
            { gate in
                gate.listing?.items = ItemList(
                    (1...3).map { number in
                        var item = TrashedItem.file(number)
                        item.trashedAt = nil
                        return item
                    })
            }
        ),
        (.clock, { $0.listing?.clockSkewSeconds = 301 }),
        (.holds, { $0.holdsProblem = "a file is no hold" }),
        (.pause, { $0.pause = "purging is paused" }),
        (.block, { $0.blocked = "too many" }),
        (.inflow, { $0.inflow = .unusualInflow(received: 100, usualPerDay: 1, factor: 10) }),
        (.limits, { $0.count = 3 }),
        (.approval, { $0.approvalObjection = "nobody approved" }),
    ]

    private static var open: PurgeGate {
        var gate = PurgeGate(limits)
        gate.support = .supported(ReleaseNumber(3, 7, 2))
        gate.trash = (TrashOwner(trashID: 1, user: nil), TrashOwner(trashID: 1, user: nil))
        gate.listing = listing()
        gate.count = 2
        gate.listed = 3
        return gate
    }

    @Test func `is open without objections`() {
        #expect(Self.open.objection() == nil)
    }

    @Test func `knows a reason for each check`() {
        #expect(Self.facts.map(\.check) == PurgeGate.Check.allCases)
        for fact in Self.facts {
            var gate = Self.open
            fact.add(&gate)
            #expect(gate.objection()?.check == fact.check)
        }
    }

    /// With all reasons at once, each is named once those before it are gone.
    @Test func `names the first reason in the order of the list`() {
        for start in Self.facts.indices {
            var gate = Self.open
            for fact in Self.facts[start...] { fact.add(&gate) }
            #expect(gate.objection()?.check == Self.facts[start].check)
        }
    }

    @Test func `a confirmation lifts the limits and nothing else`() {
        for fact in Self.facts {
            var gate = Self.open
            fact.add(&gate)
            gate.confirmation = .sweep
            let isLimit = [.block, .inflow, .limits].contains(fact.check)
            #expect((gate.objection() == nil) == isLimit, "\(fact.check)")
        }
    }

    @Test func `a confirmation that waited covers up to its number and no inflow`() {
        var gate = Self.open
        gate.count = 5
        gate.confirmation = .items(5)
        #expect(gate.objection() == nil)
        gate.confirmation = .items(4)
        #expect(gate.objection()?.check == .limits)
        #expect(gate.objection()?.limit == .tooManyItems(count: 5, limit: 2))
        gate.confirmation = .items(5)
        gate.inflow = .unusualInflow(received: 100, usualPerDay: 1, factor: 10)
        #expect(gate.objection()?.check == .inflow)
    }

    @Test func `an unnamed trash objects to everything`() {
        var gate = Self.open
        gate.trash = (nil, nil)
        #expect(gate.objection()?.check == .trashOwner)
    }

    /// Only limits block later sweeps, and only a wrong clock is recorded each time.
    @Test func `only limits block`() {
        for fact in Self.facts {
            var gate = Self.open
            fact.add(&gate)
            let objection = gate.objection()
            #expect((objection?.limit != nil) == [.inflow, .limits].contains(fact.check))
            #expect((objection?.recorded != nil) == (fact.check == .clock))
        }
    }
}
