/// The parse tree of a title pattern. Texts and sets are folded already.
indirect enum TitleExpression: Hashable, Sendable {
    case text([Unicode.Scalar])
    /// Any one character, line breaks included.
    case any
    case set(ScalarSet)
    case sequence([TitleExpression])
    case choice([TitleExpression])
    /// - max: nil for any number.
    case repetition(TitleExpression, min: Int, max: Int?)

    /// Instructions that the expression compiles into, plus the final one. `.max` if there are too many to count.
    var programLength: Int { length.plus(1) }

    private var length: Int {
        switch self {
        case .text(let scalars): scalars.count
        case .any, .set: 1
        case .sequence(let parts): parts.reduce(0) { $0.plus($1.length) }
        case .choice(let parts): parts.reduce(2 * (parts.count - 1)) { $0.plus($1.length) }
        case .repetition(let part, let min, nil):
            part.length.times(Swift.max(min, 1)).plus(min == 0 ? 2 : 1)
        case .repetition(let part, let min, .some(let max)):
            part.length.times(min).plus(part.length.plus(1).times(max - min))
        }
    }

    /// Whether it certainly matches every text that isn't empty.
    var matchesAnythingNotEmpty: Bool {
        switch self {
        case .text, .any, .set: false
        case .sequence(let parts):
            parts.indices.contains { index in
                parts[index].matchesAnythingNotEmpty && parts.indices.allSatisfy { $0 == index || parts[$0].isNullable }
            }
        case .choice(let parts): parts.contains(where: \.matchesAnythingNotEmpty)
        case .repetition(.any, let min, nil): min <= 1
        case .repetition(let part, let min, let max): min <= 1 && max != 0 && part.matchesAnythingNotEmpty
        }
    }

    /// Whether it certainly matches the empty text.
    var isNullable: Bool {
        switch self {
        case .text(let scalars): scalars.isEmpty
        case .any, .set: false
        case .sequence(let parts): parts.allSatisfy(\.isNullable)
        case .choice(let parts): parts.contains(where: \.isNullable)
        case .repetition(let part, let min, _): min == 0 || part.isNullable
        }
    }

    var isPlainText: Bool {
        switch self {
        case .text: true
        case .choice(let parts): parts.allSatisfy(\.isPlainText)
        case .any, .set, .sequence, .repetition: false
        }
    }
}

extension Int {
    /// The sum, or the largest number if it doesn't fit. Both not negative.
    fileprivate func plus(_ other: Int) -> Int { saturatedSum(self, other) }

    /// The product, or the largest number if it doesn't fit. Both not negative.
    fileprivate func times(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
