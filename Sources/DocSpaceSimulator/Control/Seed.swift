import FoundationEssentials

/// Ready-made contents.
package enum Seed: Sendable, Equatable {
    /// One user, an empty trash.
    case empty
    /// About 300 realistic items, the same ones every time.
    case demo
    /// One of each case that misleads a client which knows only the vendor's documentation.
    case traps
    /// This number of items in the trash, made from a seed.
    case random(items: Int, seed: UInt64)
    /// The same without folders, trashed as people do: up to 40 in a second.
    case files(items: Int, seed: UInt64)

    /// - Parameters:
    ///   - text: `empty`, `demo`, `traps`, `random:N` or `files:N`; nil for anything else.
    ///   - randomSeed: for random contents.
    package init?(_ text: String, randomSeed: UInt64) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts[0], parts.count == 1 ? nil : Int(parts[1])) {
        case ("empty", nil) where parts.count == 1: self = .empty
        case ("demo", nil) where parts.count == 1: self = .demo
        case ("traps", nil) where parts.count == 1: self = .traps
        case ("random", let items?) where items >= 0: self = .random(items: items, seed: randomSeed)
        case ("files", let items?) where items >= 0: self = .files(items: items, seed: randomSeed)
        default: return nil
        }
    }

    /// Fills a fresh portal.
    ///
    /// - Parameter apiKey: the key of the main user; empty makes one up from the portal's seed.
    /// - Returns: the users, the main one first.
    package func plant(in portal: SimulatedPortal, apiKey: String = "") -> [SimulatedUser] {
        switch self {
        case .empty: [portal.addUser(name: "Alice Example", apiKey: apiKey)]
        case .demo: portal.seed { DemoSeed.plant(in: &$0, apiKey: apiKey) }
        case .traps: portal.seed { TrapSeed.plant(in: &$0, apiKey: apiKey) }
        case .random(let items, let seed):
            portal.seed { RandomSeed.plant(items, seed: seed, in: &$0, apiKey: apiKey) }
        case .files(let items, let seed):
            portal.seed { RandomSeed.plant(items, seed: seed, isFilesOnly: true, in: &$0, apiKey: apiKey) }
        }
    }
}

/// Titles that break careless clients: control characters, terminal escapes, formulas, markup, bidi overrides, length.
package enum HostileTitles {
    package static let all = [
        "newline\nRETENTIOND_EVENT=purged\nrest.txt",
        "\u{1B}[2J\u{1B}]0;owned\u{07}escape.txt",
        "=HYPERLINK(\"http://evil.example\",\"x\").csv",
        "+1+cmd|' /C calc'!A0.xlsx",
        "<script>alert(1)</script>.html",
        "../../etc/passwd",
        "nul\u{0000}byte.tmp",
        "\u{202E}fdp.exe",
        "e\u{0301}tude (décomposé).docx",
        "étude (composé).docx",
        "契約書.pdf",
        "😀.tmp",
        " ",
        "",
        String(repeating: "long-", count: 50) + ".tmp",
        "quote\"back\\slash,semi;.csv",
        "tab\tand\rreturn.bak",
        "%s%n%x.tmp",
    ]
}

/// `random:N` and `files:N`: any shape of trash, for load and property tests.
enum RandomSeed {
    static func plant(
        _ items: Int, seed: UInt64, isFilesOnly: Bool = false, in seeder: inout Seeder, apiKey: String
    ) -> [SimulatedUser] {
        var generator = SeededGenerator(seed: seed)
        let alice = seeder.addUser(name: "Alice Example", apiKey: apiKey)
        let bob = seeder.addUser(name: "Bob Example")
        var origins = [alice.myDocumentsID ?? 0]
        for title in ["Finance 2026", "Marketing", "Legal"] {
            let room = seeder.addRoom(title: title, owner: bob.id, members: [alice.id: .manager])
            origins += [room, seeder.addFolder(title: "Drafts", in: room, by: bob.id)]
        }
        let words = ["report", "contract", "invoice", "notes", "plan", "photo", "backup", "draft", "übersicht", "契約"]
        let extensions = ["docx", "xlsx", "pdf", "tmp", "bak", "png", "zip", "sig", "txt"]
        let now = seeder.instant
        var (trashed, left) = (now, 0)
        for number in 0..<items {
            let word = words.randomElement(using: &generator) ?? "item"
            if left == 0 {
                let age = Double.random(in: 0..<29.5 * 86_400, using: &generator)
                trashed = now.addingTimeInterval(-age.rounded())
                left = isFilesOnly ? Int.random(in: 1...40, using: &generator) : 1
            }
            left -= 1
            let origin = origins.randomElement(using: &generator)
            if Int.random(in: 0..<12, using: &generator) == 0, !isFilesOnly {
                let id = seeder.addTrashedFolder(
                    title: "\(word) \(number)", trashedAt: trashed, by: alice.id, from: origin)
                for inner in 0..<Int.random(in: 0..<4, using: &generator) {
                    _ = seeder.addFile(
                        title: "\(word)-\(inner).txt", in: id, by: bob.id, created: trashed.addingTimeInterval(-3600))
                }
            } else {
                let bytes = 1 << Int.random(in: 0..<31, using: &generator)
                let suffix = extensions.randomElement(using: &generator) ?? "txt"
                _ = seeder.addTrashedFile(
                    title: "\(word) \(number).\(suffix)", bytes: number % 40 == 0 ? 0 : bytes, trashedAt: trashed,
                    by: alice.id, from: origin, author: number % 3 == 0 ? bob.id : alice.id
                )
            }
        }
        return [alice, bob]
    }
}
