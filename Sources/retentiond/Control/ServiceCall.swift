import FoundationEssentials
import Glibc
import Retention
import RetentionControl
import RetentionEngine
import Synchronization

/// One request to the service. Prints the answer as the command itself would have printed it.
///
/// It is printed only after it was made safe for a terminal: a service is trusted less than the person who uses it.
final class ServiceCall {
    /// In bytes, of one line. The service sends pieces of 64 KiB.
    private static let maxLine = 16 << 20

    private let request: ServiceRequest
    private let policy: String
    private let print: ((String) throws(CommandError) -> Void)?
    private let bar = ProgressBar()
    private var head: ControlClient.Head?
    private var line: [UInt8] = []
    /// The text that `print` gets at the end.
    private var output = ""
    private var ended: ExitStatus??
    private let hasColor = Console.outputHasColor

    init(_ request: ServiceRequest, policy: String, print: ((String) throws(CommandError) -> Void)?) {
        self.request = request
        self.policy = policy
        self.print = print
    }

    /// - Throws: `ControlClientError`.
    func send(to path: String) async throws(ControlClientError) {
        var request = request
        if request.route.parameters.contains("width"), let width = Console.outputWidth {
            request.query["width"] = ["\(width)"]
        }
        if request.route.parameters.contains("color"), hasColor { request.query["color"] = ["true"] }
        try await ControlClient.send(
            request.route.method, request.target,
            headers: [("Accept", "application/x-ndjson"), (ControlHeader.policy, Self.absolute(policy))],
            body: request.body, to: path, head: { self.head = $0 }, receive: { self.receive($0) })
        bar.clear()
    }

    /// Whether the service runs with another policy than the command's; then it has done nothing.
    var isMisdirected: Bool { head?.status == 421 }

    /// - Throws: `CommandError`, as the service reports.
    func result() throws(CommandError) -> ExitStatus? {
        guard head?.header("content-type") == "application/x-ndjson" else {
            if let problem = try? JSONDecoder().decode(ControlProblem.self, from: Data(line)) {
                let failure = problem.failure
                throw CommandError(
                    failure.status, String(sanitizing: failure.message),
                    hint: failure.hint.map(String.init(sanitizing:)))
            }
            throw broken("its answer can't be understood")
        }
        guard let ended else { throw broken("its answer has no end") }
        if let print, !output.isEmpty { try print(output) }
        return ended
    }

    func broken(_ reason: String) -> CommandError {
        bar.clear()
        let effect =
            request.route.changes ? "; work that has begun continues: see retentiond status and retentiond audit" : ""
        return CommandError(
            .unavailable, "the service did not complete its answer: \(String(sanitizing: reason))",
            hint: "journalctl -u retentiond shows why\(effect)")
    }

    /// A path as the service sees it.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return "\(String(cString: current))/\(path)"
    }

    private func receive(_ bytes: ArraySlice<UInt8>) {
        guard head?.header("content-type") == "application/x-ndjson" else {
            if line.count < 1 << 20 { line += bytes }
            return
        }
        for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if part.offset > 0 {
                if let event = ControlEvent(line: line) { show(event) }
                line.removeAll(keepingCapacity: true)
            }
            if line.count + part.element.count <= Self.maxLine { line += part.element }
        }
    }

    private func show(_ event: ControlEvent) {
        switch event.event {
        case .output:
            bar.clear()
            guard let text = event.text else { return }
            if print != nil { output += text } else { Console.put(TerminalText.sanitized(text, hasColor: hasColor)) }
        case .message:
            bar.clear()
            for line in (event.text ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
                Console.printError(String(sanitizing: String(line)))
            }
        case .progress:
            guard let account = event.account, let progress = event.progress else { return }
            bar.show(account, progress)
        case .end: ended = .some(event.exitStatus.flatMap { $0 == 0 ? nil : ExitStatus(rawValue: $0) ?? .unavailable })
        }
    }
}

/// Headers of our own.
enum ControlHeader {
    /// The header with the policy file of the command.
    static let policy = "Retentiond-Policy"
}

/// Text from another process, made safe for a terminal, with its lines and colours.
enum TerminalText {
    /// - Parameter hasColor: whether colours (`ESC [ … m`) stay.
    static func sanitized(_ text: String, hasColor: Bool) -> String {
        guard !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }) else { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count)
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\n", "\t": result.unicodeScalars.append(scalar)
            // CSV ends its lines like this; alone it would overwrite the line.
            case "\r" where rest.first == "\n": result.unicodeScalars.append(scalar)
            case "\u{1B}" where hasColor && rest.first == "[":
                let parameters = rest.dropFirst().prefix { ("0"..."9").contains($0) || $0 == ";" }
                guard parameters.endIndex < rest.endIndex, rest[parameters.endIndex] == "m", parameters.count < 20
                else { fallthrough }
                result.unicodeScalars.append(scalar)
                result.unicodeScalars.append(contentsOf: rest[...parameters.endIndex])
                rest = rest[rest.index(after: parameters.endIndex)...]
            default: result += String(sanitizing: String(scalar))
            }
        }
        return result
    }
}
