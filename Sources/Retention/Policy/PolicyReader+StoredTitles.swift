extension PolicyReader {
    /// A glob for titles of files, folders or rooms. One that no stored title can match is an error; one that probably
    /// has another meaning than intended gets a warning.
    ///
    /// - Parameter isFolder: whether the title is that of a folder or room.
    func titleGlob(_ value: PolicyValue, _ letterCase: LetterCase, isFolder: Bool) -> Glob? {
        guard let glob = glob(value, letterCase) else { return nil }
        if let scalar = glob.unstoredCharacter {
            log.error(value, neverStored(scalar), hint: unstoredHint(glob, scalar, isFolder: isFolder))
            return nil
        }
        if glob.minimumLength > StoredTitle.maximumLength {
            log.error(value, tooLong, hint: "match its beginning, followed by \"*\"")
            return nil
        }
        warnOfMistakenSyntax(value, glob)
        return glob
    }

    private func neverStored(_ scalar: Unicode.Scalar) -> String {
        let shown = scalar.value < 0x20 ? "a tab" : quoted(String(Character(scalar)))
        return "never matches: the portal stores \(shown) as \(quoted(StoredTitle.stored(scalar))) in titles"
    }

    private var tooLong: String {
        "never matches: the portal cuts titles at \(StoredTitle.maximumLength) characters, and this needs more"
    }

    private func unstoredHint(_ glob: Glob, _ scalar: Unicode.Scalar, isFolder: Bool) -> String {
        let pattern = glob.pattern
        if !pattern.unicodeScalars.contains(where: { "|\\+".unicodeScalars.contains($0) }) || !looksLikeRegex(pattern) {
            let parts = pattern.split(separator: "/").map(String.init)
            if scalar == "/", isFolder, let last = parts.last {
                return "one folder is compared, not a path: write \(quoted(last))"
            }
            if scalar == "/", parts.count > 1, let last = parts.last {
                return "a title is not a path: write \(quoted(last)), with \"originFolder\": "
                    + "[\(quoted(parts[parts.count - 2]))]; if it is a part of the title, \(quoted(glob.asStored))"
            }
            return "write \(quoted(glob.asStored))"
        }
        let regex = isFolder ? "globs know only *, ? and [a-z]" : "a regular expression is written with \"titleRegex\""
        return "\(regex); as a glob write \(quoted(glob.asStored))"
    }

    private func looksLikeRegex(_ pattern: String) -> Bool {
        pattern.contains("\\") || pattern.contains("|") || pattern.contains("]+") || pattern.contains(")+")
            || pattern.contains(".+")
    }

    /// Warns of syntax that has a meaning in other languages, and none in a glob.
    func warnOfMistakenSyntax(_ value: PolicyValue, _ glob: Glob) {
        guard let (message, hint) = mistakenSyntax(glob.pattern) else { return }
        log.warning(value, message, hint: hint)
    }

    /// Syntax that has a meaning in other languages, and none here.
    private func mistakenSyntax(_ pattern: String) -> (message: String, hint: String)? {
        if let list = expandedBraces(pattern) {
            return ("braces are plain characters here, not alternatives", "write \(list)")
        }
        if pattern.hasPrefix("!"), pattern.count > 1 {
            let rest = quoted(String(pattern.dropFirst()))
            return (
                "the \"!\" is a character of the title here, and excludes nothing", "write \"not\": { … [\(rest)] }"
            )
        }
        if let list = splitList(pattern) { return ("this is one glob with commas in it, not a list", "write \(list)") }
        let isBetweenDots = pattern.count > 4 && pattern.hasPrefix(".*") && pattern.hasSuffix(".*")
        guard pattern.hasPrefix("^") || pattern.hasSuffix("$") || isBetweenDots else { return nil }
        let hint = "write \(quoted(globOfRegex(pattern))), or use \"titleRegex\" for titles"
        return ("looks like a regular expression, but is compared as a glob", hint)
    }

    private func globOfRegex(_ pattern: String) -> String {
        var text = pattern.replacing(".*", with: "*")
        if text.hasPrefix("^") { text.removeFirst() } else if !text.hasPrefix("*") { text = "*" + text }
        if text.hasSuffix("$") { text.removeLast() } else if !text.hasSuffix("*") { text += "*" }
        return text
    }

    /// `*.{doc,docx}` as a list of globs; nil if it has no such part.
    func expandedBraces(_ pattern: String) -> String? {
        guard let open = pattern.firstIndex(of: "{"), let close = pattern[open...].firstIndex(of: "}") else {
            return nil
        }
        let inside = pattern[pattern.index(after: open)..<close].split(separator: ",", omittingEmptySubsequences: false)
        guard inside.count > 1 else { return nil }
        return listed(inside.map { pattern[..<open] + String($0) + pattern[pattern.index(after: close)...] })
    }

    /// `*.doc, *.docx` as a list; nil if the parts don't look like separate globs.
    private func splitList(_ pattern: String) -> String? {
        let separators = [",", ";"]
        for separator in separators {
            let parts = pattern.split(separator: separator).map { String($0.drop { $0 == " " }) }
            if parts.count > 1, parts.allSatisfy(isWholeGlob) { return listed(parts) }
        }
        return nil
    }

    /// Whether it looks like a separate glob, and not like a part of a title with a comma.
    private func isWholeGlob(_ part: String) -> Bool {
        part.contains("*") || hasExtension(part)
    }

    /// Whether it ends like a file name. `v2.1 draft` doesn't.
    private func hasExtension(_ title: String) -> Bool {
        guard let dot = title.lastIndex(of: ".") else { return false }
        let end = title[dot...].dropFirst()
        return (1...10).contains(end.count) && end.allSatisfy { $0.isLetter || $0.isNumber }
            && end.contains(where: \.isLetter)
    }

    func listed(_ parts: [String]) -> String {
        "[" + parts.map { quoted($0) }.joined(separator: ", ") + "]"
    }

    /// Warns of titles without a wildcard, which are rarely intended: they match only themselves.
    ///
    /// Whole names of files and of folders count as intended.
    func warnOfWholeTitles(_ fields: PolicyFields<MatchKey>, _ condition: Condition) {
        guard let list = fields[.criterion(.title)], case .array(let nodes) = list.node.value else { return }
        if case .string("folder")? = fields[.criterion(.kind)]?.node.value { return }
        for case .criterion(.title(let globs)) in condition.direct where globs.count == nodes.count {
            for (index, glob) in globs.enumerated() where isHalfATitle(glob) {
                log.warning(
                    PolicyValue(nodes[index], list.path[index]), "matches only titles that are exactly this",
                    hint: "titles are compared whole: for those that contain it write \(quoted("*\(glob.pattern)*"))")
            }
        }
    }

    private func isHalfATitle(_ glob: Glob) -> Bool {
        glob.isPlainText && !hasExtension(glob.pattern) && !glob.pattern.hasPrefix(".")
            && mistakenSyntax(glob.pattern) == nil
    }

    /// Reports a regular expression that no stored title can match.
    ///
    /// - Returns: false when it is unusable.
    func checkStored(_ value: PolicyValue, _ pattern: TitlePattern) -> Bool {
        switch pattern.impossibility {
        case .character(let scalar):
            log.error(value, neverStored(scalar), hint: regexHint(pattern.pattern, scalar))
            return false
        case .length:
            log.error(value, tooLong, hint: "match its beginning, followed by \".*\"")
            return false
        case nil:
            guard let scalar = pattern.uselessCharacter else { return true }
            log.warning(
                value, "a part of it \(neverStored(scalar))", hint: regexHint(pattern.pattern, scalar))
            return true
        }
    }

    private func regexHint(_ pattern: String, _ scalar: Unicode.Scalar) -> String {
        let character = String(Character(scalar))
        let stored = StoredTitle.stored(scalar)
        let fixed = pattern.replacing("\\\(character)", with: stored)
        if fixed != pattern { return "write \(quoted(fixed))" }
        return "\\+?*|".contains(character)
            ? "write \"_\" instead" : "write \(quoted(pattern.replacing(character, with: stored)))"
    }
}

extension Condition {
    /// Itself, or the parts that are joined by *and*.
    fileprivate var direct: [Condition] {
        if case .all(let parts) = self { parts } else { [self] }
    }
}
