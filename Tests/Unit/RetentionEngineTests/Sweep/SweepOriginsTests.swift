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

    private func inspections(_ bench: Bench) -> [Int] {
        bench.trash.now.calls.compactMap { if case .originLocation(let id) = $0 { id } else { nil } }
    }

    /// Files 1 and 2 from folder 50, file 3 from folder 60.
    private func bench(_ location: OriginLocation) -> Bench {
        let bench = Bench([.file(1), .file(2), .file(3, origin: 60)])
        bench.trash.change { $0.origins = [50: location, 60: .myDocuments] }
        return bench
    }

    @Test(arguments: [OriginLocation.unknown, .elsewhere])
    func anItemFromATrashedFolderOfARoomIsNotPurged(_ location: OriginLocation) async {
        for policy in [Self.hold, Self.sweepers] {
            let bench = bench(location)
            await bench.sweep(policy)
            #expect(bench.keysLeft == [key(1), key(2)])
            #expect(bench.changes == [.purge([key(3)])])
        }
    }

    @Test func anItemFromMyDocumentsIsPurged() async {
        for policy in [Self.hold, Self.sweepers] {
            let bench = bench(.myDocuments)
            await bench.sweep(policy)
            #expect(bench.keysLeft.isEmpty)
        }
    }

    @Test func eachFolderIsInspectedOnceASweep() async {
        let bench = bench(.myDocuments)
        await bench.sweep(Self.hold)
        #expect(inspections(bench) == [50, 60])
    }

    @Test func noFolderIsInspectedUnlessARuleNeedsIt() async {
        let bench = bench(.unknown)
        await bench.sweep(.contracts)
        #expect(inspections(bench).isEmpty)
        #expect(bench.keysLeft.isEmpty)
    }

    @Test func afterThreeFailuresInARowTheRestIsUnknown() async {
        let bench = Bench((1...9).map { .file($0, origin: 100 + $0) })
        bench.trash.follow { _, call throws(PortalFailure) in
            if case .originLocation(let id) = call, id != 101 { throw .timedOut }
            return nil
        }
        let outcome = await bench.sweep(Self.hold)
        #expect(inspections(bench) == [101, 102, 103, 104])
        #expect(bench.keysLeft == (2...9).map(key))
        #expect(outcome.problem == nil)
    }

    @Test func aStopWhileInspectingEndsTheSweep() async {
        let bench = bench(.myDocuments)
        bench.trash.follow { _, call throws(PortalFailure) in
            if case .originLocation = call { throw .cancelled }
            return nil
        }
        let outcome = await bench.sweep(Self.hold)
        #expect(outcome.problem?.isInterruption == true)
        #expect(bench.changes.isEmpty)
    }
}
