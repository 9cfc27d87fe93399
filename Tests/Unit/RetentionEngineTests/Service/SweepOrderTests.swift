import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("Orders of people to the running service", .timeLimit(.minutes(1)))
struct SweepOrderTests {
    private func order(
        _ account: String, _ active: ActivePolicy, isWhole: Bool = true,
        _ work: @escaping @Sendable () async -> Void = {}
    ) -> SweepOrder {
        var known = active.policy.accounts[0]
        known.name = account
        return SweepOrder(account: known, policyDigest: active.digest, isWholeSweep: isWhole, activity: "asked") {
            _, _ in
            await work()
            return SweepService.Report(outcome: nil, problem: nil, health: .ok)
        }
    }

    private func withService(
        _ active: ActivePolicy,
        _ body: (SweepService, ServiceHarness, inout AsyncStream<ServiceHarness.Sweep>.Iterator) async throws -> Void
    ) async throws {
        let harness = ServiceHarness()
        let service = harness.service(active)
        let running = Task { await service.run {} }
        var begun = harness.begun.makeAsyncIterator()
        try await body(service, harness, &begun)
        service.stop()
        await running.value
    }

    @Test func `waits for the sweep under way`() async throws {
        let active = ActivePolicy.accounts(1)
        try await withService(active) { service, _, begun in
            let sweep = try #require(await begun.next())
            let hasBegun = Mutex(false)
            async let report = service.perform(order("a1", active) { hasBegun.withLock { $0 = true } })
            try await Task.sleep(for: .milliseconds(100))
            #expect(!hasBegun.withLock { $0 })
            sweep.succeed()
            #expect(await report != nil)
            #expect(hasBegun.withLock { $0 })
        }
    }

    @Test func `the schedule waits for the order`() async throws {
        let active = ActivePolicy.accounts(1)
        try await withService(active) { service, harness, begun in
            try #require(await begun.next()).succeed()
            let (gate, open) = AsyncStream<Void>.makeStream()
            let (starts, started) = AsyncStream<Void>.makeStream()
            async let report = service.perform(
                order("a1", active, isWhole: false) {
                    started.yield()
                    for await _ in gate { break }
                })
            for await _ in starts { break }
            harness.advance(7200)
            await service.iterate()
            try await Task.sleep(for: .milliseconds(100))
            #expect(harness.maxAtOnce == 1)
            open.yield()
            #expect(await report != nil)
            // A part of a sweep doesn't replace the one that is due.
            await service.iterate()
            let next = try #require(await begun.next())
            next.succeed()
        }
    }

    @Test func `orders do not keep the schedule waiting`() async throws {
        let active = ActivePolicy.accounts(1)
        try await withService(active) { service, harness, begun in
            try #require(await begun.next()).succeed()
            let done = Mutex<[String]>([])
            let (gate, open) = AsyncStream<Void>.makeStream()
            let first = order("a1", active, isWhole: false) { for await _ in gate { break } }
            let second = order("a1", active, isWhole: false) { done.withLock { $0.append("second") } }
            async let one = service.perform(first)
            try await Task.sleep(for: .milliseconds(50))
            async let two = service.perform(second)
            try await Task.sleep(for: .milliseconds(50))
            harness.advance(7200)
            open.yield()
            _ = await one
            let scheduled = try #require(await begun.next())
            #expect(done.withLock { $0 }.isEmpty)
            scheduled.succeed()
            #expect(await two != nil)
        }
    }

    @Test func `nothing is done under another policy`() async throws {
        let (active, later) = (ActivePolicy.accounts(1), ActivePolicy.accounts(1, #""retention":"2d""#))
        try await withService(active) { service, _, begun in
            let sweep = try #require(await begun.next())
            async let report = service.perform(order("a1", active) { Issue.record("it was carried out") })
            try await Task.sleep(for: .milliseconds(50))
            service.reload(later)
            sweep.succeed()
            #expect(await report == nil)
            #expect(await service.perform(order("gone", later)) == nil)
            try #require(await begun.next()).succeed()
        }
    }

    @Test func `a client that disconnects withdraws work that has not begun`() async throws {
        let active = ActivePolicy.accounts(1)
        try await withService(active) { service, _, begun in
            let sweep = try #require(await begun.next())
            let asking = Task { await service.perform(order("a1", active) { Issue.record("it was carried out") }) }
            try await Task.sleep(for: .milliseconds(50))
            asking.cancel()
            #expect(await asking.value == nil)
            sweep.succeed()
        }
    }

    @Test func `started sweeps continue without their requester`() async throws {
        let active = ActivePolicy.accounts(1)
        try await withService(active) { service, _, begun in
            try #require(await begun.next()).succeed()
            let (gate, open) = AsyncStream<Void>.makeStream()
            let (starts, started) = AsyncStream<Void>.makeStream()
            let wasCancelled = Mutex<Bool?>(nil)
            let work = order("a1", active) {
                started.yield()
                for await _ in gate { break }
                wasCancelled.withLock { $0 = Task.isCancelled }
            }
            let asking = Task { await service.perform(work) }
            for await _ in starts { break }
            asking.cancel()
            open.yield()
            _ = await asking.value
            #expect(wasCancelled.withLock { $0 } == false)
        }
    }

    @Test func `a stop answers all that wait`() async throws {
        let active = ActivePolicy.accounts(1)
        let harness = ServiceHarness()
        let service = harness.service(active)
        let running = Task { await service.run {} }
        var begun = harness.begun.makeAsyncIterator()
        _ = await begun.next()
        async let report = service.perform(order("a1", active))
        try await Task.sleep(for: .milliseconds(50))
        service.stop()
        #expect(await report == nil)
        #expect(await service.perform(order("a1", active)) == nil)
        await running.value
    }
}
