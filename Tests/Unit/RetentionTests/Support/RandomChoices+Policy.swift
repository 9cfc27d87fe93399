import Foundation

@testable import Retention

/// Policies with everything that a policy file can say, contradictions included.
extension RandomChoices {
    private static let globs = [
        "*", "*contract*", "*.tmp", "?.pdf", "[a-b]*", "[!a]*", "r\u{E9}sum\u{E9}*", "*.pdf", "x",
    ]
    private static let regexes = [
        ".*contract.*", "[a-b]\\.(pdf|tmp)", "[A-C]\\w+\\.tmp", "\\w+", "r\u{E9}sum\u{E9}(\\..*)?", ".+", "x?",
        "[^C]*\\.pdf",
    ]
    private static let folderGlobs = ["Finance *", "finance", "D*", "*"]
    private static let accountGlobs = ["hr-*", "HR-1", "sales", "*"]
    private static let peopleTexts = ["Alice *", "u-2", "ALICE", "U-3", "*"]
    private static let spans = [1, 2, 5, 14, 20, 30]

    /// - Parameter ages: whether rules may depend on the time in the trash.
    mutating func policy(ages: Bool = true) -> Policy {
        let count = Int.random(in: 0...5, using: &self)
        return .with(
            (0..<count).map { rule("rule \($0)", ages: ages) },
            retention: maybe(missing: 25) { days($0.one(of: Self.spans)) },
            folders: one(of: NonEmptyFolders.allCases), rescueBefore: one(of: [1, 3, 10]))
    }

    mutating func rule(_ name: String, ages: Bool = true) -> Rule {
        let match = condition(depth: 0, ages: ages)
        return switch Int.random(in: 0..<10, using: &self) {
        case 0..<5: .purge(name, match, after: days(one(of: Self.spans)))
        case 5..<8:
            .hold(
                name, match, until: maybe(missing: 50) { $0.one(of: [ago(1), now, ago(0, -1), ago(-9)]) }, to: target())
        default: .restore(name, match, to: target())
        }
    }

    mutating func protectingRule(_ name: String) -> Rule {
        let match = condition(depth: 0)
        return chance(50) ? .hold(name, match, to: target()) : .restore(name, match, to: target())
    }

    private mutating func target() -> RestoreTarget {
        let fixed: FixedTarget = chance(30) ? .myDocuments : .folder(one(of: [7, 8]))
        return chance(50) ? .origin(fallback: fixed) : .fixed(fixed)
    }

    mutating func condition(depth: Int, ages: Bool = true) -> Condition {
        if depth < 2, chance(40) {
            let parts = (0..<Int.random(in: 1...3, using: &self)).map { _ in condition(depth: depth + 1, ages: ages) }
            return switch Int.random(in: 0..<3, using: &self) {
            case 0: .all(parts)
            case 1: .any(parts)
            default: .not(parts[0])
            }
        }
        return .criterion(criterion(ages: ages))
    }

    private mutating func criterion(ages: Bool) -> Criterion {
        switch Int.random(in: 0..<(ages ? 13 : 12), using: &self) {
        case 11: .account(some(of: Self.accountGlobs).map { glob($0, letterCase()) })
        case 0: .kind(one(of: ItemKind.allCases))
        case 1: .title(some(of: Self.globs).map { glob($0, letterCase()) })
        case 10: .titleRegex(some(of: Self.regexes).map { regex($0, letterCase()) })
        case 2: .fileExtension(some(of: ["pdf", "tmp", "bak"]))
        case 3: .type(some(of: [.pdf, .image, .archive]))
        case 4: chance(50) ? .size(min: 1_000, max: nil) : .size(min: nil, max: one(of: [0, 1_000]))
        case 5: chance(50) ? .created(after: ago(100), before: nil) : .created(after: nil, before: ago(100))
        case 6: .originFolder(chance(30) ? [.myDocuments] : patterns() + (chance(20) ? [.myDocuments] : []))
        case 7: .originRoom(patterns())
        case 8: .createdBy(persons())
        case 9: .trashedBy(persons())
        default:
            chance(50)
                ? .age(min: days(one(of: Self.spans)), max: nil) : .age(min: nil, max: days(one(of: Self.spans)))
        }
    }

    private mutating func letterCase() -> LetterCase { chance(30) ? .respected : .ignored }

    private mutating func patterns() -> [FolderPattern] {
        (0..<Int.random(in: 1...2, using: &self)).map { _ in
            chance(40) ? .id(one(of: [50, 51])) : .title(glob(one(of: Self.folderGlobs), letterCase()))
        }
    }

    private mutating func persons() -> [PersonPattern] {
        some(of: Self.peopleTexts).map { text in
            guard let pattern = try? PersonPattern(text, letterCase: letterCase()) else {
                preconditionFailure("\(text) is no glob")
            }
            return pattern
        }
    }
}
