import Testing

@testable import Retention

@Suite struct TruthTests {
    private static let values: [Truth] = [.yes, .no, .unknown]

    @Test func negationTurnsKnownAnswersAround() {
        #expect(!Truth.yes == .no)
        #expect(!Truth.no == .yes)
        #expect(!Truth.unknown == .unknown)
    }

    @Test(arguments: [
        (Truth.yes, Truth.yes, Truth.yes), (.yes, .no, .no), (.yes, .unknown, .unknown),
        (.no, .no, .no), (.no, .unknown, .no), (.unknown, .unknown, .unknown),
    ])
    func conjunctionIsKleenes(left: Truth, right: Truth, result: Truth) {
        #expect(Truth.all([left, right]) == result)
        #expect(Truth.all([right, left]) == result)
    }

    @Test(arguments: [
        (Truth.yes, Truth.yes, Truth.yes), (.yes, .no, .yes), (.yes, .unknown, .yes),
        (.no, .no, .no), (.no, .unknown, .unknown), (.unknown, .unknown, .unknown),
    ])
    func disjunctionIsKleenes(left: Truth, right: Truth, result: Truth) {
        #expect(Truth.any([left, right]) == result)
        #expect(Truth.any([right, left]) == result)
    }

    @Test func nothingIsAllAndNotAny() {
        #expect(Truth.all([]) == .yes)
        #expect(Truth.any([]) == .no)
    }

    /// An answer that is definite in spite of unknown parts stays the same for all their values.
    @Test func anUnknownPartNeverHidesADefiniteAnswer() {
        for a in Self.values {
            for b in Self.values {
                for known in [Truth.yes, .no] {
                    if Truth.all([a, b, .unknown]) != .unknown {
                        #expect(Truth.all([a, b, known]) == Truth.all([a, b, .unknown]))
                    }
                    if Truth.any([a, b, .unknown]) != .unknown {
                        #expect(Truth.any([a, b, known]) == Truth.any([a, b, .unknown]))
                    }
                }
            }
        }
    }
}
