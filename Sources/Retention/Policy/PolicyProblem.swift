/// A problem in a policy, and its position.
package struct PolicyProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whether the policy can be used in spite of it.
    package enum Severity: String, Sendable {
        /// The policy isn't used.
        case error
        /// The policy is used.
        case warning
    }

    /// As given to `PolicyDocument.parse`.
    package let file: String
    /// Such as `rules[0].match.size.min`; empty for the text as a whole.
    package let path: String
    package let position: JSONPosition
    /// One sentence without a period. Never holds anything that looks like an API key.
    package let message: String
    /// The remedy.
    package let hint: String
    package let severity: Severity
    /// The line, with a caret below; nil if there is none to show.
    package let excerpt: PolicyExcerpt?

    /// One line for a log: `policy.json:12:17: rules[0].match.size.min: expected a size such as "1KiB", found true`.
    package var summary: String {
        "\(file):\(position): \(severity == .warning ? "warning: " : "")\(path.isEmpty ? "" : "\(path): ")\(message)"
    }

    /// The summary, the line with a caret, and the hint, on separate lines.
    package var description: String {
        var lines = [summary]
        if let excerpt { lines += ["  \(excerpt.line)", "  \(excerpt.caret)"] }
        lines.append("  hint: \(hint)")
        return lines.joined(separator: "\n")
    }
}

/// A piece of a line of the policy file, safe for a terminal: no control characters, no API keys, limited in length.
package struct PolicyExcerpt: Hashable, Sendable {
    package let line: String
    /// Blanks and a `^` below the position. Wide characters may shift it by some columns.
    package let caret: String
}

/// Why a policy is refused: all its problems, warnings included, in the order of the file.
package struct PolicyProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not empty. At most the first hundred.
    package let problems: [PolicyProblem]
    /// The number of further ones.
    package let omitted: Int

    /// More than anyone reads.
    static let maximumShown = 100

    /// These, followed by those of other files, up to the limit.
    func followed(by others: [PolicyProblems]) -> PolicyProblems {
        let all = others.reduce(problems) { $0 + $1.problems }
        let shown = Array(all.prefix(Self.maximumShown))
        return PolicyProblems(
            problems: shown, omitted: others.reduce(omitted) { $0 + $1.omitted } + all.count - shown.count)
    }

    package var description: String {
        let tail = omitted > 0 ? ["… and \(omitted) more"] : []
        return (problems.map(\.description) + tail).joined(separator: "\n")
    }
}
