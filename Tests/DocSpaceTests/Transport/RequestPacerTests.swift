import Synchronization
import Testing

@testable import DocSpace

@Suite struct RequestPacerTests {
    private struct Stopped: Error {}

    @Test func admitsUpToItsNumberAtOnce() async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(perMinute: 5, sleep: { sleeps.sleep($0) })
        for _ in 0..<5 { try await pacer.admit() }
        #expect(sleeps.all.isEmpty)
    }

    /// The sleep that is asked for lasts until the oldest request is a minute old.
    @Test func makesTheNextOneWaitForTheRestOfTheMinute() async {
        let asked = Sleeps()
        let pacer = RequestPacer(
            perMinute: 3,
            sleep: {
                asked.sleep($0); throw Stopped()
            })
        for _ in 0..<3 { #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == nil) }
        #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == .cancelled)
        #expect(asked.all.count == 1)
        #expect(asked.all[0] > .seconds(50) && asked.all[0] <= .seconds(60))
    }

    @Test func halvesItsPaceWhenThePortalComplains() async {
        let pacer = RequestPacer(perMinute: 8, sleep: { _ in throw Stopped() })
        await pacer.throttled()
        for _ in 0..<4 { #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == nil) }
        #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == .cancelled)
        for _ in 0..<10 { await pacer.throttled() }
    }

    @Test func severalComplaintsAtOnceAreOne() async {
        let pacer = RequestPacer(perMinute: 8, sleep: { _ in throw Stopped() })
        for _ in 0..<10 { await pacer.throttled() }
        for _ in 0..<4 { #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == nil) }
    }

    @Test func staysBelowThePortalsLimitByDefault() async throws {
        let asked = Sleeps()
        let pacer = RequestPacer(sleep: {
            asked.sleep($0); throw Stopped()
        })
        var admitted = 0
        while await failure({ () async throws(DocSpaceError) in try await pacer.admit() }) == nil { admitted += 1 }
        #expect(admitted == 1_200)
    }
}
