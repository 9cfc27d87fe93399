/// The options that make a command use the same policy and state directory as the command that prints a hint.
package struct Invocation: Sendable, Equatable {
    /// Unquoted, in the order of the command line; empty for the standard policy and state directory.
    package let options: [String]

    package init(_ options: [String] = []) { self.options = options }

    /// A whole command line of `retentiond`, quoted for a POSIX shell.
    package func command(_ words: String...) -> String { command(words) }

    package func command(_ words: [String]) -> String {
        (["retentiond"] + words + options).map(Self.quoted).joined(separator: " ")
    }

    /// The command that lifts the limits of one account, and the one to review before.
    package func confirmation(of account: String) -> String {
        "review `\(command("plan", "--account", account))`; if all of it may be purged, run "
            + "`\(command("sweep", "--account", account, "--confirm-limits"))`"
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "-_./:@%+=,".unicodeScalars.contains(scalar)
        }
        if isPlain, !word.isEmpty { return word }
        return "'\(word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
