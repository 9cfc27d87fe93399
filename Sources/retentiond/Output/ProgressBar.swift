import Retention
import RetentionEngine
import Synchronization

/// One line on standard error that is drawn over and over, on a terminal only.
final class ProgressBar: Sendable {
    private let isShown = Console.errorIsTerminal
    private let last = Mutex<String>("")

    func show(_ account: String, _ progress: SweepProgress) {
        guard isShown else { return }
        let text =
            switch progress {
            case .listing(let met, let announced): bar("listing", met, announced.map { max($0, met) })
            case .restoring(let done, let total): bar("restoring", done, total)
            case .purging(let done, let total): bar("purging", done, total)
            case .verifying: "verifying"
            }
        let line = "\(HarmlessText.of(account)): \(text)"
        last.withLock { last in
            if last != line { Console.draw("\r\u{1B}[K\(line)") }
            last = line
        }
    }

    /// Takes the line away.
    func clear() {
        last.withLock { last in
            if !last.isEmpty { Console.draw("\r\u{1B}[K") }
            last = ""
        }
    }

    private func bar(_ verb: String, _ done: Int, _ total: Int?) -> String {
        guard let total, total > 0 else { return "\(verb) \(done)" }
        let filled = 24 * min(done, total) / total
        return
            "\(verb) [\(String(repeating: "#", count: filled))\(String(repeating: "-", count: 24 - filled))] \(done)/\(total)"
    }
}
