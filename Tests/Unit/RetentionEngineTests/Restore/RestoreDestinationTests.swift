import Foundation
import Synchronization
import Testing

@testable import Retention
@testable import RetentionEngine

/// The destinations of restored items, and their records.
@Suite struct RestoreDestinationTests {
    private static let hold = ActivePolicy.of(
        #""rules":[{"name":"h","action":"hold","match":{"title":["*"]},"to":"origin","fallback":{"folder":99}}]"#)
    private static let fixed = ActivePolicy.of(
        #""rules":[{"name":"c","action":"restore","match":{"title":["*contract*"]},"to":{"folder":50}}]"#)

    /// Folder 50 lies in a room that deletes files after a week.
    private func harness(_ items: [TrashedItem], lifetime: FileLifetime? = FileLifetime(days: 7)) -> SweepHarness {
        let harness = SweepHarness(items)
        harness.trash.change {
            $0.destinations = [.folder(50): RestoreDestination(id: 50, title: "Inbox", lifetime: lifetime)]
        }
        return harness
    }

    @Test func `a room that would delete the file gives way to the fallback`() async throws {
        let harness = harness([.file(1, "contract", daysAgo: 10), .file(2, "contract", daysAgo: 2)])
        let outcome = await harness.sweep(.contracts)
        #expect(harness.trash.now.restored == [key(1): 99, key(2): 50])
        #expect(outcome.counts.restored == 2)
        #expect(outcome.problem == nil)
        let record = try #require(harness.audit.of(.restored).first { $0.item?.key == key(1) })
        #expect(
            record.reason
                == "protected by its rule; not to folder 50: its room deletes files after 7 days, and would delete this one at once"
        )
        #expect(record.target == RecordedTarget(id: 99, title: "Folder 99"))
        let other = try #require(harness.audit.of(.restored).first { $0.item?.key == key(2) })
        #expect(other.reason == "protected by its rule")
        #expect(other.target == RecordedTarget(id: 50, title: "Inbox"))
    }

    @Test func `a rescue goes around such a room`() async throws {
        let harness = harness([.file(1, daysAgo: 28), .folder(2, daysAgo: 28)], lifetime: FileLifetime(days: 28))
        await harness.sweep(Self.hold)
        #expect(harness.trash.now.restored == [key(1): 99, ItemKey(.folder, 2): 99])
        #expect(harness.audit.of(.rescued).allSatisfy { $0.reason?.contains("not to folder 50") == true })
    }

    @Test func `without a fallback the item stays and the record says why`() async throws {
        let harness = harness([.file(1, "contract", daysAgo: 10)])
        let outcome = await harness.sweep(Self.fixed)
        #expect(harness.changes.isEmpty)
        #expect(outcome.counts.failed == 1)
        #expect(
            harness.audit.of(.restoreFailed).first?.reason?.hasPrefix("folder 50: its room deletes files after 7 days")
                == true)
    }

    @Test func `a fallback in such a room is not used either`() async throws {
        let harness = harness([.file(1, "contract", daysAgo: 10, origin: nil)], lifetime: nil)
        harness.trash.change {
            $0.destinations[.folder(99)] = RestoreDestination(id: 99, title: nil, lifetime: FileLifetime(days: 10))
        }
        await harness.sweep(.contracts)
        #expect(harness.changes.isEmpty)
    }

    /// The portal deletes by its own clock. Ours is two days behind it.
    @Test func `a file's end is compared with the portal's clock`() async throws {
        let harness = harness([.file(1, "contract", daysAgo: 5)])
        harness.trash.change { $0.skew = -2 * 86_400 }
        await harness.sweep(Self.fixed)
        #expect(harness.changes.isEmpty)
        harness.trash.change { $0.skew = 0 }
        harness.clock.advance(3_600)
        await harness.sweep(Self.fixed)
        #expect(harness.changes.count == 1)
    }

    @Test func `a form room gets one file a call and no folder`() async throws {
        let harness = SweepHarness([.file(1, "contract"), .file(2, "contract"), .folder(3, "contract")])
        harness.trash.change {
            $0.destinations = [.folder(50): RestoreDestination(id: 50, title: "Forms", isFormRoom: true)]
        }
        await harness.sweep(.contracts)
        #expect(
            harness.changes == [
                .restore([key(1)], into: 50), .restore([key(2)], into: 50), .restore([ItemKey(.folder, 3)], into: 99),
            ])
        let folder = harness.audit.of(.restored).first { $0.item?.key.kind == .folder }
        #expect(folder?.reason?.hasSuffix("not to folder 50: its form-filling room accepts no folders") == true)
    }

    @Test func `records name the folder that took the item in the end`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow { _, call throws(PortalError) in
            if case .restore(_, into: 50) = call { throw .denied }
            return nil
        }
        await harness.sweep(.contracts)
        #expect(harness.audit.of(.restoreRequested).map(\.target?.id) == [50])
        let restored = try #require(harness.audit.of(.restored).first)
        #expect(restored.target?.id == 99)
        #expect(restored.reason?.hasSuffix("not to folder 50: the portal denied access (403)") == true)
    }

    @Test func `a restore found after a crash names its folder`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.loseChanges()
        await harness.sweep(.contracts)
        harness.trash.change {
            $0.items = []
            $0.restored[key(1)] = 50
        }
        harness.clock.advance(100_000)
        await harness.sweep(.contracts)
        #expect(harness.audit.of(.restored).map(\.target) == [RecordedTarget(id: 50, title: "Folder 50")])
        #expect(harness.audit.of(.outcomeUnknown).map(\.target?.id) == [50])
    }

    @Test func `fields name the target`() {
        let record = AuditRecord(
            .restored, account: "alice", sweepID: "s", policyDigest: "d", target: RecordedTarget(id: 7, title: "A\nB"))
        let fields = Dictionary(uniqueKeysWithValues: record.fields.map { ($0.name, $0.value) })
        #expect(fields["RETENTIOND_TARGET_ID"] == "7")
        #expect(fields["RETENTIOND_TARGET_TITLE"] == "A\nB")
    }
}

/// A refused move proves nothing about an item that isn't there: the portal answers 403 and 500 for missing ones.
@Suite struct MissingItemTests {
    private static func answer(_ failure: PortalError) -> InMemoryTrash.Script {
        { contents, call throws(PortalError) in
            guard case .restore = call else { return nil }
            contents.items = []
            throw failure
        }
    }

    @Test(arguments: [
        PortalError.denied, .missing,
        PortalError(.unavailable, excludesEffect: false, "the portal or its gateway failed (500)"),
    ]) func `is neither denied nor unknown`(_ failure: PortalError) async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow(Self.answer(failure))
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.problem == nil)
        #expect(outcome.counts.failed + outcome.counts.unknown == 0)
        #expect(try harness.state().quarantine.isEmpty)
        #expect(harness.audit.of(.restoreFailed).map(\.reason) == ["it no longer exists"])
        #expect(harness.changes.count == 1)
    }

    @Test func `is not claimed when a person restored it`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .restore = call else { return nil }
            contents.items = []
            contents.restored[key(1)] = 5
            throw .denied
        }
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.counts.restored == 0)
        #expect(outcome.problem == nil)
        #expect(harness.audit.of(.restoreFailed).map(\.reason) == ["somebody restored it to another folder"])
    }

    /// A gateway that passed the call on, and then refused it itself.
    @Test func `is ours in the folder that was requested`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .restore(_, let folder) = call else { return nil }
            contents.items = []
            contents.restored[key(1)] = folder
            throw .denied
        }
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.counts.restored == 1)
        #expect(harness.audit.of(.restored).first?.reason?.contains("although it was refused") == true)
        #expect(harness.changes.count == 1)
    }

    @Test func `many of them do not stop the rest`() async throws {
        let missing = (1...20).map { TrashedItem.file($0, "contract") }
        let harness = SweepHarness(missing + [.file(99, "contract")])
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .restore(let keys, _) = call else { return nil }
            contents.items.removeAll { $0.key != key(99) }
            if keys.contains(where: { $0 != key(99) }) { throw .denied }
            return nil
        }
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.problem == nil)
        #expect(harness.trash.now.restored == [key(99): 50])
    }

    @Test func `a refused item that cannot be inspected is not quarantined`() async throws {
        let harness = SweepHarness([.file(1, "contract", origin: nil)])
        let wasRefused = Mutex(false)
        harness.trash.follow { _, call throws(PortalError) in
            switch call {
            case .restore:
                wasRefused.withLock { $0 = true }
                throw .denied
            case .locate where wasRefused.withLock({ $0 }): throw .unreachable
            default: return nil
            }
        }
        await harness.sweep(.contracts)
        #expect(harness.audit.keys(.outcomeUnknown) == [key(1)])
        #expect(harness.audit.of(.restoreFailed).isEmpty)
        #expect(try harness.state().quarantine.isEmpty && harness.requests().count == 1)
    }
}
