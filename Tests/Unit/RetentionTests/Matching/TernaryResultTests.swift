import Testing

@testable import Retention

@Suite struct TernaryResultTests {
    private static let values: [TernaryResult] = [.yes, .no, .unknown]

    @Test func `negation turns known answers around`() {
        #expect(!TernaryResult.yes == .no)
        #expect(!TernaryResult.no == .yes)
        #expect(!TernaryResult.unknown == .unknown)
    }

    @Test(arguments: [
        (TernaryResult.yes, TernaryResult.yes, TernaryResult.yes), (.yes, .no, .no), (.yes, .unknown, .unknown),
        (.no, .no, .no), (.no, .unknown, .no), (.unknown, .unknown, .unknown),
    ])
    func `conjunction is kleenes`(left: TernaryResult, right: TernaryResult, result: TernaryResult) {
        #expect(TernaryResult.all([left, right]) == result)
        #expect(TernaryResult.all([right, left]) == result)
    }

    @Test(arguments: [
        (TernaryResult.yes, TernaryResult.yes, TernaryResult.yes), (.yes, .no, .yes), (.yes, .unknown, .yes),
        (.no, .no, .no), (.no, .unknown, .unknown), (.unknown, .unknown, .unknown),
    ])
    func `disjunction is kleenes`(left: TernaryResult, right: TernaryResult, result: TernaryResult) {
        #expect(TernaryResult.any([left, right]) == result)
        #expect(TernaryResult.any([right, left]) == result)
    }

    @Test func `nothing is all and not any`() {
        #expect(TernaryResult.all([]) == .yes)
        #expect(TernaryResult.any([]) == .no)
    }

    /// An answer that is definite in spite of unknown parts stays the same for all their values.
    @Test func `an unknown part never hides a definite answer`() {
        for a in Self.values {
            for b in Self.values {
                for known in [TernaryResult.yes, .no] {
                    if TernaryResult.all([a, b, .unknown]) != .unknown {
                        #expect(TernaryResult.all([a, b, known]) == TernaryResult.all([a, b, .unknown]))
                    }
                    if TernaryResult.any([a, b, .unknown]) != .unknown {
                        #expect(TernaryResult.any([a, b, known]) == TernaryResult.any([a, b, .unknown]))
                    }
                }
            }
        }
    }
}
