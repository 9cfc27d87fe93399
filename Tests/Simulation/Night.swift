import Foundation

/// Many lives, as many at a time as there are processors.
struct Night: Sendable {
    struct Failure: Sendable {
        let scenario: Scenario
        let violations: [String]
    }

    private(set) var failures: [Failure] = []
    private var lives = 0
    private var days = 0
    private var requests = 0
    private var mostPerHour = 0
    private var tally: [String: Int] = [:]
    private let began = Date()

    /// - Parameters:
    ///   - mostFailures: enough to review; after this number no new life begins.
    ///   - transcripts: the folder for each life's transcript, if any.
    static func live(
        _ scenarios: [Scenario], mostFailures: Int, transcripts: TranscriptDirectory? = nil
    ) async -> Night {
        var night = Night()
        await withTaskGroup(of: (Scenario, Life.Report).self) { group in
            var rest = scenarios[...]
            func start() {
                guard let scenario = rest.popFirst() else { return }
                group.addTask { (scenario, await Life.live(scenario)) }
            }
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { start() }
            while let (scenario, report) = await group.next() {
                night.take(scenario, report)
                transcripts?.write(report.transcript, of: "\(scenario.seed)")
                if night.failures.count < mostFailures { start() }
            }
        }
        return night
    }

    private mutating func take(_ scenario: Scenario, _ report: Life.Report) {
        lives += 1
        days += report.days
        requests += report.requests
        mostPerHour = max(mostPerHour, report.mostPerHour)
        tally.merge(report.tally, uniquingKeysWith: +)
        if !report.violations.isEmpty {
            failures.append(Failure(scenario: scenario, violations: report.violations))
        }
    }

    /// A few figures for people.
    var summary: String {
        let seconds = Date().timeIntervalSince(began)
        let counts = tally.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return """
            simulation: \(lives) lives, \(days) days, \(requests) requests, at most \(mostPerHour) in an hour, \
            \(failures.count) failures, \(Int(seconds)) s
            simulation: \(counts)
            """
    }
}
