import Testing

@testable import Retention
@testable import RetentionEngine

/// Finding the items that a portal refuses, if it refuses whole calls without naming the bad id.
@Suite struct BisectingSenderTests {
    /// The sent calls, and how often each item was named.
    private final class Sent {
        var calls: [[ItemKey]] = []
        /// The longest time that each was to be followed.
        var limits: [Duration] = []
        var maxOfOne: Int { Dictionary(grouping: calls.flatMap(\.self), by: \.self).values.map(\.count).max() ?? 0 }
    }

    private func planned(_ count: Int) -> [PlannedItem] {
        (0..<count).map { PlannedItem(item: .file($0 + 1), decision: .purge, reason: "due") }
    }

    private func sender(
        _ sent: Sent, reader: any TrashReader = InMemoryTrash([]), _ answer: @escaping ([ItemKey]) -> PortalError?
    ) -> BisectingSender {
        BisectingSender(reader: reader) { keys, _ async throws(PortalError) in
            sent.calls.append(keys)
            if let failure = answer(keys) { throw failure }
            return OperationReport(id: nil, end: .finished)
        }
    }

    private static func ceilingOfLog2(_ count: Int) -> Int {
        count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    }

    @Test(arguments: [1, 2, 3, 10, 64, 100, 101])
    func `finds the one stuck item with few calls wherever it is`(count: Int) async {
        for stuck in 1...count {
            let sent = Sent()
            var sender = sender(sent) { $0.contains(key(stuck)) ? .denied : nil }
            let results = await sender.call(planned(count))
            let refused = results.filter { if case .refused = $0.status { true } else { false } }
            #expect(refused.flatMap { $0.items.map(\.item.key) } == [key(stuck)])
            #expect(results.flatMap(\.items).count == count)
            let depth = Self.ceilingOfLog2(count)
            #expect(sent.calls.count <= 2 * depth + 1, "\(sent.calls.count) calls for item \(stuck) of \(count)")
            #expect(sent.maxOfOne <= depth + 1)
            #expect(sender.stopped == nil)
        }
    }

    @Test func `names every item exactly once in the end`() async {
        let sent = Sent()
        let stuck: Set<ItemKey> = [key(3), key(50), key(51), key(100)]
        var sender = sender(sent) { stuck.isDisjoint(with: $0) ? nil : .missing }
        let results = await sender.call(planned(100))
        #expect(results.flatMap { $0.items.map(\.item.key) } == (1...100).map(key))
        let accepted = results.filter { if case .accepted = $0.status { true } else { false } }.flatMap(\.items)
        #expect(accepted.count == 96)
    }

    /// A refusal concerns that call's items, not the size of calls.
    @Test func `the next call is as large as ever`() async {
        let sent = Sent()
        var sender = sender(sent) { $0.contains(key(17)) ? .denied : nil }
        _ = await sender.call(planned(100))
        #expect(sent.calls.map(\.count).prefix(3) == [100, 50, 25])
        _ = await sender.call(Array(planned(200).suffix(100)))
        #expect(sent.calls.last?.count == 100)
    }

    @Test func `stops after a few when everything is refused`() async {
        let sent = Sent()
        var sender = sender(sent, reader: InMemoryTrash(files(1...2_000))) { _ in .denied }
        let results = await sender.call(planned(1_000)) + (await sender.call(planned(1_000)))
        #expect(sender.stopped?.kind == .denied)
        #expect(sent.calls.count < 40)
        #expect(sent.calls.filter { $0.count == 1 }.count == BisectingSender.maxRefusals)
        #expect(results.flatMap(\.items).count == 2_000)
    }

    @Test func `many stuck items do not count as a blanket refusal once one was accepted`() async {
        let sent = Sent()
        var sender = sender(sent) { $0.allSatisfy { $0.id == 1 } ? nil : .denied }
        _ = await sender.call(planned(30))
        #expect(sender.stopped == nil)
        #expect(sent.calls.filter { $0.count == 1 }.count == 30)
    }

    @Test(arguments: [PortalError.throttled, .unreachable])
    func `stops at once when the portal cannot serve`(failure: PortalError) async {
        let sent = Sent()
        var sender = sender(sent) { _ in failure }
        let results = await sender.call(planned(100)) + (await sender.call(planned(1)))
        #expect(sent.calls.count == 1)
        #expect(sender.stopped?.kind == failure.kind)
        let claimed = results.filter { if case .notSent = $0.status { false } else { true } }
        #expect(claimed.flatMap(\.items).count == (failure.excludesEffect ? 0 : 100), "a refusal is no proof")
    }

    /// A suspended portal answers everything with 404, a busy one with 403.
    @Test(arguments: [PortalError.denied, .missing])
    func `divides nothing when the portal itself refuses`(failure: PortalError) async {
        let sent = Sent()
        let trash = InMemoryTrash([])
        trash.follow { _, call throws(PortalError) in
            if call == .probe { throw PortalError.unreachable }
            return nil
        }
        var sender = sender(sent, reader: trash) { _ in failure }
        let results = await sender.call(planned(100))
        #expect(sent.calls.count == 1)
        #expect(sender.stopped?.kind == .unavailable)
        #expect(results.flatMap(\.items).count == 100)
    }

    @Test func `an item that somebody else took first is not a refusal`() async {
        let sent = Sent()
        var sender = sender(sent) { $0.contains { $0.id <= 12 } ? .missing : nil }
        let results = await sender.call(planned(30))
        #expect(sender.stopped == nil)
        let taken = results.filter { if case .accepted = $0.status { true } else { false } }
        #expect(taken.flatMap(\.items).count == 18)
    }

    @Test func `never sends again what may have been done`() async {
        let sent = Sent()
        var sender = sender(sent) { _ in .timedOut }
        let results = await sender.call(planned(100))
        #expect(sent.calls.count == 1)
        #expect(sender.unsure == 1)
        guard case .unsure = results[0].status else { return #expect(Bool(false), "\(results[0].status)") }
    }

    @Test func `gives up after a few unknown effects`() async {
        let sent = Sent()
        var sender = sender(sent) { _ in .timedOut }
        for _ in 0..<10 { _ = await sender.call(planned(1)) }
        #expect(sent.calls.count == BisectingSender.maxUnsure)
        #expect(sender.stopped != nil)
    }

    /// The parts of a divided call are followed for as long as their own items take.
    @Test func `says how long to follow what it sends`() async {
        let sent = Sent()
        var sender = BisectingSender(reader: InMemoryTrash([])) { keys, limit async throws(PortalError) in
            sent.calls.append(keys)
            sent.limits.append(limit)
            if keys.count > 2 { throw .denied }
            return OperationReport(id: nil, end: .finished)
        }
        _ = await sender.call(planned(4))
        #expect(sent.calls.map(\.count) == [4, 2, 2])
        #expect(sent.limits == [.seconds(64), .seconds(62), .seconds(62)])
    }

    /// Items refused as part of a larger call have been sent, even if the rest is stopped.
    @Test func `the rest of a refused call is not unsent`() async {
        let sent = Sent()
        var sender = sender(sent) { $0.count > 2 ? .denied : .unreachable }
        let results = await sender.call(planned(4))
        #expect(results.flatMap(\.items).count == 4)
        for result in results {
            guard case .refused = result.status else { return #expect(Bool(false), "\(result.status)") }
            #expect(!result.status.isRefusalOfItem, "these were not refused alone")
        }
    }

    @Test func `stops when it is stopped`() async {
        let sent = Sent()
        var sender = sender(sent) { _ in .cancelled }
        for _ in 0..<3 { _ = await sender.call(planned(5)) }
        #expect(sent.calls.count == 1)
    }
}
