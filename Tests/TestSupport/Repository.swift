package import Foundation

/// The files of this repository that tests compare the program with.
package enum Repository {
    package static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    package static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The contents of all Swift files below a folder, in no order.
    package static func sources(below folder: String) throws -> [String] {
        let start = root.appending(path: folder)
        let names = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil)
        let files = (names?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        return try files.map { try String(contentsOf: $0, encoding: .utf8) }
    }

    /// The text of all fenced blocks of one language, in order.
    package static func blocks(_ language: String, in path: String) throws -> [String] {
        var blocks: [String] = []
        var isInside = false
        for line in try text(path).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside = line == "```\(language)"
                if isInside { blocks.append("") }
            } else if isInside {
                blocks[blocks.count - 1] += line + "\n"
            }
        }
        return blocks
    }

    /// The cells of the rows of all tables, without blanks around them.
    package static func tableRows(in path: String) throws -> [[String]] {
        try text(path).split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.replacing("\\|", with: "\u{1}").split(separator: "|").map {
                $0.replacing("\u{1}", with: "|").trimmingCharacters(in: .whitespaces)
            }
        }
    }
}
