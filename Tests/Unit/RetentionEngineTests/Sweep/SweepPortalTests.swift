import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("Portals of versions that are not supported, and newer ones")
struct SweepPortalTests {
    private static let contracts = [TrashedItem.file(1), .file(2, "contract.pdf")]

    @Test(arguments: [ReleaseNumber(1, 0, 0), .init(3, 1, 0), .init(3, 2, 1), .init(3, 6, 1), .init(3, 7, 0)])
    func `an older portal is not changed and not even listed`(version: ReleaseNumber) async throws {
        let harness = SweepHarness(Self.contracts)
        harness.trash.change { $0.version = .release(version) }
        let outcome = await harness.sweep(.contracts)
        guard case .unsupportedPortal = outcome.problem else {
            Issue.record("\(String(describing: outcome.problem))")
            return
        }
        #expect(outcome.problem?.description.contains("DocSpace \(version)") == true)
        #expect(outcome.problem?.description.contains("3.7.1") == true, "the remedy")
        #expect(harness.trash.now.calls.isEmpty)
        #expect(try harness.state().portalVersion == "\(version)")
    }

    @Test func `a portal that returns no version is not changed`() async {
        let harness = SweepHarness(Self.contracts)
        harness.trash.change { $0.version = .unknown("it answered with a page of HTML") }
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.problem?.description.contains("a page of HTML") == true)
        #expect(harness.changes.isEmpty)
    }

    @Test func `an updated portal is swept again`() async {
        let harness = SweepHarness(Self.contracts)
        harness.trash.change { $0.version = .release(ReleaseNumber(3, 6, 1)) }
        await harness.sweep(.contracts)
        harness.trash.change { $0.version = .release(PortalSupport.oldest) }
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.problem == nil)
        #expect(outcome.counts.restored == 1 && outcome.counts.purged == 1)
    }

    @Test func `a newer portal is changed and warned of once`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.change { $0.version = .release(ReleaseNumber(3, 8, 0)) }
        let first = await harness.sweep(.day)
        #expect(first.counts.purged == 3 && first.problem == nil)
        #expect(first.warnings.count == 1)
        #expect(first.warnings.first?.contains("3.8.0") == true)
        #expect(await harness.sweep(.day).warnings.isEmpty)
        harness.trash.change { $0.version = .release(ReleaseNumber(3, 9, 0)) }
        #expect(await harness.sweep(.day).warnings.count == 1, "another version is news")
    }

    @Test func `the versions around the limits are judged as the contract says`() {
        #expect(PortalSupport(.release(ReleaseNumber(3, 7, 0))) == .tooOld(ReleaseNumber(3, 7, 0)))
        #expect(PortalSupport(.release(ReleaseNumber(3, 7, 1))) == .supported(ReleaseNumber(3, 7, 1)))
        #expect(PortalSupport(.release(ReleaseNumber(3, 7, 2))) == .supported(ReleaseNumber(3, 7, 2)))
        #expect(PortalSupport(.release(ReleaseNumber(3, 7, 3))) == .newer(ReleaseNumber(3, 7, 3)))
        #expect(PortalSupport(.release(ReleaseNumber(3, 10, 0))) == .newer(ReleaseNumber(3, 10, 0)), "not text")
    }

    /// Packages before 3.5 report a wrong version: the message must not make anybody search for a 3.1.0.
    @Test func `the misleading numbers of packages are explained`() {
        #expect(PortalSupport(.release(ReleaseNumber(3, 1, 0))).objection?.contains("3.1.0 to 3.2.1") == true)
        #expect(PortalSupport(.release(ReleaseNumber(1, 0, 0))).objection?.contains("up to 3.0.4") == true)
        #expect(PortalSupport(.release(ReleaseNumber(3, 6, 1))).objection?.contains("packages") == false)
    }
}
