import Testing

@testable import Retention

@Suite struct TrashedByFindingTests {
    private static let alice = Person(id: "4C65A238-CA50-4374-B904-0D51D4C1822B", displayName: "Alice Example")

    private static func by(_ texts: String...) throws -> Condition {
        .criterion(.trashedBy(try texts.map { try PersonPattern($0) }))
    }

    private func effects(_ match: Condition, user: Person = Self.alice) -> [TrashedByFinding.Effect] {
        TrashedByFinding.findings([.hold("r", match)], user: user).map(\.effect)
    }

    @Test func `another person never matches`() throws {
        #expect(effects(try Self.by("Bob*")) == [.ruleNeverMatches])
        #expect(effects(.all([.title("*.pdf"), try Self.by("Bob*")])) == [.ruleNeverMatches])
    }

    @Test func `the keys user always matches`() throws {
        for text in ["alice*", "*", Self.alice.id!] {
            #expect(effects(try Self.by("Bob*", text)) == [.ruleAlwaysMatches], "\(text)")
        }
        #expect(effects(.not(try Self.by("Bob*"))) == [.ruleAlwaysMatches])
    }

    @Test func `a problem of one criterion concerns that criterion only`() throws {
        #expect(effects(.all([.title("*.pdf"), try Self.by("Alice*")])) == [.criterionAlwaysMatches])
        #expect(effects(.any([.title("*.pdf"), try Self.by("Bob*")])) == [.criterionNeverMatches])
        #expect(
            effects(.any([.all([.title("a"), try Self.by("Alice*")]), .all([.title("b"), try Self.by("Bob*")])]))
                == [.criterionNeverMatches, .criterionAlwaysMatches])
    }

    @Test func `an unknown name leaves it open`() throws {
        let nameless = Person(id: Self.alice.id, displayName: nil)
        #expect(effects(try Self.by("Bob*"), user: nameless) == [])
        #expect(effects(try Self.by(Self.alice.id!), user: nameless) == [.ruleAlwaysMatches])
    }

    @Test func `rules without the criterion are not named`() {
        #expect(effects(.title("*.pdf")) == [])
        #expect(effects(.all([])) == [])
    }
}
