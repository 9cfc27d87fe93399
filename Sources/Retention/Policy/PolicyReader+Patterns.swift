extension PolicyReader {
    /// A title glob.
    func glob(_ value: PolicyValue, _ letterCase: LetterCase) -> Glob? {
        guard let text = text(value, "a glob such as \"*contract*\"") else { return nil }
        do {
            return try Glob(text, letterCase: letterCase)
        } catch {
            log.error(value, "expected a glob such as \"*contract*\", found \(quoted(text))", hint: "\(error)")
            return nil
        }
    }

    /// A regular expression over a whole title.
    func pattern(_ value: PolicyValue, _ letterCase: LetterCase) -> TitlePattern? {
        guard let text = text(value, "a regular expression such as \(quoted(#"Invoice \d+.*"#))") else { return nil }
        do {
            let pattern = try TitlePattern(text, letterCase: letterCase)
            if pattern.matchesAnythingNotEmpty, !pattern.matchesEverything {
                log.warning(
                    value, "matches every title", hint: "leave it out; a rule that is meant for everything says \".*\"")
            }
            if pattern.isPlainText {
                log.warning(
                    value, "matches only titles that are exactly this",
                    hint:
                        "for titles that contain it write \".*\" on both sides; for exactly this use \"title\"")
            }
            return pattern
        } catch {
            log.error(value, "this regular expression can't be used: \(error)", hint: error.hint)
            return nil
        }
    }

    /// Folders or rooms, by title glob or id.
    func places(_ value: PolicyValue, _ letterCase: LetterCase) -> [PlacePattern]? {
        entries(value, of: "titles or ids", example: #"["Finance *", 1234]"#) { entry in
            switch entry.node.value {
            case .string: return glob(entry, letterCase).map { .title($0) }
            case .number: return count(entry, hint: "ids are positive whole numbers").map { .id($0) }
            default:
                log.error(
                    entry, "expected a title glob or an id, found \(entry.node.found)",
                    hint: "a title stands in quotes, an id doesn't")
                return nil
            }
        }
    }

    /// Users, by display-name glob or id.
    func people(_ value: PolicyValue, _ letterCase: LetterCase) -> [PersonPattern]? {
        entries(value, of: "names or user ids", example: #"["Alice *"]"#) { entry in
            glob(entry, letterCase).flatMap { try? PersonPattern($0.pattern, letterCase: letterCase) }
        }
    }
}
