/// A compiled title pattern: a nondeterministic automaton as a list of instructions.
struct TitleProgram: Sendable {
    enum Instruction: Sendable {
        /// Take this character, then continue with the next instruction.
        case scalar(Unicode.Scalar)
        /// Take any character.
        case any
        /// Take a character of the set with that index.
        case set(Int)
        /// Continue at both instructions.
        case split(Int, Int)
        case jump(Int)
        /// The pattern ends here.
        case accept
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []

    /// - Parameter expression: small enough, see `TitleExpression.programLength`.
    init(_ expression: TitleExpression) {
        append(expression)
        instructions.append(.accept)
    }

    private mutating func append(_ expression: TitleExpression) {
        switch expression {
        case .text(let scalars): instructions += scalars.map { .scalar($0) }
        case .any: instructions.append(.any)
        case .set(let set):
            instructions.append(.set(sets.count))
            sets.append(set)
        case .sequence(let parts): parts.forEach { append($0) }
        case .choice(let parts): append(choiceOf: parts)
        case .repetition(let part, let min, let max):
            for _ in 0..<(max == nil ? Swift.max(min - 1, 0) : min) { append(part) }
            if let max { append(part, atMost: max - min) } else { append(loopOf: part, isOptional: min == 0) }
        }
    }

    private mutating func append(choiceOf parts: [TitleExpression]) {
        var jumps: [Int] = []
        for part in parts.dropLast() {
            let split = reserve()
            append(part)
            jumps.append(reserve())
            instructions[split] = .split(split + 1, instructions.count)
        }
        if let last = parts.last { append(last) }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    /// Repeats any number of times, at least once unless it is optional.
    private mutating func append(loopOf part: TitleExpression, isOptional: Bool) {
        let start = isOptional ? reserve() : instructions.count
        append(part)
        if isOptional {
            instructions.append(.jump(start))
            instructions[start] = .split(start + 1, instructions.count)
        } else {
            instructions.append(.split(start, instructions.count + 1))
        }
    }

    private mutating func append(_ part: TitleExpression, atMost count: Int) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(reserve())
            append(part)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }

    /// Reserves an index for an instruction that is known only later.
    private mutating func reserve() -> Int {
        instructions.append(.accept)
        return instructions.count - 1
    }
}
