/// A word of a command that a person will paste into a shell.
enum ShellWord {
    /// The word, in quotes if a shell would interpret it.
    static func of(_ word: String) -> String {
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+,="
        let isPlain = !word.isEmpty && word.unicodeScalars.allSatisfy { plain.unicodeScalars.contains($0) }
        return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
    }
}
