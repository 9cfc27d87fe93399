import Testing

@testable import Retention

@Suite struct RuleIndexTests {
    private static let pieces = [
        "a", "B", "s", "ss", "ß", "ẞ", "ſ", "K", "\u{212A}", "i", "İ", "ı", "é", "e\u{301}", "É", "Σ", "ς", ".", "pdf",
        "TMP",
        "ﬁ", "fi", "report", "-", "_", " ", "😀",
    ]
    private static let marks = ["*", "*", "*", "?", "[a-k]", "[!x]"]

    private func text(_ random: inout RandomChoices, withMarks: Bool) -> String {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in
            withMarks && random.chance(35) ? random.one(of: Self.marks) : random.one(of: Self.pieces)
        }.joined()
    }

    private func condition(_ random: inout RandomChoices, depth: Int = 0) -> Condition {
        if random.chance(depth < 2 ? 40 : 0) {
            let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in condition(&random, depth: depth + 1) }
            return [.all(parts), .any(parts), .not(parts[0])][Int.random(in: 0..<3, using: &random)]
        }
        if random.chance(30) { return .criterion(.fileExtension([random.one(of: ["pdf", "tmp", ""])])) }
        let letterCase: LetterCase = random.chance(30) ? .respected : .ignored
        let globs = (0...Int.random(in: 0...1, using: &random)).compactMap { _ in
            try? Glob(text(&random, withMarks: true), letterCase: letterCase)
        }
        return globs.isEmpty ? random.condition(depth: 2) : .criterion(.title(globs))
    }

    /// The index must never leave out a rule that would match or be unknown.
    @Test(arguments: UInt64(1)...8)
    func `leaves out only rules that answer no`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        for round in 0..<150 {
            let rules = (0..<20).map { Rule.hold("\($0)", condition(&random), to: .fixed(.myDocuments)) }
            let index = RuleIndex(rules)
            for number in 1...20 {
                var item = random.item(id: number)
                if random.chance(80) { item.title = text(&random, withMarks: false) }
                let candidates = index.candidates(for: ItemReading(item))
                let meant = rules.indices.filter { rules[$0].match.evaluate(item, now: now) != .no }
                #expect(
                    Set(candidates).isSuperset(of: meant) && candidates == Set(candidates).sorted(),
                    "seed \(seed), round \(round): \(item.brief); \(meant.filter { !candidates.contains($0) }.map { rules[$0].match.sentence })"
                )
            }
        }
    }

    @Test func `finds a few among a thousand rules`() throws {
        let rules = try (0..<1_000).map { number in
            let match: Criterion =
                number % 2 == 0 ? .fileExtension(["x\(number)"]) : .title([try Glob("*-final-\(number).doc")])
            return Rule.purge("\(number)", .criterion(match), after: days(1))
        }
        let index = RuleIndex(rules)
        var item = TrashedItem(key: ItemKey(.file, 1), title: "Plan-FINAL-7.doc")
        item.fileExtension = "x8"
        #expect(index.candidates(for: ItemReading(item)).contains(7))
        #expect(index.candidates(for: ItemReading(item)).contains(8))
        #expect(index.candidates(for: ItemReading(item)).count < 10)
        item.fileExtension = nil
        #expect(index.candidates(for: ItemReading(item)).count >= 500, "all may be met that hang on the extension")
        let folder = TrashedItem(key: ItemKey(.folder, 1), title: "x8")
        #expect(index.candidates(for: ItemReading(folder)).isEmpty)
    }
}
