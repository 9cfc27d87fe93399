import Foundation
import TestSupport
import Testing

/// People find docs/operating/troubleshooting.md by the texts that they see, so these must be the program's.
@Suite struct TroubleshootingTests {
    private static let page = "docs/operating/troubleshooting.md"

    /// The quotations in the items of the lists.
    private static func quotes() throws -> [String] {
        try Repository.text(page).split(separator: "\n").compactMap { line in
            line.firstMatch(of: #/^\* `([^`]+)`: ./#).map { String($0.1) }
        }
    }

    /// The parts of a quotation between varying parts, as they are in a string literal.
    private static func parts(of quote: String) -> [String] {
        quote.components(separatedBy: "…").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " ;:().\"")) }
            .filter { $0.count > 2 }.map { $0.replacing("\"", with: "\\\"") }
    }

    @Test func `every quoted message is one of the program`() throws {
        let sources = try Repository.sources(below: "Sources").map { $0.lowercased() }
        let quotes = try Self.quotes()
        #expect(quotes.count > 60)
        for quote in quotes {
            for part in Self.parts(of: quote) {
                #expect(sources.contains { $0.contains(part.lowercased()) }, "\(quote): no source says \"\(part)\"")
            }
        }
    }

    @Test func `every message of the log is explained`() throws {
        let quotes = Set(try Self.quotes())
        let pattern = /log\.(?:warning|error|critical)\(\s*"([^"\\]+)"/
        let logged = Set(
            try Repository.sources(below: "Sources").flatMap { source in
                source.matches(of: pattern).map { String($0.1) }
            })
        #expect(logged.count >= 8)
        #expect(logged.subtracting(quotes) == [])
    }

    @Test func `every record that warns is explained`() throws {
        let quotes = Set(try Self.quotes())
        let source = try Repository.text("Sources/RetentionEngine/Audit/AuditRecord.swift")
        let names = Dictionary(
            source.matches(of: /case (\w+) = "([a-z-]+)"/).map { (String($0.1), String($0.2)) }
        ) { first, _ in first }
        let grave = source.matches(of: /case ([^:]+): \.(?:error|warning)\n/).flatMap { match in
            match.1.split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " .")) }
        }
        #expect(grave.count >= 7)
        for event in grave { #expect(quotes.contains(names[event] ?? event), "\(event)") }
    }

    @Test func `every exit code is explained`() throws {
        let explained = Set(try Repository.text(Self.page).matches(of: #/\n\* (\d+): ./#).compactMap { Int($0.1) })
        let source = try Repository.text("Sources/retentiond/Configuration/CommandError.swift")
        let codes = source.matches(of: /case \w+ = (\d+)/).compactMap { Int($0.1) }
        #expect(codes.count >= 10)
        #expect(Set(codes).subtracting(explained) == [])
    }
}
