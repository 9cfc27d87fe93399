import DocSpaceSimulator
import TestSupport
import Testing

@Suite("A trash of full size", .timeLimit(.minutes(10)))
struct FullSizeTests {
    @Test func `ten thousand items end exactly as planned`() async throws {
        try await withFixtureAtOnce { fixture in
            fixture.portal.reset()
            let alice = try #require(
                Seed.random(items: 10_000, seed: 20_261_123).plant(in: fixture.portal, apiKey: fixture.alice.apiKey)
                    .first)
            let rescue = fixture.portal.addFolder(title: "Rescued", by: alice)
            try fixture.install {
                $0.retention = "1d"
                $0.rules = [
                    PolicyText.restore("contract*.sig", fallback: rescue), PolicyText.hold("契約*"),
                    PolicyText.purge("tmp", after: "1h"),
                ]
            }
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.items.count == 10_000)
            #expect(plan.items("purge").count > 6_000)
            let before = fixture.portal.ledger.requests.count

            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")

            #expect(Set(fixture.destroyed.map(\.description)) == plan.items("purge"))
            let left = Set(fixture.portal.trash(of: alice).map(\.description))
            #expect(left == plan.items("keep").union(plan.items("hold")).union(plan.items("left")))
            let audit = try fixture.audit
            #expect(audit.items("purged").count == plan.items("purge").count)
            #expect(Set(audit.items("purged")) == plan.items("purge"))
            #expect(Set(audit.items("restored") + audit.items("rescued")) == plan.items("restore"))

            let requests = fixture.portal.ledger.requests.dropFirst(before)
            // 1,500 a minute and 10,000 writes a day, shared with the person's own work. Ten for each hundred items;
            // restored items are inspected right before their call and after it, and a call takes only ten folders,
            // each of which is inspected after it; pages are read again for such small calls.
            let restored = plan.items("restore").count
            let folders = plan.items("purge").count { $0.hasPrefix("folder:") }
            #expect(
                requests.count < 1_000 + 2 * restored + 2 * folders,
                "\(restored) are restored, \(folders) folders purged")
            #expect(requests.allSatisfy { $0.status != 429 }, "a documented limit was exceeded")
            #expect(requests.count { $0.method == "PUT" } < 400)
        }
    }
}
