import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Each number of a state, replaced by such as only damage writes.
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
        state.quarantine = ["file:1": AccountState.QuarantineEntry(failures: 2, nextAt: at, reason: "r")]
        state.restores = ["file:2": AccountState.RestoreCount(count: 2, lastAt: at)]
        var item = TrashedItem(key: ItemKey(.file, 3), title: "t")
        (item.bytes, item.trashedAt) = (4, at)
        state.intents = [
            AccountState.Intent(
                action: .purge, sweepID: "s", at: at, endedAt: at,
                items: [
                    AccountState.Intent.Item(
                        key: "file:3", title: "t", bytes: 4, trashedAt: at, rule: nil, reason: nil)
                ])
        ]
        state.auditSequence = 7
        state.inflow = Inflow(listed: 30, now: at)
        state.inflow?.add(5, now: at)
        return state
    }

    /// Where the numbers are in a text of JSON.
    private static func numbers(_ text: String) -> [Range<String.Index>] {
        text.ranges(of: /: -?[0-9][0-9.e+-]*/).map { text.index($0.lowerBound, offsetBy: 2)..<$0.upperBound }
    }

    @Test func eachAbsurdNumberIsDamageOrHarmless() throws {
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

    /// Counts on what was read, as a sweep does. An overflow ends the tests.
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
    func aMarkOfDeliveryBeyondAllBoundsIsNone(_ text: String) async throws {
        let bench = Bench([])
        let folder = try bench.store.prepared("audit")
        try folder.replace("delivered", with: Array(text.utf8))
        #expect(DeliveryMark(folder, "delivered") == nil)
    }
}
