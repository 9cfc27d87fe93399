import FoundationEssentials

extension PolicyReader {
    /// Match objects inside each other.
    static let maximumMatchDepth = 8

    private static let matchKeys = [
        "kind", "title", "extension", "type", "size", "age", "created", "originFolder", "originRoom", "createdBy",
        "trashedBy", "all", "any", "not",
    ]

    /// The types that a rule can ask for.
    static let fileTypes: [FileType] = [
        .document, .spreadsheet, .presentation, .pdf, .image, .archive, .video, .audio, .diagram,
    ]

    /// Reads a match object: its fields are joined by *and*.
    ///
    /// - Returns: nil when it or one inside it has a problem.
    func match(_ value: PolicyValue, depth: Int) -> Condition? {
        guard depth <= Self.maximumMatchDepth else {
            log.error(value, "match objects nested more than \(Self.maximumMatchDepth) levels deep")
            return nil
        }
        guard let fields = fields(value, Self.matchKeys, tolerated: ["titleRegex"]) else { return nil }
        if fields.members.isEmpty, !fields.hasUnknownKeys {
            log.error(
                value, "the match is empty",
                hint: "no criterion never means everything; to match every title write \"title\": [\"*\"]")
        }
        let parts = fields.members.compactMap { part($0.key, $0.value, depth: depth) }
        guard !parts.isEmpty, parts.count == fields.members.count, !fields.hasUnknownKeys else { return nil }
        let condition = parts.count == 1 ? parts[0] : Condition.all(parts)
        if let contradiction = condition.contradiction {
            log.error(
                value, "never matches: \(contradiction)",
                hint: "a rule that never matches protects nothing and purges nothing")
            return nil
        }
        return condition
    }

    private func part(_ key: String, _ value: PolicyValue, depth: Int) -> Condition? {
        let example = #"[{ "title": ["*.tmp"] }, …]"#
        switch key {
        case "all":
            return entries(value, of: "match objects", example: example) { match($0, depth: depth + 1) }.map {
                .all($0)
            }
        case "any":
            return entries(value, of: "match objects", example: example) { match($0, depth: depth + 1) }.map {
                .any($0)
            }
        case "not": return match(value, depth: depth + 1).map { .not($0) }
        case "titleRegex":
            log.error(
                value, "titleRegex is not supported by this version",
                hint: "use title globs such as \"title\": [\"*report*\"]")
            return nil
        default: return criterion(key, value).map { .criterion($0) }
        }
    }

    private func criterion(_ key: String, _ value: PolicyValue) -> Criterion? {
        switch key {
        case "kind": choice(value).map { .kind($0) }
        case "title": entries(value, of: "title globs", example: #"["*contract*"]"#, glob).map { .title($0) }
        case "extension":
            entries(value, of: "extensions", example: #"["tmp"]"#, fileExtension).map { .fileExtension($0) }
        case "type": entries(value, of: "types", example: #"["image"]"#, fileType).map { .type($0) }
        case "size": sizes(value)
        case "age": ages(value)
        case "created": created(value)
        case "originFolder": places(value).map { .originFolder($0) }
        case "originRoom": places(value).map { .originRoom($0) }
        case "createdBy": people(value).map { .createdBy($0) }
        default: people(value).map { .trashedBy($0) }
        }
    }

    private func glob(_ value: PolicyValue) -> Glob? {
        guard let text = text(value, "a glob such as \"*contract*\"") else { return nil }
        do {
            return try Glob(text)
        } catch {
            log.error(value, "expected a glob such as \"*contract*\", found \(quoted(text))", hint: "\(error)")
            return nil
        }
    }

    private func fileExtension(_ value: PolicyValue) -> String? {
        guard let text = text(value, "an extension such as \"tmp\"") else { return nil }
        let scalars = text.unicodeScalars
        let name = String(scalars.first == "." ? scalars.dropFirst() : scalars[...]).lowercased()
        // Scalars, for a dot with an accent is another character to Swift.
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
        return name
    }

    private func fileType(_ value: PolicyValue) -> FileType? {
        choice(value, among: Self.fileTypes.map(\.rawValue)).flatMap(FileType.init)
    }

    private func places(_ value: PolicyValue) -> [PlacePattern]? {
        entries(value, of: "titles or ids", example: #"["Finance *", 1234]"#) { entry in
            switch entry.node.value {
            case .string: return glob(entry).map { .title($0) }
            case .number: return count(entry, hint: "ids are positive whole numbers").map { .id($0) }
            default:
                log.error(entry, "expected a title glob or an id, found \(entry.node.found)")
                return nil
            }
        }
    }

    private func people(_ value: PolicyValue) -> [PersonPattern]? {
        entries(value, of: "names or user ids", example: #"["Alice *"]"#) { entry in
            glob(entry).flatMap { try? PersonPattern($0.pattern) }
        }
    }
}
