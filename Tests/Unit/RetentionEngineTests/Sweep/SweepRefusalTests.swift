import Foundation
import Synchronization
import Testing

@testable import Retention
@testable import RetentionEngine

/// A gateway passes a call on and answers for the portal: a refusal proves nothing.
@Suite struct SweepRefusalTests {
    private static let claims: [PortalError] = [
        .denied, .missing, .keyRefused,
        PortalError(.unavailable, excludesEffect: false, "the portal redirected to another address (302)"),
        .throttled,
    ]

    @Test(arguments: claims) func `a destruction by a refused purge is recorded`(claim: PortalError) async throws {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge = call else { return nil }
            contents.items = []
            throw claim
        }
        let outcome = await harness.sweep(.day)
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(2), key(3)])
        #expect(harness.audit.of(.purgeFailed).isEmpty)
        #expect(outcome.counts.purged == 3)
        #expect(try harness.requests().isEmpty)
    }

    @Test(arguments: claims) func `a restore by a refused call is recorded`(claim: PortalError) async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .restore(_, let folder) = call else { return nil }
            contents.items = []
            contents.restored[key(1)] = folder
            throw claim
        }
        await harness.sweep(.contracts)
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(harness.audit.of(.restoreFailed).isEmpty)
        #expect(harness.changes.count == 1)
        #expect(try harness.requests().isEmpty)
    }

    /// Still there while the portal works: the gateway may have passed it on a moment ago.
    @Test func `an item still there stays open while the portal works`() async throws {
        let harness = SweepHarness([.file(1)])
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge = call else { return nil }
            contents.isWorking = true
            throw .denied
        }
        await harness.sweep(.day)
        #expect(harness.audit.of(.purgeFailed).isEmpty)
        #expect(harness.audit.keys(.outcomeUnknown) == [key(1)])
        harness.trash.change {
            $0.isWorking = false
            $0.items = []
        }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged) == [key(1)])
    }

    /// A gateway passed the call on, and the portal's list shows it for a minute only. It runs an hour later.
    @Test func `a refused call that waits in a lane is watched for a day`() async throws {
        let harness = SweepHarness([.file(1)])
        harness.refuseCallsThatWait(.denied)
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        await harness.destroyAllInAnHour(.day)
        #expect(harness.audit.keys(.purged) == [key(1)])
    }

    /// Its parts are not sent: a person may restore a file before the one of the two, and the other would destroy it.
    @Test(arguments: [PortalError.denied, .throttled])
    func `a call that waits in a lane is not divided, and watched for a day`(claim: PortalError) async throws {
        let harness = SweepHarness(files(1...2))
        harness.refuseCallsThatWait(claim)
        await harness.sweep(.day)
        #expect(harness.changes.count == 1)
        #expect(harness.audit.keys(.purgeFailed).sorted() == [key(1), key(2)])
        await harness.destroyAllInAnHour(.day)
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(2)])
        #expect(harness.audit.of(.purged).allSatisfy { $0.reason?.contains("although it was refused") == true })
    }

    /// A part of a refused call was taken, and trashed a live file again. Held in the trash, the file would be destroyed
    /// by the call if it still waits.
    @Test func `what a part of a refused call trashed again is put back`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { [unowned harness] contents, call throws(PortalError) in
            switch call {
            case .purge(let keys) where keys.count == 2: throw .denied
            case .purge(let keys) where keys == [key(1)]:
                contents.items[0].trashedAt = harness.clock.now
                return OperationReport(id: "op", end: .finished)
            default: return nil
            }
        }
        await harness.sweep(.day)
        #expect(harness.trash.now.restored == [key(1): 50])
        #expect(harness.audit.of(.holdAdded).isEmpty)
        #expect(try harness.requests().watched[key(1)]?.first?.refusedAt != nil, "the waiting call may trash it again")
    }

    /// The call is noted once for each item, also for one that changed before a part could name it.
    @Test func `each item of a waiting call is noted once`() async throws {
        let harness = SweepHarness(files(1...2))
        let noted = Mutex<[[ItemKey]]>([])
        harness.trash.follow { [unowned harness] contents, call throws(PortalError) in
            switch call {
            case .purge:
                contents.isWorking = true
                contents.items[0].trashedAt = harness.clock.now
                throw .denied
            case .list where contents.calls.contains(where: \.isChange):
                noted.withLock { $0 = harness.waitingCalls() }
                return nil
            default: return nil
            }
        }
        await harness.sweep(.day)
        #expect(noted.withLock { $0 } == [[key(1), key(2)]])
    }

    /// While every call fails, each sweep adds a request.
    @Test func `what is watched does not grow with the number of failures`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow { _, call throws(PortalError) in
            if case .restore = call { throw .timedOut }
            return nil
        }
        for _ in 1...6 {
            await harness.sweep(.contracts)
            harness.clock.advance(900)
        }
        #expect(harness.audit.keys(.restoreFailed).count >= 4)
        #expect(try harness.requests().watched[key(1)]?.count == 2)
    }

    /// Recorded as failed, because it was there and the portal was idle; gone before the next inspection.
    @Test func `an item that is gone after the refusal is recorded as purged`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { _, call throws(PortalError) in
            if case .purge = call { throw .denied }
            return nil
        }
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purgeFailed).sorted() == [key(1), key(2)])
        #expect(try harness.requests().isEmpty && harness.requests().watched.count == 2)
        harness.trash.change { $0.items.removeAll { $0.key == key(1) } }
        harness.clock.advance(300)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(harness.audit.of(.purged).first?.reason?.contains("although it was refused") == true)
        // The other one was still there after the settling time.
        harness.trash.change { $0.items = [] }
        harness.clock.advance(300)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(try harness.requests() == RequestLedger())
    }

    /// The whole call was refused and waited in a lane, and its part ended with an error: it may still destroy the item.
    @Test func `an item that is gone after a part of the call failed is recorded as purged`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge(let keys) = call else { return nil }
            if keys.count == 2 { throw .denied }
            return OperationReport(id: "op", end: .finishedWithError)
        }
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purgeFailed).sorted() == [key(1), key(2)])
        harness.trash.change { $0.items = [] }
        harness.clock.advance(300)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(2)])
    }

    /// A gateway refused a call that ran anyway, and trashed a file again that a person had just restored. A part of the
    /// call that named this file at once would destroy it.
    @Test func `a part of a refused call names nothing that the call trashed again`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { [unowned harness] contents, call throws(PortalError) in
            guard case .purge(let keys) = call, keys.count == 2 else { return nil }
            contents.items[0].trashedAt = harness.clock.now
            throw .denied
        }
        await harness.sweep(.day)
        let named = harness.changes.dropFirst().flatMap { call -> [ItemKey] in
            if case .purge(let keys) = call { keys } else { [] }
        }
        #expect(named == [key(2)])
        #expect(harness.trash.now.items.map(\.key) == [key(1)])
        #expect(harness.audit.keys(.purged) == [key(2)])
        #expect(harness.audit.keys(.holdAdded) == [key(1)])
    }

    /// The operation ended with an error, and a replica still showed the item in the trash: another destination was
    /// tried, and then it turned out that the first call had restored the item.
    @Test func `the first destinations late restore is recorded`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        let inspections = Mutex(0)
        let failed = OperationReport(id: "op", end: .finishedWithError)
        harness.trash.follow { contents, call throws(PortalError) in
            switch call {
            case .restore(_, let folder):
                contents.restored[key(1)] = folder
                return failed
            case .locate where contents.restored[key(1)] != nil:
                // Reads are stale, twice.
                let count = inspections.withLock { inspections in
                    inspections += 1
                    return inspections
                }
                if count == 3 { contents.items = [] }
                return nil
            default: return nil
            }
        }
        await harness.sweep(.contracts)
        #expect(harness.changes.count == 1)
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(harness.audit.of(.restored).first?.target?.id == 50)
        #expect(harness.audit.of(.restoreFailed).isEmpty)
    }

    /// Readings come from a replica of the database, which shows the items for some seconds more.
    @Test(arguments: [true, false]) func `a destruction that a lagging replica hides is recorded`(
        isRefused: Bool
    ) async throws {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { _, call throws(PortalError) in
            guard case .purge = call else { return nil }
            if isRefused { throw .keyRefused }
            return OperationReport(id: "op", end: .finishedWithError)
        }
        await harness.sweep(.day, whileWaiting: { harness.trash.change { $0.items = [] } })
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(2), key(3)])
        #expect(harness.audit.of(.purgeFailed).isEmpty)
        #expect(try harness.requests().isEmpty)
    }

    /// Only a call that was never sent did nothing for certain.
    @Test func `a call that was never sent is not claimed`() async throws {
        let harness = SweepHarness([.file(1)])
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge = call else { return nil }
            contents.items = []
            throw .unreachable
        }
        await harness.sweep(.day)
        #expect(harness.audit.of(.purged).isEmpty)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
    }

    /// A 429 to a call that was carried out: its items are not requested again, and have their outcome.
    @Test func `postponed items that are gone are not requested again`() async throws {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge = call, contents.count(\.isChange) == 1 else { return nil }
            contents.items.removeAll { $0.key == key(2) }
            throw .throttled
        }
        let outcome = await harness.sweep(.day)
        #expect(harness.changes == [.purge([key(1), key(2), key(3)]), .purge([key(1), key(3)])])
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(2), key(3)])
        #expect(outcome.problem == nil)
    }

    /// The call is divided. Its second part is sent so late that its item must be inspected again, and it is no longer
    /// in the trash: the refused call had restored it.
    @Test func `a restore by a refused call before its parts is recorded`() async throws {
        let harness = SweepHarness([.file(1, "contract"), .file(2, "contract")])
        harness.trash.follow { [unowned harness] contents, call throws(PortalError) in
            guard case .restore(let keys, let folder) = call else { return nil }
            if keys.count == 2 {
                contents.items.removeAll { $0.key == key(2) }
                contents.restored[key(2)] = folder
                throw .denied
            }
            harness.clock.advance(15)
            return nil
        }
        await harness.sweep(.contracts)
        #expect(harness.changes.count == 2)
        #expect(harness.audit.keys(.restored).sorted() == [key(1), key(2)])
        #expect(harness.audit.of(.restoreFailed).isEmpty)
    }

    /// The same for a purge.
    @Test func `a destruction by a refused purge before its parts is recorded`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { [unowned harness] contents, call throws(PortalError) in
            guard case .purge(let keys) = call else { return nil }
            if keys.count == 2 {
                contents.items.removeAll { $0.key == key(2) }
                throw .denied
            }
            harness.clock.advance(15)
            return nil
        }
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(2)])
        #expect(harness.audit.of(.purgeFailed).isEmpty)
    }
}

extension SweepHarness {
    /// The items of each line about calls that may wait in a lane.
    fileprivate func waitingCalls() -> [[ItemKey]] {
        struct Line: Decodable { let event: RequestEvent }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        let text = (try? String(contentsOfFile: requestsPath, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            guard case .waiting(let items, _, _) = try? decoder.decode(Line.self, from: Data(line.utf8)).event
            else { return nil }
            return items
        }
    }
}
