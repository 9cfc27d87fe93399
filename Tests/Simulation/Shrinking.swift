/// Simplifies a failing run as long as it still fails.
enum Shrinking {
    struct Result: Sendable {
        let original: Scenario
        var scenario: Scenario
        var violations: [String]

        init(_ failure: Batch.Failure) {
            original = failure.scenario
            scenario = failure.scenario
            violations = failure.violations
        }

        /// What a person needs to repeat it.
        var text: String {
            """
            seed \(original.seed): \(violations.prefix(3).joined(separator: "\n  "))
            replay:   \(original.replay)
            smallest: \(scenario.replay)
            """
        }
    }

    /// Leaves out kinds of trouble, one at a time, and then days, as long as some promise is still broken.
    static func smallest(_ failure: Batch.Failure) async -> Result {
        var best = Result(failure)
        for trouble in Trouble.allCases where best.scenario.troubles.contains(trouble) {
            var plainer = best.scenario
            plainer.troubles.remove(trouble)
            await attempt(plainer, &best)
        }
        for days in [3, 6, 12, 24] where days < best.scenario.days {
            var shorter = best.scenario
            shorter.days = days
            if await attempt(shorter, &best) { break }
        }
        return best
    }

    @discardableResult
    private static func attempt(_ scenario: Scenario, _ best: inout Result) async -> Bool {
        let report = await Run.execute(scenario)
        guard !report.violations.isEmpty else { return false }
        best.scenario = scenario
        best.violations = report.violations
        return true
    }
}
