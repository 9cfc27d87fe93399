import FoundationEssentials
import Retention
import RetentionControl
import RetentionEngine
import Synchronization

/// A command's output, on its way to the client that requested it.
final class ReplySink: ConsoleSink {
    /// The form that the client requested.
    enum Form {
        /// As it is printed, with messages and progress: JSON lines.
        case events
        /// The data alone.
        case document(contentType: String)
        /// Everything at the end, as one JSON object.
        case result
    }

    private struct State {
        var hasBegun = false
        var output = ""
        var messages: [String] = []
        /// When each account's progress was last sent.
        var progressAt: [String: ContinuousClock.Instant] = [:]
    }

    /// The result of a command as a JSON object.
    private struct Result: Encodable {
        let exitStatus: Int32
        let output: String
        let messages: [String]
    }

    /// The shortest time between two reports of progress.
    private static let pause = Duration.milliseconds(100)

    let width: Int?
    let hasColor: Bool
    private let reply: ControlReply
    private let form: Form
    private let state = Mutex(State())

    init(_ reply: ControlReply, _ form: Form, width: Int?, hasColor: Bool) {
        self.reply = reply
        self.form = form
        self.width = width
        self.hasColor = hasColor
        if case .events = form { begin("application/x-ndjson") }
    }

    func output(_ text: String) { output(text) { self.reply.write($0) } }

    func message(_ line: String) {
        if case .events = form { return reply.write(ControlEvent(message: line).line) }
        state.withLock { $0.messages.append(line) }
    }

    func progress(_ account: String, _ progress: SweepProgress) {
        guard case .events = form, reply.isReady else { return }
        let now = ContinuousClock.now
        let isTime = state.withLock { state in
            if let last = state.progressAt[account], now - last < Self.pause { return false }
            state.progressAt[account] = now
            return true
        }
        if isTime { reply.write(ControlEvent(account, progress).line) }
    }

    /// The same, but a writer of much output waits until the client has taken it. Blocks its thread.
    var patient: any ConsoleSink { PatientSink(sink: self) }

    private struct PatientSink: ConsoleSink {
        let sink: ReplySink
        var width: Int? { sink.width }
        var hasColor: Bool { sink.hasColor }
        func output(_ text: String) { sink.output(text) { _ = sink.reply.writeAndWait($0) } }
        func message(_ line: String) { sink.message(line) }
        func progress(_ account: String, _ progress: SweepProgress) { sink.progress(account, progress) }
    }

    private func output(_ text: String, _ write: (String) -> Void) {
        guard !text.isEmpty else { return }
        switch form {
        case .events: write(ControlEvent(output: text).line)
        case .document(let contentType):
            begin(contentType)
            write(text)
        case .result: state.withLock { $0.output += text }
        }
    }

    private func begin(_ contentType: String, status: Int = 200) {
        let isFirst = state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
        if isFirst { reply.begin(status, [("Content-Type", contentType), ("X-Content-Type-Options", "nosniff")]) }
    }

    /// The command has ended.
    func end(_ status: ExitStatus?) {
        switch form {
        case .events: reply.write(ControlEvent(end: status).line)
        case .document(let contentType): begin(contentType)
        case .result:
            begin("application/json")
            let (output, messages) = state.withLock { ($0.output, $0.messages) }
            let result = Result(exitStatus: status?.rawValue ?? 0, output: output, messages: messages)
            reply.write(JSONWriter.text(result, isIndented: true) + "\n")
        }
        reply.end()
    }

    /// The command could not run.
    func fail(_ failure: CommandError) {
        if case .events = form {
            message("error: \(failure.message)")
            if let hint = failure.hint { message("hint: \(hint)") }
            return end(failure.status)
        }
        if !state.withLock(\.hasBegun) {
            begin("application/json", status: failure.status.httpStatus)
            reply.write(ControlProblem(failure).text)
        }
        reply.end()
    }
}

/// An error as the body of an answer.
struct ControlProblem: Codable {
    struct Details: Codable {
        /// The exit status that the command would end with.
        let exitStatus: Int32
        let message: String
        let hint: String?
        /// The versions of the interface that the service supports; only if the client requested another one.
        let versions: [String]?
    }

    let error: Details

    init(_ failure: CommandError, versions: [String]? = nil) {
        error = Details(
            exitStatus: failure.status.rawValue, message: failure.message, hint: failure.hint, versions: versions)
    }

    var text: String { JSONWriter.text(self, isIndented: true) + "\n" }

    /// The failure that a client reports for it.
    var failure: CommandError {
        CommandError(ExitStatus(rawValue: error.exitStatus) ?? .unavailable, error.message, hint: error.hint)
    }
}

extension ExitStatus {
    fileprivate var httpStatus: Int {
        switch self {
        case .usage: 400
        case .keyRefused: 403
        case .noSuchItem: 404
        case .incomplete, .critical: 409
        case .badData: 422
        case .badConfiguration, .cannotCreate, .outputLost: 500
        case .unavailable: 502
        case .temporaryFailure, .notRunning: 503
        }
    }
}
