import Foundation
import Synchronization
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite(.timeLimit(.minutes(10))) struct SweepServiceTests {
    /// Runs the service around a test, and ends it.
    private func withService(
        _ policy: ActivePolicy,
        _ body: (SweepService, ServiceHarness, inout AsyncStream<ServiceHarness.Sweep>.Iterator) async throws -> Void
    ) async rethrows {
        let harness = ServiceHarness()
        let service = harness.service(policy)
        var sweeps = harness.begun.makeAsyncIterator()
        async let running: Void = service.run(started: {})
        do { try await body(service, harness, &sweeps) } catch {
            service.stop()
            await running
            throw error
        }
        service.stop()
        await running
        #expect(harness.maxAtOnce <= 1, "never two sweeps of one account at once")
    }

    /// Lets time pass and starts an iteration: the service's own timer may be up to a minute away.
    private func pass(_ seconds: Int, _ harness: ServiceHarness, _ service: SweepService) {
        harness.advance(seconds)
        service.reject("look")
    }

    @Test func `sweeps every account at the start`() async throws {
        try await withService(.accounts(3)) { _, _, sweeps in
            var names: Set<String> = []
            for _ in 0..<3 { names.insert(try #require(await sweeps.next()).account) }
            #expect(names == ["a1", "a2", "a3"])
        }
    }

    @Test func `never starts a second sweep of an account that is busy`() async throws {
        try await withService(.accounts(2)) { service, harness, sweeps in
            let first = try #require(await sweeps.next())
            let second = try #require(await sweeps.next())
            second.succeed()
            // The first is stuck for ten hours; only the other one is swept again.
            for _ in 0..<10 {
                try await settle(harness, second.account)
                pass(3_600, harness, service)
                let next = try #require(await sweeps.next())
                #expect(next.account == second.account)
                next.succeed()
            }
            first.succeed()
        }
    }

    /// Waits until the status says that the account waits again.
    private func settle(_ harness: ServiceHarness, _ account: String) async throws {
        for await status in harness.published {
            if status.accounts.first(where: { $0.name == account })?.activity == nil { return }
        }
    }

    @Test func `one failing account delays no other`() async throws {
        try await withService(.accounts(20)) { _, _, sweeps in
            var open: [ServiceHarness.Sweep] = []
            for _ in 0..<20 { open.append(try #require(await sweeps.next())) }
            #expect(Set(open.map(\.account)).count == 20, "nineteen that hang don't keep the twentieth waiting")
        }
    }

    @Test func `a failed sweep is tried again soon and a good one is not`() async throws {
        try await withService(.accounts(2)) { service, harness, sweeps in
            let (one, two) = (try #require(await sweeps.next()), try #require(await sweeps.next()))
            one.fail()
            two.succeed()
            try await settle(harness, one.account)
            try await settle(harness, two.account)
            pass(30, harness, service)
            let again = try #require(await sweeps.next())
            #expect(again.account == one.account)
            again.succeed()
        }
    }

    /// Publishing takes time for each account; publishing a thousand accounts at each change would take quadratic time.
    @Test func `a status of many accounts is not published at each change`() async throws {
        let count = 1_000
        try await withService(.accounts(count)) { service, harness, sweeps in
            for _ in 0..<count { try #require(await sweeps.next()).succeed() }
            while harness.rounds.withLock({ $0 }) <= count { await Task.yield() }
            #expect(harness.publications.withLock { $0 } == 1, "no time has passed")
            pass(1, harness, service)
            // Another event may have caused an iteration before the last end was processed.
            for await status in harness.published {
                if status.accounts.allSatisfy({ $0.activity == nil }) { return }
                pass(1, harness, service)
            }
        }
    }

    @Test func `a status of few accounts is published at once`() async throws {
        try await withService(.accounts(50)) { _, harness, sweeps in
            for _ in 0..<50 { try #require(await sweeps.next()).succeed() }
            for await status in harness.published where status.accounts.allSatisfy({ $0.activity == nil }) { break }
            #expect(harness.publications.withLock { $0 } >= 50)
        }
    }

    @Test func `reports failures in its status`() async throws {
        try await withService(.accounts(1)) { _, harness, sweeps in
            try #require(await sweeps.next()).fail()
            for await status in harness.published where status.accounts[0].activity == nil {
                #expect(status.accounts[0].consecutiveFailures == 1)
                #expect(status.accounts[0].health == .failing)
                #expect(status.accounts[0].problem == "no connection")
                #expect(status.accounts[0].nextSweepAt == harness.clock.now.addingTimeInterval(30))
                return
            }
        }
    }

    @Test func `a reloaded policy holds from the next sweep on`() async throws {
        let (old, new) = (ActivePolicy.accounts(1), ActivePolicy.accounts(1, #""retention":"2d""#))
        try await withService(old) { service, _, sweeps in
            let first = try #require(await sweeps.next())
            #expect(first.digest == old.digest)
            service.reload(new)
            first.succeed()
            let next = try #require(await sweeps.next())
            #expect(next.digest == new.digest, "and that comes at once")
            next.succeed()
        }
    }

    /// As after a change of the machine's time zone: the same text, but other times.
    @Test func `the purge time follows the policy without a sweep`() async throws {
        let noon = ActivePolicy.accounts(1, #""retention":"1d","purge":{"schedule":"*-*-* 12:00:00 UTC"}"#)
        let eleven = ActivePolicy.accounts(1, #""retention":"1d","purge":{"schedule":"*-*-* 11:00:00 UTC"}"#)
        let moved = ActivePolicy(
            policy: eleven.policy, digest: noon.digest, rulesText: noon.rulesText, parse: { _ in nil })
        try await withService(noon) { service, harness, sweeps in
            try #require(await sweeps.next()).succeed()
            try await settle(harness, "a1")
            service.reload(moved)
            var seen = 0
            for await status in harness.published {
                if status.accounts.first?.nextPurgeAt == SweepHarness.start.addingTimeInterval(2 * 3_600) { return }
                seen += 1
                try #require(seen < 20, "\(String(describing: status.accounts.first?.nextPurgeAt))")
                service.reject("look \(seen)")
            }
        }
    }

    @Test func `a rejected policy changes nothing`() async throws {
        let policy = ActivePolicy.accounts(1)
        try await withService(policy) { service, harness, sweeps in
            try #require(await sweeps.next()).succeed()
            service.reject("line 3: unknown key")
            for await status in harness.published where status.policyProblem != nil {
                #expect(status.policyDigest == policy.digest)
                break
            }
            try await settle(harness, "a1")
            pass(3_600, harness, service)
            #expect(try #require(await sweeps.next()).digest == policy.digest)
        }
    }

    @Test func `a reload adds and drops accounts`() async throws {
        try await withService(.accounts(1)) { service, harness, sweeps in
            try #require(await sweeps.next()).succeed()
            service.reload(.accounts(2))
            let sweep = try #require(await sweeps.next())
            #expect(sweep.account == "a2", "the other one keeps its time")
            sweep.succeed()
            service.reload(.accounts(1))
            for await status in harness.published where status.accounts.count == 1 { return }
        }
    }

    /// Only a new or changed account is swept at once after a reload; the others keep their times.
    @Test func `a reload of accounts alone leaves the others alone`() async throws {
        let two = ActivePolicy.accounts(2)
        try await withService(two) { service, harness, sweeps in
            for _ in 0..<2 { try #require(await sweeps.next()).succeed() }
            for await status in harness.published where status.accounts.allSatisfy({ $0.activity == nil }) { break }
            service.reload(
                two.editing { $0.append(Account(name: "new", portal: "https://n", apiKey: .credential("n"))) })
            let new = try #require(await sweeps.next())
            #expect(new.account == "new")
            new.succeed()
            service.reload(two.editing { $0[1].apiKey = .file("/other") })
            let changed = try #require(await sweeps.next())
            #expect(changed.account == "a2")
            changed.succeed()
            pass(3_599, harness, service)
            service.reload(two)
            let back = try #require(await sweeps.next())
            #expect(back.account == "a2", "its key is another one again, and a1 is not due for a second")
            back.succeed()
            pass(1, harness, service)
            #expect(try #require(await sweeps.next()).account == "a1")
        }
    }

    @Test func `sweeps at a purge slot within the interval`() async throws {
        let policy = ActivePolicy.accounts(1, #""retention":"1d","purge":{"schedule":"*-*-* 09:10:00 UTC"}"#)
        try await withService(policy) { service, harness, sweeps in
            try #require(await sweeps.next()).succeed()
            try await settle(harness, "a1")
            pass(600, harness, service)
            try #require(await sweeps.next()).succeed()
        }
    }

    @Test func `stop ends it even during a sweep`() async throws {
        let harness = ServiceHarness()
        let service = harness.service(.accounts(2))
        async let running: Void = service.run(started: {})
        var sweeps = harness.begun.makeAsyncIterator()
        _ = await sweeps.next()
        _ = await sweeps.next()
        service.stop()
        await running
        #expect(harness.cancelled == 2)
    }
}
