import FoundationEssentials
import Retention
import RetentionEngine

/// A line of an answer in the form of JSON lines.
struct ControlEvent: Codable {
    enum Kind: String, Codable {
        /// A piece of the command's standard output.
        case output
        /// A line of its standard error.
        case message
        case progress
        /// The last one.
        case end
    }

    var event: Kind
    var text: String?
    var account: String?
    var step: Step?
    var done: Int?
    var total: Int?
    /// The command's exit code; 0 is success.
    var exitStatus: Int32?

    enum Step: String, Codable {
        case listing, restoring, purging, verifying
    }

    init(output text: String) { (event, self.text) = (.output, text) }
    init(message text: String) { (event, self.text) = (.message, text) }
    init(end status: ExitStatus?) { (event, exitStatus) = (.end, status?.rawValue ?? 0) }

    init(_ account: String, _ progress: SweepProgress) {
        (event, self.account) = (.progress, account)
        switch progress {
        case .listing(let met, let announced): (step, done, total) = (.listing, met, announced)
        case .restoring(let done, let total): (step, self.done, self.total) = (.restoring, done, total)
        case .purging(let done, let total): (step, self.done, self.total) = (.purging, done, total)
        case .verifying: step = .verifying
        }
    }

    /// Nil for another kind of event, and for an invalid one.
    var progress: SweepProgress? {
        switch (step, done, total) {
        case (.listing, let met?, _): .listing(met: met, announced: total)
        case (.restoring, let done?, let total?): .restoring(done: done, total: total)
        case (.purging, let done?, let total?): .purging(done: done, total: total)
        case (.verifying, _, _): .verifying
        default: nil
        }
    }

    /// With its line break, and nothing that controls a terminal.
    var line: String { JSONWriter.text(self) + "\n" }

    /// Nil for an invalid line.
    init?(line: some Collection<UInt8>) {
        guard let event = try? JSONDecoder().decode(Self.self, from: Data(line)) else { return nil }
        self = event
    }
}
