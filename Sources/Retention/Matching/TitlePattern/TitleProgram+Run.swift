extension TitleProgram {
    /// Whether the whole text is one that the pattern describes.
    ///
    /// - Parameters:
    ///   - text: folded like the pattern.
    ///   - steps: raised by the instructions looked at: at most two per instruction and character.
    func accepts(_ text: [Unicode.Scalar], steps: inout Int) -> Bool {
        var current = Frontier(capacity: instructions.count)
        var next = Frontier(capacity: instructions.count)
        add(0, to: &current, steps: &steps)
        for scalar in text {
            guard !current.places.isEmpty else { return false }
            next.clear()
            for place in current.places {
                steps += 1
                let takes =
                    switch instructions[place] {
                    case .scalar(let wanted): wanted == scalar
                    case .any: true
                    case .set(let number): sets[number].contains(scalar)
                    case .split, .jump, .accept: false
                    }
                if takes { add(place + 1, to: &next, steps: &steps) }
            }
            swap(&current, &next)
        }
        return current.places.contains { if case .accept = instructions[$0] { true } else { false } }
    }

    /// Follows everything that takes no character. Each place is entered once, so loops over nothing end.
    private func add(_ place: Int, to frontier: inout Frontier, steps: inout Int) {
        frontier.pending.append(place)
        while let place = frontier.pending.popLast() {
            guard frontier.enter(place) else { continue }
            steps += 1
            switch instructions[place] {
            case .split(let first, let second):
                frontier.pending.append(second)
                frontier.pending.append(first)
            case .jump(let target): frontier.pending.append(target)
            case .scalar, .any, .set, .accept: frontier.keep(place)
            }
        }
    }
}

/// The places of a program that can be reached after the characters so far, each once.
private struct Frontier {
    /// Only instructions that take a character, or accept.
    private(set) var places: [Int] = []
    /// Still to be followed.
    var pending: [Int] = []
    /// The round in which a place was last entered; compared instead of cleared.
    private var entered: [Int]
    private var round = 1

    init(capacity: Int) {
        entered = Array(repeating: 0, count: capacity)
    }

    mutating func clear() {
        places.removeAll(keepingCapacity: true)
        round += 1
    }

    /// Whether the place is new in this round.
    mutating func enter(_ place: Int) -> Bool {
        guard entered[place] != round else { return false }
        entered[place] = round
        return true
    }

    mutating func keep(_ place: Int) { places.append(place) }
}
