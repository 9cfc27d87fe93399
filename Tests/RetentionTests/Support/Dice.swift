/// SplitMix64: the same throws for the same seed on every machine.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func one<Element>(of choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }

    mutating func some<Element>(of choices: [Element]) -> [Element] {
        let count = Int.random(in: 1...2, using: &self)
        return (0..<count).map { _ in one(of: choices) }
    }

    /// True in one of `count` throws.
    mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// A value, or nil in so many percent of the throws.
    mutating func maybe<Value>(missing percent: Int, _ value: (inout Dice) -> Value) -> Value? {
        chance(percent) ? nil : value(&self)
    }
}
