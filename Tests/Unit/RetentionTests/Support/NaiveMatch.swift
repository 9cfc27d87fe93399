import Foundation

@testable import Retention

/// §4 of `docs/reference/semantics.md`: true, false, or nil for unknown.
struct NaiveMatch {
    let item: TrashedItem
    let now: Date

    func answer(_ condition: Condition) -> Bool? {
        switch condition {
        case .all(let parts):
            let answers = parts.map(answer)
            if answers.contains(false) { return false }
            return answers.contains(nil) ? nil : true
        case .any(let parts):
            let answers = parts.map(answer)
            if answers.contains(true) { return true }
            return answers.contains(nil) ? nil : false
        case .not(let part):
            guard let inner = answer(part) else { return nil }
            return !inner
        case .criterion(let criterion): return answer(criterion)
        }
    }

    private func answer(_ criterion: Criterion) -> Bool? {
        let isFolder = item.key.kind == .folder
        switch criterion {
        case .account(let globs):
            return item.account.map { name in globs.contains { Self.fits(name, $0.pattern, $0.letterCase) } }
        case .kind(let kind): return isFolder == (kind == .folder)
        case .title(let globs): return globs.contains { Self.fits(item.title, $0.pattern, $0.letterCase) }
        case .titleRegex(let patterns): return patterns.contains { Self.isWhole(item.title, $0) }
        case .fileExtension(let list):
            if isFolder { return false }
            return item.fileExtension.map { list.contains($0) }
        case .type(let list):
            if isFolder { return false }
            return item.type.map { list.contains($0) }
        case .size(let minimum, let maximum):
            guard let bytes = item.bytes else { return nil }
            return (minimum == nil || bytes >= minimum!) && (maximum == nil || bytes <= maximum!)
        case .age(let minimum, let maximum):
            guard let trashed = NaiveOracle.start(of: item), trashed <= now else { return nil }
            let age = now.timeIntervalSince(trashed)
            if let minimum, age < Double(minimum.duration.components.seconds) { return false }
            if let maximum, age > Double(maximum.duration.components.seconds) { return false }
            return true
        case .created(let after, let before):
            guard let created = item.created else { return nil }
            return (after == nil || created >= after!) && (before == nil || created < before!)
        case .originFolder(let patterns):
            if originMatch(item.originFolder, patterns) == true { return true }
            guard patterns.contains(.myDocuments) else { return originMatch(item.originFolder, patterns) }
            switch comesFromMyDocuments {
            case true: return true
            case false: return patterns == [.myDocuments] ? false : originMatch(item.originFolder, patterns)
            default: return nil
            }
        case .originRoom(let patterns):
            if item.originRoom != nil { return originMatch(item.originRoom, patterns) }
            return item.originFolder != nil && item.originLocation == .myDocuments ? false : nil
        case .createdBy(let patterns): return person(item.createdBy, patterns)
        case .trashedBy(let patterns): return person(item.trashedBy, patterns)
        }
    }

    private var comesFromMyDocuments: Bool? {
        if let room = item.originRoom { return room == FolderReference(id: nil, title: nil) ? nil : false }
        if item.originFolder == nil || item.originLocation == .unknown { return nil }
        return item.originLocation == .myDocuments
    }

    private func originMatch(_ reference: FolderReference?, _ patterns: [FolderPattern]) -> Bool? {
        guard let reference else { return nil }
        var isUnknown = false
        for pattern in patterns {
            switch pattern {
            case .myDocuments: break
            case .id(let id):
                if reference.id == id { return true }
                isUnknown = isUnknown || reference.id == nil
            case .title(let glob):
                if let title = reference.title, Self.fits(title, glob.pattern, glob.letterCase) { return true }
                isUnknown = isUnknown || reference.title == nil
            }
        }
        return isUnknown ? nil : false
    }

    private func person(_ person: Person?, _ patterns: [PersonPattern]) -> Bool? {
        guard let person else { return nil }
        for pattern in patterns {
            if let id = person.id, id == pattern.name.pattern.uppercased().lowercased() { return true }
            if let name = person.displayName, Self.fits(name, pattern.name.pattern, pattern.name.letterCase) {
                return true
            }
        }
        return person.id == nil || person.displayName == nil ? nil : false
    }

    static func fits(_ text: String, _ pattern: String, _ letterCase: LetterCase = .ignored) -> Bool {
        NaiveGlob(letterCase: letterCase).fits(text, pattern)
    }

    /// By ICU's regular expressions, which share nothing with ours.
    private static func isWhole(_ title: String, _ pattern: TitlePattern) -> Bool {
        let options: NSRegularExpression.Options =
            pattern.letterCase == .ignored ? [.caseInsensitive, .dotMatchesLineSeparators] : .dotMatchesLineSeparators
        guard let expression = try? NSRegularExpression(pattern: "\\A(?:\(pattern.pattern))\\z", options: options)
        else {
            preconditionFailure("ICU refuses \(pattern.pattern)")
        }
        let text = plain(title, pattern.letterCase)
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }

    private static func plain(_ text: String, _ letterCase: LetterCase) -> String {
        let seen = NaiveGlob.visible(text)
        return
            (letterCase == .ignored
            ? seen.replacing("\u{1E9E}", with: "ss").replacing("\u{130}", with: "i").uppercased().lowercased() : seen)
            .precomposedStringWithCanonicalMapping
    }
}
