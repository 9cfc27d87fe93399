/// A vertical axis from zero to a round number, with a few round ticks.
struct AxisScale: Equatable {
    /// From zero up; the last one is the top.
    let ticks: [Double]

    var top: Double { ticks.last! }

    /// - Parameters:
    ///   - largest: the largest value to show; zero gives an axis of 1.
    ///   - isBinary: round like sizes: powers of two instead of 1, 2 and 5.
    init(largest: Double, isBinary: Bool) {
        let step = Self.step(atLeast: max(largest, 1) / 4, isBinary: isBinary)
        let count = max(1, Int((max(largest, 1) / step).rounded(.up)))
        ticks = (0...count).map { Double($0) * step }
    }

    /// The smallest round number that is at least another; whole.
    private static func step(atLeast least: Double, isBinary: Bool) -> Double {
        var base = 1.0
        while true {
            for factor in isBinary ? [1.0] : [1, 2, 5] where base * factor >= least { return base * factor }
            base *= isBinary ? 2 : 10
        }
    }
}
