import FoundationEssentials

extension PolicyReader {
    /// The limit of nested match objects.
    static let maximumMatchDepth = 8

    /// The types that a rule can name.
    static let fileTypes: [FileType] = [
        .document, .spreadsheet, .presentation, .pdf, .image, .archive, .video, .audio, .diagram,
    ]

    /// Reads a match object: its fields are joined by *and*.
    ///
    /// - Parameter letterCase: the setting of the match object around this one.
    /// - Returns: nil if it or a nested one has a problem.
    func match(_ value: PolicyValue, depth: Int, letterCase: LetterCase = .ignored) -> Condition? {
        guard depth <= Self.maximumMatchDepth else {
            log.error(
                value, "match objects nested more than \(Self.maximumMatchDepth) levels deep",
                hint: "fields beside each other are joined by \"and\" already, the values of a list by \"or\"")
            return nil
        }
        guard let fields = fields(value, MatchKey.self) else { return nil }
        let own = fields[.caseSensitive].map(self.letterCase)
        let members = fields.members.filter { $0.key != .caseSensitive }
        if members.isEmpty, !fields.hasUnknownKeys {
            log.error(
                value, "the match is empty",
                hint: "an empty match never means everything; to match every title write \"title\": [\"*\"]")
        }
        let parts = members.compactMap { part($0.key, $0.value, depth: depth, (own ?? letterCase) ?? letterCase) }
        guard !parts.isEmpty, parts.count == members.count, !fields.hasUnknownKeys, own != .some(nil) else {
            return nil
        }
        let condition = parts.count == 1 ? parts[0] : Condition.all(parts)
        warnOfUselessSwitch(fields[.caseSensitive], condition)
        warnOfWholeTitles(fields, condition)
        if let contradiction = condition.contradiction {
            log.error(
                value, "never matches: \(contradiction)",
                hint: "a rule that never matches protects nothing and purges nothing")
            return nil
        }
        return condition
    }

    private func letterCase(_ value: PolicyValue) -> LetterCase? {
        guard case .bool(let isCaseSensitive) = value.node.value else {
            log.error(
                value, "expected true or false, found \(value.node.found)",
                hint: "without quotes; upper and lower case are the same unless it is true")
            return nil
        }
        return isCaseSensitive ? .respected : .ignored
    }

    private func warnOfUselessSwitch(_ value: PolicyValue?, _ condition: Condition) {
        guard let value, !condition.criteria.contains(where: \.key.comparesText) else { return }
        log.warning(
            value, "has no effect here: no title, folder, room or name is compared",
            hint: "\"extension\", \"type\" and \"kind\" never depend on upper and lower case")
    }

    private func part(_ key: MatchKey, _ value: PolicyValue, depth: Int, _ letterCase: LetterCase) -> Condition? {
        let example = #"[{ "title": ["*.tmp"] }, …]"#
        func inner(_ value: PolicyValue) -> Condition? { match(value, depth: depth + 1, letterCase: letterCase) }
        switch key {
        case .all: return entries(value, of: "match objects", example: example, inner).map { .all($0) }
        case .any: return entries(value, of: "match objects", example: example, inner).map { .any($0) }
        case .not: return inner(value).map { .not($0) }
        case .criterion(let key): return criterion(key, value, letterCase).map { .criterion($0) }
        // It changes how the others compare, and requires nothing itself.
        case .caseSensitive: return nil
        }
    }

    private func criterion(_ key: CriterionKey, _ value: PolicyValue, _ letterCase: LetterCase) -> Criterion? {
        switch key {
        case .account:
            entries(value, of: "globs on names of accounts", example: #"["hr-*"]"#) { nameGlob($0, letterCase) }
                .map { .account($0) }
        case .kind: choice(value).map { .kind($0) }
        case .title:
            entries(value, of: "title globs", example: #"["*contract*"]"#) {
                titleGlob($0, letterCase, isFolder: false)
            }.map { .title($0) }
        case .titleRegex:
            entries(value, of: "regular expressions", example: #"["Invoice \\d+.*"]"#) { pattern($0, letterCase) }
                .map { .titleRegex($0) }
        case .fileExtension:
            entries(value, of: "extensions", example: #"["tmp"]"#, fileExtension).map { .fileExtension($0) }
        case .type: entries(value, of: "types", example: #"["image"]"#, fileType).map { .type($0) }
        case .size: sizes(value)
        case .age: ages(value)
        case .created: created(value)
        case .originFolder: folders(value, letterCase).map { .originFolder($0) }
        case .originRoom: roomPatterns(value, letterCase).map { .originRoom($0) }
        case .createdBy: people(value, letterCase).map { .createdBy($0) }
        case .trashedBy: people(value, letterCase).map { .trashedBy($0) }
        }
    }

    private func fileExtension(_ value: PolicyValue) -> String? {
        guard let text = text(value, "an extension such as \"tmp\"") else { return nil }
        let scalars = text.unicodeScalars
        let name = String(scalars.first == "." ? scalars.dropFirst() : scalars[...]).lowercased()
        // Compared as scalars: to Swift a dot with an accent is another character.
        let isSpecial = { (scalar: Unicode.Scalar) in
            ".*?[]/\\".unicodeScalars.contains(scalar) || scalar.properties.isWhitespace
        }
        guard !name.isEmpty, !name.unicodeScalars.contains(where: isSpecial) else {
            log.error(
                value, "expected an extension such as \"tmp\", found \(quoted(text))",
                hint:
                    "an extension is what follows the last dot; for anything else use title globs such as \"*.tar.gz\"")
            return nil
        }
        if let scalar = name.unicodeScalars.first(where: StoredTitle.replaces) {
            let stored = name.unicodeScalars.map(StoredTitle.stored).joined()
            log.error(
                value,
                "never matches: the portal stores \(quoted(String(Character(scalar)))) as "
                    + "\(quoted(StoredTitle.stored(scalar))) in titles", hint: "write \(quoted(stored))")
            return nil
        }
        if name.contains(",") || name.contains(";") {
            let parts = name.split { $0 == "," || $0 == ";" }.map(String.init)
            let list = expandedBraces(name) ?? listed(parts)
            log.warning(value, "this is one extension with a comma in it, not a list", hint: "write \(list)")
        }
        return name
    }

    private func fileType(_ value: PolicyValue) -> FileType? {
        choice(value, among: Self.fileTypes.map(\.rawValue)).flatMap(FileType.init)
    }
}
