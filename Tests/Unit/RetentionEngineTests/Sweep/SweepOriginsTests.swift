import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// An item without a room came from no room only if its origin folder lies in My documents now.
@Suite struct SweepOriginsTests {
    private static let hold = ActivePolicy.of(
        #""retention":"1d","rules":[{"name":"h","action":"hold","match":{"originRoom":["Finance *"]}}]"#)
    private static let sweepers = ActivePolicy.of(
        #""rules":[{"name":"p","action":"purge","retention":"1d","match":{"not":{"originRoom":["Finance *"]}}}]"#)

    private func inspections(_ harness: SweepHarness) -> [Int] {
        harness.trash.now.calls.compactMap { if case .originLocation(let id) = $0 { id } else { nil } }
    }

    /// Files 1 and 2 from folder 50, file 3 from folder 60.
    private func harness(_ location: OriginLocation) -> SweepHarness {
        let harness = SweepHarness([.file(1), .file(2), .file(3, origin: 60)])
        harness.trash.change { $0.origins = [50: location, 60: .myDocuments] }
        return harness
    }

    @Test(arguments: [OriginLocation.unknown, .elsewhere])
    func `an item from a trashed folder of a room is not purged`(_ location: OriginLocation) async {
        for policy in [Self.hold, Self.sweepers] {
            let harness = harness(location)
            await harness.sweep(policy)
            #expect(harness.keysLeft == [key(1), key(2)])
            #expect(harness.changes == [.purge([key(3)])])
        }
    }

    @Test func `an item from my documents is purged`() async {
        for policy in [Self.hold, Self.sweepers] {
            let harness = harness(.myDocuments)
            await harness.sweep(policy)
            #expect(harness.keysLeft.isEmpty)
        }
    }

    @Test func `each folder is inspected once a sweep`() async {
        let harness = harness(.myDocuments)
        await harness.sweep(Self.hold)
        #expect(inspections(harness) == [50, 60])
    }

    @Test func `no folder is inspected unless a rule needs it`() async {
        let harness = harness(.unknown)
        await harness.sweep(.contracts)
        #expect(inspections(harness).isEmpty)
        #expect(harness.keysLeft.isEmpty)
    }

    @Test func `after three failures in a row the rest is unknown`() async {
        let harness = SweepHarness((1...9).map { .file($0, origin: 100 + $0) })
        harness.trash.follow { _, call throws(PortalError) in
            if case .originLocation(let id) = call, id != 101 { throw .timedOut }
            return nil
        }
        let outcome = await harness.sweep(Self.hold)
        #expect(inspections(harness) == [101, 102, 103, 104])
        #expect(harness.keysLeft == (2...9).map(key))
        #expect(outcome.problem == nil)
    }

    @Test func `a stop while inspecting ends the sweep`() async {
        let harness = harness(.myDocuments)
        harness.trash.follow { _, call throws(PortalError) in
            if case .originLocation = call { throw .cancelled }
            return nil
        }
        let outcome = await harness.sweep(Self.hold)
        #expect(outcome.problem?.isInterruption == true)
        #expect(harness.changes.isEmpty)
    }
}
