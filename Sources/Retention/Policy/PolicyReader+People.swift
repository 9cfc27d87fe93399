extension PolicyReader {
    /// Users, by display-name glob or id.
    func people(_ value: PolicyValue, _ letterCase: LetterCase) -> [PersonPattern]? {
        entries(value, of: "names or user ids", example: #"["Alice *"]"#) { entry in
            guard let glob = nameGlob(entry, letterCase), isPerson(entry, glob.pattern) else { return nil }
            return try? PersonPattern(glob.pattern, letterCase: letterCase)
        }
    }

    /// - Returns: false for a text that can be neither a name nor an id.
    private func isPerson(_ entry: PolicyValue, _ text: String) -> Bool {
        let digits = text.filter { !"{}()-".contains($0) }
        let isID = digits.count == 32 && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
        let id = isID ? Self.hyphenated(digits.lowercased()) : text
        if isID, text.lowercased() != id {
            log.error(
                entry, "never matches: a user id is written with hyphens and without braces",
                hint: "write \(quoted(id))")
            return false
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        if parts.count == 2, !text.contains(" "), !parts[0].isEmpty, parts[1].contains(".") {
            log.warning(
                entry, "looks like a mail address, but names and user ids are compared",
                hint: "write the name as the portal shows it, such as \"Alice *\", or the user's id")
        }
        return true
    }

    private static func hyphenated(_ digits: String) -> String {
        var groups: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return groups.joined(separator: "-")
    }
}
