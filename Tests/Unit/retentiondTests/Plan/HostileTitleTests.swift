import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Titles made to deceive", .timeLimit(.minutes(10)))
struct HostileTitleTests {
    static let more = [
        "-2+3.csv", "@SUM(A1).csv", "\u{FF1D}1+1.csv", "\u{2066}isolate\u{2069}.txt", "\u{9B}31mc1.txt",
        "a\u{2028}b.txt", "a quote with an accent\"\u{301},b.csv",
    ]
    static let titles = HostileTitles.all + more

    private func plan(_ format: String, _ check: (CLIFixture, CommandResult) throws -> Void) async throws {
        try await withFixture { fixture in
            for title in Self.titles { _ = fixture.trash(title, days: 20) }
            let result = try await fixture.retentiond("plan", "--format", format)
            #expect(result.status == 0, "\(result.stderr)")
            try check(fixture, result)
        }
    }

    @Test func `the table shows one harmless line for each`() async throws {
        try await plan("table") { _, result in
            let rows = result.stdout.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(rows.count { String($0).hasPrefix("purge ") } == Self.titles.count)
            let harmful = result.stdout.unicodeScalars.filter { scalar in
                switch scalar.properties.generalCategory {
                case .control: scalar != "\n"
                case .format, .lineSeparator, .paragraphSeparator: true
                default: false
                }
            }
            #expect(Array(harmful) == [])
        }
    }

    @Test func `JSON keeps them exactly`() async throws {
        try await plan("json") { fixture, result in
            let plan = try PlanDocument(result)
            #expect(Set(plan.items.compactMap { $0["title"]?.text }) == Set(Self.titles))
            // Strings compare é and é as equal; the bytes must be those of the portal.
            let bytes = Set(plan.items.compactMap { $0["title"]?.text }.map { Array($0.utf8) })
            #expect(bytes == Set(Self.titles.map { Array($0.utf8) }))
            #expect(!result.stdout.utf8.contains { $0 < 0x20 && $0 != 0x0A })
        }
    }

    private static func drivesTerminals(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar != "\u{200D}" && scalar != "\u{200C}"
        default: false
        }
    }

    @Test func `CSV holds no formula`() async throws {
        try await plan("csv") { _, result in
            let rows = CSV.rows(result.stdout)
            #expect(rows.count == Self.titles.count + 1)
            #expect(Set(rows.map(\.count)).count == 1, "a title broke the columns")
            let column = try #require(rows.first?.firstIndex(of: "title"))
            let titles = rows.dropFirst().map { $0[column] }
            let shown = Set(titles.map { $0.hasPrefix("'") ? String($0.dropFirst()) : $0 })
            #expect(
                shown.isSuperset(of: Self.titles.filter { !$0.unicodeScalars.contains(where: Self.drivesTerminals) }))
            #expect(shown.count == Self.titles.count)
            #expect(!shown.joined().unicodeScalars.contains(where: Self.drivesTerminals))
            for cell in rows.dropFirst().joined() {
                let first = cell.unicodeScalars.first { !$0.properties.isWhitespace }
                #expect(
                    first.map { "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } != true, "\(cell)")
            }
        }
    }

    @Test func `the audit trail keeps them in their own field`() async throws {
        try await withFixture { fixture in
            for title in Self.titles { _ = fixture.trash(title, days: 20) }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            let purged = try fixture.audit.filter { $0.event == "purged" }
            #expect(purged.count == Self.titles.count)
            #expect(Set(purged.compactMap { $0["ITEM_TITLE"] }) == Set(Self.titles))
            for line in purged {
                let message = try #require(line.fields["MESSAGE"])
                #expect(
                    !message.unicodeScalars.contains {
                        [.control, .format, .lineSeparator].contains($0.properties.generalCategory)
                    })
            }
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `warnings about them are harmless`() async throws {
        try await withFixture { fixture in
            for title in Self.titles {
                fixture.portal.edit(file: fixture.trash(title, days: 20).id) { $0.lockedBy = fixture.bob.id }
            }
            let result = try await fixture.sweep()
            #expect(result.status != 0)
            #expect(!result.stderr.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
            #expect(
                result.complaints.allSatisfy { line in
                    ["warning: ", "error: ", "hint: ", "note: "].contains { line.hasPrefix($0) }
                }, "\(result.stderr)")
            fixture.expectNothingChanged()
        }
    }
}

/// A reader of RFC 4180, strict enough for our output.
enum CSV {
    static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"" where isQuoted && rest.first == "\"":
                cell.append(rest.removeFirst())
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                row.append(String(cell))
                cell = .init()
            case "\r" where !isQuoted: break
            case "\n" where !isQuoted:
                rows.append(row + [String(cell)])
                (row, cell) = ([], .init())
            default: cell.append(scalar)
            }
        }
        return rows
    }
}
