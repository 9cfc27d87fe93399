import Synchronization
import Testing

@testable import Retention
@testable import RetentionEngine

/// A reload in the middle of a sweep: the new policy comes into force between two calls, for all that follow.
@Suite("The policy gate")
struct PolicyGateTests {
    private static let newDigest = "sha256:new"

    private func harness(_ items: [TrashedItem], replaceAtCall number: Int) -> (SweepHarness, PolicyGate) {
        let harness = SweepHarness(items)
        let gate = PolicyGate(digest: ActivePolicy.day.digest)
        let calls = Mutex(0)
        harness.trash.follow { _, call throws(PortalError) in
            guard call.isChange else { return nil }
            let count = calls.withLock { calls in
                calls += 1
                return calls
            }
            if count == number { gate.replace(with: Self.newDigest) }
            return nil
        }
        return (harness, gate)
    }

    private func isSuperseded(_ outcome: SweepOutcome) -> Bool {
        if case .superseded? = outcome.problem { true } else { false }
    }

    @Test func `ends a purge after the call under way`() async throws {
        let (harness, gate) = harness(files(1...250), replaceAtCall: 1)
        let outcome = await harness.sweep(.day, gate: gate)
        #expect(isSuperseded(outcome))
        #expect(harness.changes.count == 1)
        #expect(outcome.counts.purged == 50, "the last page")
        #expect(harness.keysLeft.count == 200)
        let settled = harness.audit.keys(.purged) + harness.audit.keys(.purgeFailed)
        #expect(settled.sorted() == harness.audit.keys(.purgeRequested).sorted(), "each request has its outcome")
        #expect(try harness.requests().isEmpty)
        #expect(try harness.state().consecutiveFailures == 0)
        #expect(harness.audit.events.last == .sweepFailed)
        #expect(harness.audit.records.last?.priority == .notice)
    }

    @Test func `ends restores after the call under way`() async throws {
        let items = (1...120).map { TrashedItem.file($0, "contract \($0)") }
        let harness = SweepHarness(items)
        let gate = PolicyGate(digest: ActivePolicy.contracts.digest)
        harness.trash.follow { _, call throws(PortalError) in
            if call.isChange { gate.replace(with: Self.newDigest) }
            return nil
        }
        let outcome = await harness.sweep(.contracts, gate: gate)
        #expect(isSuperseded(outcome))
        #expect(harness.changes.count == 1)
        #expect(outcome.counts.restored == 50)
        #expect(try harness.requests().isEmpty)
    }

    @Test func `lets nothing through once replaced`() async throws {
        let harness = SweepHarness(files(1...5))
        let gate = PolicyGate(digest: Self.newDigest)
        let outcome = await harness.sweep(.day, gate: gate)
        #expect(isSuperseded(outcome))
        #expect(harness.changes.isEmpty)
        #expect(harness.keysLeft.count == 5)
    }

    @Test func `the next sweep finishes under the new policy`() async throws {
        let (harness, gate) = harness(files(1...250), replaceAtCall: 2)
        await harness.sweep(.day, gate: gate)
        gate.replace(with: ActivePolicy.day.digest)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(900)
        #expect(await harness.sweep(.day, gate: gate).problem == nil)
        #expect(harness.keysLeft.isEmpty)
        #expect(Set(harness.audit.keys(.purged)).count == 250)
        #expect(harness.audit.keys(.purged).count == 250)
    }

    @Test func `empty trash is not called either`() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","purge":{"method":"emptytrash"}"#)
        let harness = SweepHarness(files(1...5))
        let gate = PolicyGate(digest: policy.digest)
        let listings = Mutex(0)
        harness.trash.follow { _, call throws(PortalError) in
            if call == .list,
                listings.withLock({
                    $0 += 1; return $0
                }) == 2
            {
                gate.replace(with: Self.newDigest)
            }
            return nil
        }
        let outcome = await harness.sweep(policy, gate: gate)
        #expect(isSuperseded(outcome))
        #expect(harness.changes.isEmpty)
        #expect(harness.audit.keys(.purgeFailed).sorted() == harness.audit.keys(.purgeRequested).sorted())
    }

    /// An operation progresses a little now and then: a reload must not wait for it.
    @Test(.timeLimit(.minutes(2))) func `a call that never ends is stopped soon after a reload`() async throws {
        let gate = PolicyGate(digest: "old", patience: .milliseconds(300))
        let stopped = try await gate.passing(PolicyGate.Pass(digest: "old")) { () async throws(PortalError) in
            gate.replace(with: "new")
            do { try await Task.sleep(for: .seconds(3_600)) } catch { return true }
            return false
        }
        #expect(stopped)
        #expect(gate.isAlone("new"))
    }

    @Test func `a call that ends in time is not stopped`() async throws {
        let gate = PolicyGate(digest: "old", patience: .seconds(60))
        let stopped = try await gate.passing(PolicyGate.Pass(digest: "old")) { () async throws(PortalError) in
            gate.replace(with: "new")
            do { try await Task.sleep(for: .milliseconds(400)) } catch { return true }
            return false
        }
        #expect(!stopped)
    }

    /// Another account, another pace: a sweep continues. An account that is gone, or at another portal, requests
    /// nothing more.
    @Test func `accounts alone stop only their own sweeps`() async throws {
        let active = ActivePolicy.day
        let gate = PolicyGate(active)
        let pass = { (account: String, portal: String) in
            PolicyGate.Pass(digest: active.digest, account: account, portal: portal)
        }
        let alice = pass("alice", "https://acme.example.com")
        #expect(gate.isInForce(alice))
        #expect(!gate.isInForce(pass("bob", "https://acme.example.com")))
        gate.replace(
            with: active.editing {
                $0[0].pace.writesPerDay = 1
                $0.append(Account(name: "bob", portal: "https://b.example", apiKey: .file("/b")))
            })
        #expect(gate.isInForce(alice))
        #expect(gate.isInForce(pass("bob", "https://b.example")))
        try await gate.passing(alice) { () async throws(PortalError) in
            #expect(gate.isAlone(active.digest))
            gate.replace(with: active.editing { $0[0].portal = "https://elsewhere.example" })
            #expect(!gate.isAlone(active.digest), "a call to the earlier portal is under way")
        }
        #expect(gate.isAlone(active.digest))
        await #expect(throws: PortalError.self) { try await gate.passing(alice) { () throws(PortalError) in } }
    }

    @Test func `is alone only when no earlier call is under way`() async throws {
        let gate = PolicyGate(digest: "old")
        try await gate.passing(PolicyGate.Pass(digest: "old")) { () async throws(PortalError) in
            gate.replace(with: "new")
            #expect(!gate.isAlone("new"))
            #expect(!gate.isAlone("old"))
        }
        #expect(gate.isAlone("new"))
    }
}
