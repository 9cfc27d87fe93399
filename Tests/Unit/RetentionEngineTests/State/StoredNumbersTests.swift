import Foundation
import Platform
import Testing

@testable import Retention
@testable import RetentionEngine

/// Each number of a state, replaced by values that only damage writes.
@Suite struct StoredNumbersTests {
    static let absurd = [
        "9223372036854775807", "-9223372036854775808", "-1", "1e300", "-1e300", "1.7976931348623157e308", "4e18",
        "18446744073709551615", "1e-320", "2000000001", "253402300800.0", "-62135596801.0",
    ]

    /// One of everything.
    private static func full() -> AccountState {
        let at = Date(timeIntervalSince1970: 1_795_424_400)
        var state = AccountState()
        state.policy = AccountState.PolicyRecord(digest: "a", since: at, settlesAt: at, settledDigest: nil)
        state.lastSweep = AccountState.SweepRecord(
            id: "s", startedAt: at, finishedAt: at, problem: nil, counts: SweepCounts())
        (state.lastPurge, state.slotsHandledUntil, state.pendingSlot) = (at, at, at)
        state.blocked = AccountState.Block(reason: "r", policyDigest: "a", since: at)
        state.quarantine = [ItemKey(.file, 1): AccountState.QuarantineEntry(failures: 2, nextAt: at, reason: "r")]
        state.restores = [ItemKey(.file, 2): AccountState.RestoreCount(count: 2, lastAt: at)]
        state.reportedHolds = [ItemKey(.file, 4), ItemKey(.folder, 5)]
        state.reportedStrayHolds = [ItemKey(.file, 6)]
        state.intents = [
            AccountState.Intent(
                action: .purge, sweepID: "s", at: at, endedAt: at,
                items: [
                    AccountState.Intent.Item(
                        key: ItemKey(.file, 3), title: "t", bytes: 4, trashedAt: at, rule: nil, reason: nil)
                ])
        ]
        state.auditSequence = 7
        state.inflow = Inflow(listed: 30, now: at)
        state.inflow?.add(5, now: at)
        return state
    }

    /// Other forms of a key, and invalid ones: we write none of them.
    @Test(arguments: [
        "", "file", "file:", "file:0", "file:-1", "file:01", "file:+1", "File:1", "room:1", "file:1:2", " file:1",
        "file:1 ", "file:9223372036854775808", "file:\u{661}",
    ]) func `a malformed key is damage`(_ malformed: String) throws {
        let text = String(decoding: try #require(StateStore.encode(Self.full())), as: UTF8.self)
        let keys = text.ranges(of: #/"(file|folder):[0-9]+"/#)
        try #require(keys.count == 6, "\(text)")
        for range in keys {
            let damaged = text.replacingCharacters(in: range, with: "\"\(malformed)\"")
            #expect(StateStore.decode(Array(damaged.utf8)) == nil, "\(damaged)")
        }
    }

    @Test func `a key that no portal gives is not written`() {
        for change: (inout AccountState) -> Void in [
            { $0.reportedHolds.append(ItemKey(.file, 0)) }, { $0.reportedStrayHolds = [ItemKey(.folder, -1)] },
            { $0.restores[ItemKey(.file, -5)] = $0.restores.values.first },
        ] {
            var state = Self.full()
            change(&state)
            #expect(StateStore.encode(state) == nil)
        }
    }

    /// Where the numbers are in a text of JSON.
    private static func numbers(_ text: String) -> [Range<String.Index>] {
        text.ranges(of: /: -?[0-9][0-9.e+-]*/).map { text.index($0.lowerBound, offsetBy: 2)..<$0.upperBound }
    }

    @Test func `each absurd number is damage or harmless`() throws {
        let text = String(decoding: try #require(StateStore.encode(Self.full())), as: UTF8.self)
        let numbers = Self.numbers(text)
        #expect(numbers.count > 30, "\(text)")
        var refused = 0
        for range in numbers {
            for number in Self.absurd {
                let changed = text.replacingCharacters(in: range, with: number)
                guard let state = StateStore.decode(Array(changed.utf8)) else {
                    refused += 1
                    continue
                }
                #expect(StateStore.encode(state) != nil, "what is read can't be written: \(changed)")
                exercise(state)
            }
        }
        #expect(refused > numbers.count * 6, "only \(refused) were refused")
    }

    /// Counts on from the values read, as a sweep does. An overflow ends the tests.
    private func exercise(_ state: AccountState) {
        let now = Date(timeIntervalSince1970: 1_795_510_800)
        _ = state.consecutiveFailures + 1 + (state.auditSequence ?? 0)
        for entry in state.quarantine.values { _ = entry.failures + 1 }
        for count in state.restores.values { _ = count.count + 1 }
        let dates = [state.policy?.settlesAt, state.lastPurge, state.pendingSlot, state.lastSweep?.finishedAt]
        for date in dates { _ = date?.formatted(.iso8601) }
        var inflow = state.inflow
        inflow?.add(3, now: now)
        _ = inflow?.refusal(factor: 10, now: now)
    }

    @Test(arguments: ["9223372036854775807 c -\n", "-1 c -\n", "1152921504606846977 c -\n"])
    func `a mark of delivery beyond all bounds is ignored`(_ text: String) async throws {
        let harness = SweepHarness([])
        let folder = try harness.store.prepared("audit")
        try folder.replace("delivered", with: Array(text.utf8))
        #expect(DeliveryMark(folder, "delivered") == nil)
    }
}
