import TestSupport

/// A random source with the choices that tests of policies and plans make.
struct RandomChoices: RandomNumberGenerator {
    private var source: RandomSource

    init(seed: UInt64) { source = RandomSource(seed: seed) }

    mutating func next() -> UInt64 { source.next() }

    mutating func one<Element>(of choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }

    mutating func some<Element>(of choices: [Element]) -> [Element] {
        let count = Int.random(in: 1...2, using: &self)
        return (0..<count).map { _ in one(of: choices) }
    }

    /// True with a probability of one in `count`.
    mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// A value, or nil with this probability in percent.
    mutating func maybe<Value>(missing percent: Int, _ value: (inout RandomChoices) -> Value) -> Value? {
        chance(percent) ? nil : value(&self)
    }
}
