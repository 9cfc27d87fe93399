import Testing

@testable import Retention
@testable import RetentionEngine

/// Finding the items that a portal refuses, if it refuses whole calls without naming the bad id.
@Suite struct CallerTests {
    /// The sent calls, and how often each item was named.
    private final class Sent {
        var calls: [[ItemKey]] = []
        /// The longest time that each was to be followed.
        var limits: [Duration] = []
        var mostOfOne: Int { Dictionary(grouping: calls.flatMap(\.self), by: \.self).values.map(\.count).max() ?? 0 }
    }

    private func planned(_ count: Int) -> [PlannedItem] {
        (0..<count).map { PlannedItem(item: .file($0 + 1), decision: .purge, reason: "due") }
    }

    private func caller(
        _ sent: Sent, reader: any TrashReader = InMemoryTrash([]), _ answer: @escaping ([ItemKey]) -> PortalFailure?
    ) -> Caller {
        Caller(reader: reader) { keys, _ async throws(PortalFailure) in
            sent.calls.append(keys)
            if let failure = answer(keys) { throw failure }
            return OperationReport(id: nil, end: .finished)
        }
    }

    private static func ceilingOfLog2(_ count: Int) -> Int {
        count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    }

    @Test(arguments: [1, 2, 3, 10, 64, 100, 101])
    func findsTheOneStuckItemWithFewCallsWhereverItIs(count: Int) async {
        for stuck in 1...count {
            let sent = Sent()
            var caller = caller(sent) { $0.contains(key(stuck)) ? .denied : nil }
            let results = await caller.call(planned(count))
            let refused = results.filter { if case .refused = $0.fate { true } else { false } }
            #expect(refused.flatMap { $0.items.map(\.item.key) } == [key(stuck)])
            #expect(results.flatMap(\.items).count == count)
            let depth = Self.ceilingOfLog2(count)
            #expect(sent.calls.count <= 2 * depth + 1, "\(sent.calls.count) calls for item \(stuck) of \(count)")
            #expect(sent.mostOfOne <= depth + 1)
            #expect(caller.stopped == nil)
        }
    }

    @Test func asksForEveryItemExactlyOnceInTheEnd() async {
        let sent = Sent()
        let stuck: Set<ItemKey> = [key(3), key(50), key(51), key(100)]
        var caller = caller(sent) { stuck.isDisjoint(with: $0) ? nil : .missing }
        let results = await caller.call(planned(100))
        #expect(results.flatMap { $0.items.map(\.item.key) } == (1...100).map(key))
        let accepted = results.filter { if case .accepted = $0.fate { true } else { false } }.flatMap(\.items)
        #expect(accepted.count == 96)
    }

    /// A refusal concerns that call's items, not the size of calls.
    @Test func theNextCallIsAsLargeAsEver() async {
        let sent = Sent()
        var caller = caller(sent) { $0.contains(key(17)) ? .denied : nil }
        _ = await caller.call(planned(100))
        #expect(sent.calls.map(\.count).prefix(3) == [100, 50, 25])
        _ = await caller.call(Array(planned(200).suffix(100)))
        #expect(sent.calls.last?.count == 100)
    }

    @Test func stopsAfterAFewWhenEverythingIsRefused() async {
        let sent = Sent()
        var caller = caller(sent, reader: InMemoryTrash(files(1...2_000))) { _ in .denied }
        let results = await caller.call(planned(1_000)) + (await caller.call(planned(1_000)))
        #expect(caller.stopped?.kind == .denied)
        #expect(sent.calls.count < 40)
        #expect(sent.calls.filter { $0.count == 1 }.count == Caller.mostRefusals)
        #expect(results.flatMap(\.items).count == 2_000)
    }

    @Test func manyStuckItemsAreNoBlanketRefusalOnceOneWasTaken() async {
        let sent = Sent()
        var caller = caller(sent) { $0.allSatisfy { $0.id == 1 } ? nil : .denied }
        _ = await caller.call(planned(30))
        #expect(caller.stopped == nil)
        #expect(sent.calls.filter { $0.count == 1 }.count == 30)
    }

    @Test(arguments: [PortalFailure.throttled, .unreachable])
    func stopsAtOnceWhenThePortalCanNotServe(failure: PortalFailure) async {
        let sent = Sent()
        var caller = caller(sent) { _ in failure }
        let results = await caller.call(planned(100)) + (await caller.call(planned(1)))
        #expect(sent.calls.count == 1)
        #expect(caller.stopped?.kind == failure.kind)
        let claimed = results.filter { if case .notSent = $0.fate { false } else { true } }
        #expect(claimed.flatMap(\.items).count == (failure.excludesEffect ? 0 : 100), "a refusal is no proof")
    }

    /// A suspended portal answers everything with 404, a busy one with 403.
    @Test(arguments: [PortalFailure.denied, .missing])
    func dividesNothingWhenThePortalItselfRefuses(failure: PortalFailure) async {
        let sent = Sent()
        let trash = InMemoryTrash([])
        trash.follow { _, call throws(PortalFailure) in
            if call == .probe { throw PortalFailure.unreachable }
            return nil
        }
        var caller = caller(sent, reader: trash) { _ in failure }
        let results = await caller.call(planned(100))
        #expect(sent.calls.count == 1)
        #expect(caller.stopped?.kind == .unavailable)
        #expect(results.flatMap(\.items).count == 100)
    }

    @Test func whatSomebodyElseTookFirstIsNoRefusalOfThePortal() async {
        let sent = Sent()
        var caller = caller(sent) { $0.contains { $0.id <= 12 } ? .missing : nil }
        let results = await caller.call(planned(30))
        #expect(caller.stopped == nil)
        let taken = results.filter { if case .accepted = $0.fate { true } else { false } }
        #expect(taken.flatMap(\.items).count == 18)
    }

    @Test func neverSendsAgainWhatMayHaveBeenDone() async {
        let sent = Sent()
        var caller = caller(sent) { _ in .timedOut }
        let results = await caller.call(planned(100))
        #expect(sent.calls.count == 1)
        #expect(caller.unsure == 1)
        guard case .unsure = results[0].fate else { return #expect(Bool(false), "\(results[0].fate)") }
    }

    @Test func givesUpAfterAFewUnknownEffects() async {
        let sent = Sent()
        var caller = caller(sent) { _ in .timedOut }
        for _ in 0..<10 { _ = await caller.call(planned(1)) }
        #expect(sent.calls.count == Caller.mostUnsure)
        #expect(caller.stopped != nil)
    }

    /// The parts of a divided call are followed for as long as their own items take.
    @Test func saysHowLongToFollowWhatItSends() async {
        let sent = Sent()
        var caller = Caller(reader: InMemoryTrash([])) { keys, limit async throws(PortalFailure) in
            sent.calls.append(keys)
            sent.limits.append(limit)
            if keys.count > 2 { throw .denied }
            return OperationReport(id: nil, end: .finished)
        }
        _ = await caller.call(planned(4))
        #expect(sent.calls.map(\.count) == [4, 2, 2])
        #expect(sent.limits == [.seconds(64), .seconds(62), .seconds(62)])
    }

    /// Items refused as part of a larger call have been sent, even if the rest is stopped.
    @Test func theRestOfARefusedCallIsNotUnsent() async {
        let sent = Sent()
        var caller = caller(sent) { $0.count > 2 ? .denied : .unreachable }
        let results = await caller.call(planned(4))
        #expect(results.flatMap(\.items).count == 4)
        for result in results {
            guard case .refused = result.fate else { return #expect(Bool(false), "\(result.fate)") }
            #expect(!result.fate.isRefusalOfItem, "nobody refused these alone")
        }
    }

    @Test func stopsWhenItIsStopped() async {
        let sent = Sent()
        var caller = caller(sent) { _ in .cancelled }
        for _ in 0..<3 { _ = await caller.call(planned(5)) }
        #expect(sent.calls.count == 1)
    }
}
