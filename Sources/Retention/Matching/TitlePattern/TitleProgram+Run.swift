extension TitleProgram {
    /// Whether the whole text matches the pattern.
    ///
    /// - Parameters:
    ///   - text: folded like the pattern.
    ///   - steps: increased by the number of instructions executed: at most two for each instruction and character.
    func accepts(_ text: [Unicode.Scalar], steps: inout Int) -> Bool {
        var current = Frontier(capacity: instructions.count)
        var next = Frontier(capacity: instructions.count)
        add(0, to: &current, steps: &steps)
        for scalar in text {
            guard !current.states.isEmpty else { return false }
            next.clear()
            for state in current.states {
                steps += 1
                let takes =
                    switch instructions[state] {
                    case .scalar(let wanted): wanted == scalar
                    case .any: true
                    case .set(let number): sets[number].contains(scalar)
                    case .split, .jump, .accept: false
                    }
                if takes { add(state + 1, to: &next, steps: &steps) }
            }
            swap(&current, &next)
        }
        return current.states.contains { if case .accept = instructions[$0] { true } else { false } }
    }

    /// Follows all instructions that take no character. Each is entered once, so empty loops end.
    private func add(_ state: Int, to frontier: inout Frontier, steps: inout Int) {
        frontier.pending.append(state)
        while let state = frontier.pending.popLast() {
            guard frontier.enter(state) else { continue }
            steps += 1
            switch instructions[state] {
            case .split(let first, let second):
                frontier.pending.append(second)
                frontier.pending.append(first)
            case .jump(let target): frontier.pending.append(target)
            case .scalar, .any, .set, .accept: frontier.keep(state)
            }
        }
    }
}

/// The instructions of a program that can be reached after the characters so far, each once.
private struct Frontier {
    /// Only instructions that take a character, or accept.
    private(set) var states: [Int] = []
    /// Still to be followed.
    var pending: [Int] = []
    /// The round in which an instruction was last entered; compared instead of cleared.
    private var entered: [Int]
    private var round = 1

    init(capacity: Int) {
        entered = Array(repeating: 0, count: capacity)
    }

    mutating func clear() {
        states.removeAll(keepingCapacity: true)
        round += 1
    }

    /// Whether the instruction is new in this round.
    mutating func enter(_ state: Int) -> Bool {
        guard entered[state] != round else { return false }
        entered[state] = round
        return true
    }

    mutating func keep(_ state: Int) { states.append(state) }
}
