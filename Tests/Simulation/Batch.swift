import Foundation

/// Many runs, as many at a time as there are processors.
struct Batch: Sendable {
    struct Failure: Sendable {
        let scenario: Scenario
        let violations: [String]
    }

    private(set) var failures: [Failure] = []
    private var runs = 0
    private var days = 0
    private var requests = 0
    private var maxPerHour = 0
    private var tally: [String: Int] = [:]
    private let began = Date()

    /// - Parameters:
    ///   - maxFailures: enough to review; after this number no new run begins.
    ///   - transcripts: the folder for each run's transcript, if any.
    static func run(
        _ scenarios: [Scenario], maxFailures: Int, transcripts: TranscriptDirectory? = nil
    ) async -> Batch {
        var batch = Batch()
        await withTaskGroup(of: (Scenario, Run.Report).self) { group in
            var rest = scenarios[...]
            func start() {
                guard let scenario = rest.popFirst() else { return }
                group.addTask { (scenario, await Run.execute(scenario)) }
            }
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { start() }
            while let (scenario, report) = await group.next() {
                batch.take(scenario, report)
                transcripts?.write(report.transcript, of: "\(scenario.seed)")
                if batch.failures.count < maxFailures { start() }
            }
        }
        return batch
    }

    private mutating func take(_ scenario: Scenario, _ report: Run.Report) {
        runs += 1
        days += report.days
        requests += report.requests
        maxPerHour = max(maxPerHour, report.maxPerHour)
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
            simulation: \(runs) runs, \(days) days, \(requests) requests, at most \(maxPerHour) in an hour, \
            \(failures.count) failures, \(Int(seconds)) s
            simulation: \(counts)
            """
    }
}
