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

    /// A glob for names of accounts or people, which the portal stores unchanged.
    func nameGlob(_ value: PolicyValue, _ letterCase: LetterCase) -> Glob? {
        guard let glob = glob(value, letterCase) else { return nil }
        warnOfMistakenSyntax(value, glob)
        return glob
    }

    /// A regular expression over a whole title.
    func pattern(_ value: PolicyValue, _ letterCase: LetterCase) -> TitlePattern? {
        guard let text = text(value, "a regular expression such as \(quoted(#"Invoice \d+.*"#))") else { return nil }
        do {
            let pattern = try TitlePattern(text, letterCase: letterCase)
            if pattern.matchesAnythingNotEmpty, !pattern.matchesEverything {
                log.warning(
                    value, "matches every title", hint: "leave it out; to match everything write \".*\"")
            }
            if pattern.isPlainText {
                log.warning(
                    value, "matches only titles that are exactly this",
                    hint:
                        "for titles that contain it write \".*\" on both sides; for exactly this use \"title\"")
            }
            return checkStored(value, pattern) ? pattern : nil
        } catch {
            log.error(value, "this regular expression can't be used: \(error)", hint: error.hint)
            return nil
        }
    }

    /// Rooms, by title glob or id.
    func roomPatterns(_ value: PolicyValue, _ letterCase: LetterCase) -> [FolderPattern]? {
        entries(value, of: "titles or ids", example: #"["Finance *", 1234]"#) { entry in
            if case .object = entry.node.value {
                log.error(
                    entry, "expected a title glob or an id, found \(entry.node.found)",
                    hint: myDocumentsHint(entry) ?? "write a title in quotes, an id without quotes")
                return nil
            }
            return folderPattern(entry, letterCase, "a title glob or an id")
        }
    }

    /// Folders, by title glob or id, or My documents.
    func folders(_ value: PolicyValue, _ letterCase: LetterCase) -> [FolderPattern]? {
        entries(value, of: "titles or ids", example: #"["Finance *", 1234, { "myDocuments": true }]"#) { entry in
            if case .object = entry.node.value { return myDocuments(entry) }
            let pattern = folderPattern(entry, letterCase, "a title glob, an id or { \"myDocuments\": true }")
            if case .title(let glob) = pattern { warnOfMyDocuments(entry, glob) }
            return pattern
        }
    }

    private func folderPattern(_ entry: PolicyValue, _ letterCase: LetterCase, _ expected: String) -> FolderPattern? {
        switch entry.node.value {
        case .string(let text):
            warnOfQuotedID(entry, text)
            return titleGlob(entry, letterCase, isFolder: true).map { .title($0) }
        case .number: return count(entry, hint: "ids are positive whole numbers").map { .id($0) }
        default:
            log.error(
                entry, "expected \(expected), found \(entry.node.found)",
                hint: "write a title in quotes, an id without quotes")
            return nil
        }
    }

    private func warnOfQuotedID(_ entry: PolicyValue, _ text: String) {
        guard let number = Int(text), number > 0, "\(number)" == text else { return }
        log.warning(
            entry, "in quotes this is a title, not an id", hint: "if the id is meant, write \(number) without quotes")
    }

    private func myDocuments(_ entry: PolicyValue) -> FolderPattern? {
        guard let fields = fields(entry, OriginFolderKey.self), !fields.hasUnknownKeys else { return nil }
        guard let value = fields.required(.myDocuments, hint: #"write { "myDocuments": true }"#) else { return nil }
        guard value.node.value == .bool(true) else {
            log.error(
                value, "expected true, found \(value.node.found)",
                hint: #"for all other folders write "not": { "originFolder": [{ "myDocuments": true }] }"#)
            return nil
        }
        return .myDocuments
    }

    private func myDocumentsHint(_ entry: PolicyValue) -> String? {
        guard case .object(let members) = entry.node.value, members.contains(where: { $0.key == "myDocuments" }) else {
            return nil
        }
        return #"My documents is not a room: write "originFolder": [{ "myDocuments": true }]"#
    }

    /// A title that depends on a person's language and the portal's version protects only sometimes.
    private func warnOfMyDocuments(_ entry: PolicyValue, _ glob: Glob) {
        guard let title = glob.titleOfMyDocuments else { return }
        log.warning(
            entry, "\(quoted(title)) is the portal's title of My documents in some languages and versions only",
            hint: #"if that section is meant, write { "myDocuments": true }; a folder is named safely by its id"#)
    }
}
