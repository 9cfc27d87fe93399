import Testing

@testable import RetentionEngine

@Suite struct SweepPlacesTests {
    private func accounts(_ count: Int, portal: String? = nil, failures: Int = 0, waiting: Int = 0) -> [SweepPlaces
        .Account]
    {
        (1...count).map {
            SweepPlaces.Account(
                name: "\(portal ?? "p")\($0)", portal: portal ?? "p\($0)", failures: failures,
                waiting: .seconds(waiting))
        }
    }

    private let healthy = SweepPlaces.Account(name: "healthy", portal: "good", failures: 0)

    @Test func thereAreNoMorePlacesThanThereAre() {
        var places = SweepPlaces(running: [], portals: 100)
        #expect(places.give(to: accounts(100)).count == SweepPlaces.all)
        #expect(places.isFull)
        #expect(places.give(to: [healthy]).isEmpty)
    }

    @Test func anAccountThatWorksComesBeforeThoseThatFail() {
        var places = SweepPlaces(running: accounts(20, failures: 3), portals: 1_001)
        let turns = places.give(to: accounts(1_000, portal: nil, failures: 3) + [healthy])
        #expect(turns.first == "healthy")
    }

    /// Whenever it becomes due: hanging accounts have left slots free.
    @Test func thoseThatFailNeverTakeAllPlaces() {
        var places = SweepPlaces(running: [], portals: 1_001)
        let failing = accounts(1_000, failures: 1, waiting: 3_600)
        let begun = places.give(to: failing)
        #expect(begun.count == SweepPlaces.ofFailing)
        #expect(!places.isFull)
        #expect(places.give(to: failing + [healthy]) == ["healthy"])
    }

    /// At the first start no account is known to fail: one hanging portal takes half.
    @Test func onePortalNeverTakesAllPlacesFromAnother() {
        var places = SweepPlaces(running: [], portals: 2)
        let turns = places.give(to: accounts(1_000, portal: "dead") + [healthy])
        #expect(turns.count == SweepPlaces.ofOnePortal + 1)
        #expect(turns.contains("healthy"))
    }

    @Test func aloneAPortalMayHaveAllPlaces() {
        var places = SweepPlaces(running: [], portals: 1)
        #expect(places.give(to: accounts(100, portal: "only")).count == SweepPlaces.all)
    }

    /// A thousand working accounts must not delay the one that failed for ever.
    @Test func whoWaitsLongEnoughIsFirst() {
        var places = SweepPlaces(running: [], portals: 1_001)
        let failed = SweepPlaces.Account(name: "failed", portal: "x", failures: 50, waiting: .seconds(1_500))
        #expect(places.give(to: accounts(1_000, waiting: 100) + [failed]).contains("failed"))
    }

    @Test func betweenEqualsThePolicyDecides() {
        var places = SweepPlaces(running: [], portals: 40)
        #expect(places.give(to: accounts(40)) == (1...32).map { "p\($0)" })
    }
}
