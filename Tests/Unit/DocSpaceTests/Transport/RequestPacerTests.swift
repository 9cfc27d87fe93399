import Synchronization
import Testing

@testable import DocSpace

@Suite struct RequestPacerTests {
    private struct Stopped: Error {}

    @Test func `admits up to its number at once`() async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(perMinute: 5, sleep: { sleeps.sleep($0) })
        for _ in 0..<5 { try await pacer.admit() }
        #expect(sleeps.all.isEmpty)
    }

    /// The sleep lasts until the oldest request is a minute old.
    @Test func `makes the next one wait for the rest of the minute`() async {
        let recordedSleeps = Sleeps()
        let pacer = RequestPacer(
            perMinute: 3,
            sleep: {
                recordedSleeps.sleep($0); throw Stopped()
            })
        for _ in 0..<3 { #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == nil) }
        #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == .cancelled)
        #expect(recordedSleeps.all.count == 1)
        #expect(recordedSleeps.all[0] > .seconds(50) && recordedSleeps.all[0] <= .seconds(60))
    }

    /// The state that a write assumes is read after its turn has come: it must not wait again and become old.
    @Test func `a reserved write is sent without another wait`() async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(perMinute: 3, now: { sleeps.now }, sleep: { sleeps.sleep($0) })
        try await pacer.reserve(.destroying)
        for _ in 0..<2 { try await pacer.admit() }
        try await pacer.admit(.destroying)
        #expect(sleeps.all.isEmpty)
        try await pacer.admit(.destroying)
        #expect(!sleeps.all.isEmpty, "one turn was kept, no more")
    }

    @Test func `a turn is reserved once and for one use`() async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(
            writes: WriteBudget(restoring: 3, destroying: 2), now: { sleeps.now }, sleep: { sleeps.sleep($0) })
        for _ in 0..<5 { try await pacer.reserve(.destroying) }
        try await pacer.admit(.destroying)
        try await pacer.admit(.destroying)
        guard
            case .writesUsedUp = await failure({ () async throws(DocSpaceError) in try await pacer.reserve(.destroying)
            })
        else { return #expect(Bool(false), "each was counted once") }
        try await pacer.reserve(.restoring)
    }

    /// The portal complained meanwhile: the call waits, and its assumed state must be read again.
    @Test func `a reserved write obeys a pause`() async throws {
        let pacer = RequestPacer(sleep: { _ in })
        try await pacer.reserve(.destroying)
        pacer.throttled(30, .read)
        guard case .throttled = await failure({ () async throws(DocSpaceError) in try await pacer.admit(.destroying) })
        else { return #expect(Bool(false), "it was let through") }
    }

    @Test func `halves its pace when the portal complains`() async {
        let pacer = RequestPacer(perMinute: 8, sleep: { _ in throw Stopped() })
        pacer.throttled(nil, .read)
        for _ in 0..<4 { #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == nil) }
        #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == .cancelled)
    }

    @Test func `without a limit of ours only the portal's complaints count`() async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(
            perMinute: 0, writes: .perDay(0), now: { sleeps.now },
            sleep: {
                sleeps.sleep($0); throw Stopped()
            })
        for _ in 0..<5_000 { try await pacer.admit() }
        for _ in 0..<5_000 { try await pacer.admit(.destroying) }
        pacer.throttled(nil, .read)
        #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == .cancelled)
    }

    /// A reload of the policy changes the pace, and forgets neither the requests nor the writes.
    @Test func `goes on at another pace with what was counted`() async throws {
        let pacer = RequestPacer(perMinute: 3, writes: .perDay(1), sleep: { _ in throw Stopped() })
        for _ in 0..<2 { try await pacer.admit() }
        try await pacer.admit(.destroying)
        pacer.setPace(perMinute: 5, writes: .perDay(2))
        for _ in 0..<2 {
            #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == nil)
        }
        #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == .cancelled)
        pacer.setPace(perMinute: 0, writes: .perDay(1))
        let refused = await failure { () async throws(DocSpaceError) in try await pacer.admit(.destroying) }
        guard case .writesUsedUp = refused else { return #expect(Bool(false), "\(refused as Any)") }
    }

    /// A limiter that counts readings and writes together refuses each write while readings use up all that it allows.
    @Test func `after a complaint readings rest until a write is sent`() async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(now: { sleeps.now }, sleep: { sleeps.sleep($0) })
        pacer.throttled(nil, .read)
        try await pacer.admit(.destroying)
        #expect(sleeps.all == [.seconds(2)], "what was held back makes room for the write")
        try await pacer.admit()
        #expect(sleeps.all == [.seconds(2), .milliseconds(500)], "and readings go on behind it")
    }

    @Test func `several complaints at once are one`() async {
        let pacer = RequestPacer(perMinute: 8, sleep: { _ in throw Stopped() })
        for _ in 0..<10 { pacer.throttled(nil, .read) }
        for _ in 0..<4 { #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit() } == nil) }
    }

    /// Seed 6378 of the simulation: one reading was refused, another went out at once.
    @Test func `no reading goes out before the portal wants any`() async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(now: { sleeps.now }, sleep: { sleeps.sleep($0) })
        pacer.throttled(100, .read)
        pacer.throttled(7, .read)
        try await pacer.admit()
        try await pacer.admit()
        #expect(sleeps.all == [.seconds(100)])
    }

    /// Waiting would make the last listing of the trash too old.
    @Test(arguments: [RequestPacer.RequestKind.read, .write])
    func `a write is not sent in a pause and does not wait`(_ refused: RequestPacer.RequestKind) async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(
            writes: WriteBudget(restoring: 1, destroying: 1), now: { sleeps.now }, sleep: { sleeps.sleep($0) })
        pacer.throttled(30, refused)
        let error = await failure { () async throws(DocSpaceError) in try await pacer.admit(.destroying) }
        #expect(error == .throttled(retryAfterSeconds: 30))
        #expect(sleeps.all.isEmpty)
        sleeps.sleep(.seconds(30))
        try await pacer.admit(.destroying)
    }

    @Test func `a refused write holds no reading back`() async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(now: { sleeps.now }, sleep: { sleeps.sleep($0) })
        pacer.throttled(100, .write)
        try await pacer.admit()
        #expect(sleeps.all.isEmpty)
    }

    @Test func `a long pause is reported and ends after a quarter of an hour at most`() async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(now: { sleeps.now }, sleep: { sleeps.sleep($0) })
        pacer.throttled(Int.max, .read)
        let error = await failure { () async throws(DocSpaceError) in try await pacer.admit() }
        #expect(error == .throttled(retryAfterSeconds: 900))
        #expect(sleeps.all.isEmpty)
        sleeps.sleep(.seconds(900))
        try await pacer.admit()
        #expect(sleeps.all.count == 1)
    }

    @Test func `stays below the portal's limit by default`() async throws {
        let recordedSleeps = Sleeps()
        let pacer = RequestPacer(sleep: {
            recordedSleeps.sleep($0); throw Stopped()
        })
        var admitted = 0
        while await failure({ () async throws(DocSpaceError) in try await pacer.admit() }) == nil { admitted += 1 }
        #expect(admitted == 1_200)
    }

    @Test func `after a complaint the pace rises by a tenth a minute`() async throws {
        let sleeps = Sleeps()
        let pacer = RequestPacer(
            perMinute: 20, now: { sleeps.now },
            sleep: { _ in throw Stopped() })
        pacer.throttled(nil, .read)
        for expected in [10, 12, 14, 16, 18, 20, 20] {
            var admitted = 0
            while await failure({ () async throws(DocSpaceError) in try await pacer.admit() }) == nil { admitted += 1 }
            #expect(admitted == expected)
            sleeps.sleep(.seconds(60))
        }
    }

    /// Another process must know of each write before the portal does.
    @Test func `the count of writes is kept before each write`() async throws {
        let kept = Mutex<[Int]>([])
        let pacer = RequestPacer(
            writes: WriteBudget(restoring: 3, destroying: 2),
            keep: { hours in kept.withLock { $0.append(hours.map(\.count).reduce(0, +)) } }, sleep: { _ in })
        try await pacer.reserve(.destroying)
        #expect(kept.withLock { $0 } == [1])
        try await pacer.admit(.destroying)
        try await pacer.admit(.destroying)
        #expect(kept.withLock { $0 } == [1, 2])
        #expect(await failure { () async throws(DocSpaceError) in try await pacer.admit(.destroying) } != nil)
        try await pacer.admit(.restoring)
        #expect(kept.withLock { $0 } == [1, 2, 3])
    }
}
