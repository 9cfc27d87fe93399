import Retention
import RetentionEngine
import Synchronization

/// One line on standard error that is redrawn, on a terminal only. For a client of the service, the client draws it.
final class ProgressBar: Sendable {
    private struct State {
        var last = ""
        /// The rate of the step under way, for each account.
        var paces: [String: Pace] = [:]
    }

    private let sink = Console.sink
    private let isShown = Console.sink == nil && Console.errorIsTerminal
    private let state = Mutex(State())

    func show(_ account: String, _ progress: SweepProgress) {
        if let sink { return sink.progress(account, progress) }
        guard isShown else { return }
        let line = state.withLock { state in
            let pace = state.paces[account].flatMap { $0.isOf(progress) ? $0 : nil } ?? Pace(progress, at: .now)
            state.paces[account] = pace
            let line = "\(String(sanitizing: account)): \(ProgressText.of(progress, pace: pace, now: .now))"
            let fitted = PlainText.fitted(line, columns: (Console.errorWidth ?? 80) - 1)
            defer { state.last = fitted }
            return state.last == fitted ? nil : fitted
        }
        if let line { Console.draw("\r\u{1B}[K\(line)") }
    }

    /// Removes the line.
    func clear() {
        state.withLock { state in
            if !state.last.isEmpty { Console.draw("\r\u{1B}[K") }
            state.last = ""
        }
    }
}
