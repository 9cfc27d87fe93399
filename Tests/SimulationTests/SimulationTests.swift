import Foundation
import Testing

/// Months of operation in seconds: docs/internals/simulation.md tells what is simulated and what is checked.
@Suite struct SimulationTests {
    /// Without an explicit wish, beside all other tests: they wait for events, and lives take every processor. `make test`
    /// has 200 when the others are done.
    private static let fewSeeds = 10

    @Test func noLifeBreaksAPromise() async throws {
        let environment = ProcessInfo.processInfo.environment
        // Nights have more time than every test run.
        let isNight = environment["RETENTIOND_SEEDS"] != nil
        let isDense = environment["RETENTIOND_DENSE"].map { $0 == "1" } ?? isNight
        let days = environment["RETENTIOND_DAYS"].flatMap { Int($0) } ?? (isDense ? 60 : 8)
        var seeds: [UInt64] = (1...UInt64(Self.fewSeeds)).map { $0 }
        if let seed = environment["RETENTIOND_SEED"].flatMap({ UInt64($0) }) { seeds = [seed] }
        if let count = environment["RETENTIOND_SEEDS"].flatMap({ UInt64($0) }) {
            let first = environment["RETENTIOND_FIRST_SEED"].flatMap { UInt64($0) } ?? 1
            seeds = (first..<first + count).map { $0 }
        }
        let scenarios = seeds.map { seed in
            var scenario = Scenario(
                seed: seed, days: days, isDense: isDense, withPending: environment["RETENTIOND_PENDING"] == "1")
            if let troubles = environment["RETENTIOND_TROUBLES"] {
                scenario.troubles = Set(troubles.split(separator: ",").compactMap { Trouble(rawValue: String($0)) })
            }
            return scenario
        }
        // The mutation check only wants to know whether something is noticed.
        let isShrinking = environment["RETENTIOND_SHRINK"] != "0"
        let transcripts = environment["RETENTIOND_TRANSCRIPTS"].map { TranscriptDirectory(path: $0) }
        let mostFailures = environment["RETENTIOND_FAILURES"].flatMap { Int($0) } ?? (isShrinking ? 3 : 1)
        let night = await Night.live(scenarios, mostFailures: mostFailures, transcripts: transcripts)
        print(night.summary)
        for failure in night.failures {
            let result = isShrinking ? await Shrinking.smallest(failure) : Shrinking.Result(failure)
            Issue.record("\(result.text)")
        }
    }

    @Test func transcriptsAreAFilePerSeedWithTheSameBytesEachTime() async throws {
        let scenarios = (901...903).map { Scenario(seed: $0, days: 6, isDense: false) }
        let recordings = ["one", "other"].map { name in
            TranscriptDirectory(path: "\(NSTemporaryDirectory())/retentiond-transcripts-\(UUID().uuidString)-\(name)")
        }
        defer { for recording in recordings { try? FileManager.default.removeItem(atPath: recording.path) } }
        for recording in recordings {
            _ = await Night.live(scenarios, mostFailures: 3, transcripts: recording)
        }
        for seed in ["901", "902", "903"] {
            let (one, other) = try (recordings[0].bytes(of: seed), recordings[1].bytes(of: seed))
            #expect(one == other)
            let text = String(decoding: one, as: UTF8.self)
            #expect(text.contains(" GET /api/2.0/files/@trash?"))
            #expect(text.contains(" recorded sweep-finished"))
        }
    }

    /// docs/internals/simulation.md tells what each showed.
    @Test(
        arguments: [
            1_438, 1_416, 1_167, 1_744, 2_124, 3_045, 6_378, 6_568, 3_167, 5_050, 5_578, 8_896, 5_153, 14_910, 15_504,
            32_962, 70_749, 76_080,
        ]
            as [UInt64])
    func aLifeThatOnceBrokeAPromiseKeepsIt(seed: UInt64) async {
        var scenario = Scenario(seed: seed, days: 8, isDense: false)
        scenario.troubles.formIntersection(Trouble.first)
        let report = await Life.live(scenario)
        #expect(report.violations == [])
        #expect(report.requests > 50)
    }

    @Test func theSameSeedGivesTheSameLife() async {
        let scenario = Scenario(seed: 4_711, days: 20, isDense: false)
        let (one, other) = await (Life.live(scenario), Life.live(scenario))
        #expect(one.digest == other.digest)
        #expect(one.transcript == other.transcript)
        #expect(one.requests > 50)
    }
}
