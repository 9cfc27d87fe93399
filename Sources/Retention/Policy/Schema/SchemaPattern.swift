/// The regular expressions of the schema: ECMA-262 as far as Python's `re` reads it, so no `\p`, no `\s` and no flags.
/// Each matches a whole text.
enum SchemaPattern {
    /// Inside a set: Unicode's White_Space.
    private static let white = #"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"#

    /// Inside a set: control and format characters, line separators and private use, as far as 16 bits reach.
    private static let unprintable =
        #"\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"#
        + #"\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufff0-\ufffb"#

    /// A name in tables and logs: see `PolicyReader.label`.
    static let label = named(first: "", inside: "")
    /// Also fit for a file name.
    static let accountName = named(first: "./", inside: "/")

    /// - Parameters:
    ///   - first: characters that it must not begin with.
    ///   - inside: characters that it must not contain.
    private static func named(first: String, inside: String) -> String {
        let (start, middle, end) = (
            "[^ \(first)\(unprintable)]", "[^\(inside)\(unprintable)]", "[^ \(inside)\(unprintable)]"
        )
        return "^(?![\(white)]*$)\(start)(?:\(middle)*\(end))?$"
    }

    static let credential = "^[^./\(unprintable)][^/\(unprintable)]*$"
    static let path = "^/[^\(unprintable)]*[^/\(unprintable)]$"

    /// Brackets are closed; a `]` directly after the opening one is a member. Not empty.
    static let glob = #"^(?:[^\[]|\[(?:[!^][\s\S]|[^!^])[^\]]*\])+$"#

    /// Likewise, for titles: without characters that the portal never stores in them, as far as 16 bits reach.
    static let titleGlob = #"^(?:[^\[\t+:"<>|\\/]|\[(?:[!^][\s\S]|[^!^])[^\]]*\])+$"#

    static let fileExtension = #"^\.?[^.*?\[\]/\\\#(white)]+$"#

    /// Refuses `sk-` with eight hexadecimal digits at the start of a word, or with sixteen, as
    /// `PolicySecrets.looksLikeKey` does.
    static let noKey =
        #"^(?!(?:[\s\S]*[\u0000-@\[-`{-\u007f])?[Ss][Kk]-[0-9A-Fa-f]{8})(?![\s\S]*[Ss][Kk]-[0-9A-Fa-f]{16})"#

    /// In any case, because a pattern has no flag for that.
    static func anyCase(_ word: String) -> String {
        word.map { $0.isLetter ? "[\($0.uppercased())\($0.lowercased())]" : String($0) }.joined()
    }

    /// One of several.
    static func oneOf(_ patterns: [String]) -> String { "(?:" + patterns.joined(separator: "|") + ")" }
}
