package import Foundation

/// Files of this repository, which tests compare with the program.
package enum Repository {
    package static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    package static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appending(path: path)))
    }

    /// The names in a folder, sorted.
    package static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
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
    ///
    /// - Parameter section: the heading above them; nil for the whole page.
    package static func tableRows(in path: String, section: String? = nil) throws -> [[String]] {
        let text = try section.map { try self.section($0, of: path) } ?? self.text(path)
        return text.split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.replacing("\\|", with: "\u{1}").split(separator: "|").map {
                $0.replacing("\u{1}", with: "|").trimmingCharacters(in: .whitespaces)
            }
        }
    }

    /// The text below a heading `## …` of a page, or `.Sh …` of a manual, up to the next one.
    package static func section(_ heading: String, of path: String) throws -> String {
        let mark = path.hasSuffix(".md") ? "\n## " : "\n.Sh "
        let sections = try text(path).components(separatedBy: mark)
        guard let section = sections.first(where: { $0.hasPrefix(heading + "\n") }) else {
            throw MissingSection(path: path, heading: heading)
        }
        return section
    }

    /// The names that `.It Cm` lists in a section of a manual.
    package static func manualItems(_ heading: String, of path: String) throws -> [String] {
        try section(heading, of: path).split(separator: "\n").filter { $0.hasPrefix(".It Cm ") }.flatMap {
            $0.dropFirst(".It Cm ".count).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    package struct MissingSection: Error {
        package let path: String
        package let heading: String
    }
}
