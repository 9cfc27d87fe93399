import RetentionEngine

/// The beginning of a step, to compute its rate.
struct Pace {
    private let verb: String?
    private let startedAt: ContinuousClock.Instant
    private let begunWith: Int

    /// Earlier, a rate would be a guess.
    private static let leastTime = Duration.seconds(2)

    init(_ progress: SweepProgress, at instant: ContinuousClock.Instant) {
        verb = progress.counted?.verb
        begunWith = progress.counted?.done ?? 0
        startedAt = instant
    }

    /// Whether it is still the same step: a second listing begins at zero.
    func isOf(_ progress: SweepProgress) -> Bool {
        verb == progress.counted?.verb && progress.counted?.done ?? 0 >= begunWith
    }

    /// Items a second since the step began; nil while unknown.
    func rate(_ done: Int, at instant: ContinuousClock.Instant) -> Double? {
        let elapsed = instant - startedAt
        guard elapsed >= Self.leastTime, done > begunWith else { return nil }
        return Double(done - begunWith) / (elapsed / .seconds(1))
    }
}

/// A step of a sweep as a line for a person: what, how far, how fast, and the remaining time.
enum ProgressText {
    private static let cells = 24

    static func of(_ progress: SweepProgress, pace: Pace, now: ContinuousClock.Instant) -> String {
        guard let (verb, done, total) = progress.counted else { return "verifying" }
        let rate = pace.rate(done, at: now)
        let speed = rate.map { ", \($0 < 10 ? "\(($0 * 10).rounded() / 10)" : "\(Int($0.rounded()))")/s" } ?? ""
        guard let total, total > 0 else { return "\(verb) \(done)\(speed)" }
        let filled = cells * min(done, total) / total
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: cells - filled)
        let left = rate.flatMap { done < total ? ", \(time(Double(total - done) / $0)) left" : nil } ?? ""
        return "\(verb) [\(bar)] \(done)/\(total)\(speed)\(left)"
    }

    /// A time in everyday form: "45 s", "3 min", "1 h 20 min".
    static func time(_ seconds: Double) -> String {
        if seconds < 60 { return "\(Int(max(1, seconds.rounded(.up)))) s" }
        let minutes = Int((min(seconds, 1e9) / 60).rounded(.up))
        return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }
}

extension SweepProgress {
    /// The counts of a step; nil for a step that counts nothing.
    fileprivate var counted: (verb: String, done: Int, total: Int?)? {
        switch self {
        case .listing(let met, let announced): ("listing", met, announced.map { max($0, met) })
        case .restoring(let done, let total): ("restoring", done, total)
        case .purging(let done, let total): ("purging", done, total)
        case .verifying: nil
        }
    }
}
