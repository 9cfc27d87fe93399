/// Collects the problems of one policy while it is read. All texts for people pass through it, so it also keeps API
/// keys out of them.
final class PolicyProblemLog {
    /// More problems than anyone reads; they only cost memory.
    private static let maximumKept = 5000

    private struct Entry {
        let offset: Int
        let path: JSONPath
        let message: String
        let hint: String
        let severity: PolicyProblem.Severity
    }

    private var entries: [Entry] = []
    private var dropped = 0
    private(set) var hasErrors = false

    // A hint is never left out, because its reader may never have seen a policy. Texts are made only if they are kept:
    // guessing the intended key is slow, and there can be many.

    /// Logs a problem that makes the policy unusable.
    func error(
        at offset: Int, _ path: JSONPath, _ message: @autoclosure () -> String, hint: @autoclosure () -> String
    ) {
        hasErrors = true
        append(.error, offset, path, message, hint)
    }

    /// Logs a problem of a value.
    func error(_ value: PolicyValue, _ message: @autoclosure () -> String, hint: @autoclosure () -> String) {
        error(at: value.node.offset, value.path, message(), hint: hint())
    }

    /// Logs why a text is not JSON.
    func error(_ syntax: JSONSyntaxError) {
        error(
            at: syntax.offset, JSONPath(), syntax.message,
            hint: syntax.hint
                ?? "JSON has no comments and no comma after the last entry; strings need double quotes")
    }

    /// Logs a setting that is allowed but probably not intended.
    func warning(_ value: PolicyValue, _ message: @autoclosure () -> String, hint: @autoclosure () -> String) {
        append(.warning, value.node.offset, value.path, message, hint)
    }

    private func append(
        _ severity: PolicyProblem.Severity, _ offset: Int, _ path: JSONPath, _ message: () -> String,
        _ hint: () -> String
    ) {
        guard entries.count < Self.maximumKept else {
            dropped += 1
            return
        }
        entries.append(
            Entry(offset: offset, path: path, message: message(), hint: hint(), severity: severity))
    }

    /// The problems in the order of the text, ready to be shown.
    func problems(in text: JSONText, file: String) -> PolicyProblems {
        let secrets = PolicySecrets(in: text.bytes)
        let sorted = entries.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
        let problems = sorted.prefix(PolicyProblems.maximumShown).map { _, entry in
            PolicyProblem(
                file: printable(file.unicodeScalars),
                path: shown(entry.path.description),
                position: text.position(at: entry.offset),
                message: shown(entry.message),
                hint: shown(entry.hint),
                severity: entry.severity,
                excerpt: PolicyExcerpt(of: text, at: entry.offset, secrets: secrets))
        }
        return PolicyProblems(problems: problems, omitted: sorted.count - problems.count + dropped)
    }

    private func shown(_ text: String) -> String {
        printable(PolicySecrets.redacted(text).unicodeScalars)
    }
}

extension PolicyExcerpt {
    /// The number of characters shown left and right of the position.
    private static let reach = (before: 70, after: 45)

    /// Nil for a line without text.
    init?(of text: JSONText, at offset: Int, secrets: PolicySecrets) {
        let range = text.line(around: offset)
        let split = min(max(offset, range.lowerBound), range.upperBound)
        // A character has at most four bytes; text beyond the reach isn't read, because lines can be long.
        let start = max(range.lowerBound, split - 4 * Self.reach.before)
        let end = min(range.upperBound, split + 4 * Self.reach.after)
        let before = Array(secrets.masked(text.bytes, start..<split).unicodeScalars)
        let after = Array(secrets.masked(text.bytes, split..<end).unicodeScalars)
        var left = printable(before.suffix(Self.reach.before))
        if start > range.lowerBound || before.count > Self.reach.before {
            left = "…" + left
        } else {
            left = String(left.drop { $0 == " " })
        }
        let right = printable(after.prefix(Self.reach.after))
        guard !(left + right).isEmpty else { return nil }
        line = left + right + (end < range.upperBound || after.count > Self.reach.after ? "…" : "")
        caret = String(repeating: " ", count: left.count) + "^"
    }
}
