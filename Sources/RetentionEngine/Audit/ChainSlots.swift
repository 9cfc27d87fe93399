/// The verifier's knowledge of each number of a chain, in eight bytes: marks, and the first 58 bits of a hash. Of numbers far behind
/// the newest, with which nothing was wrong, only that.
///
/// Kept in blocks, so that a forged number such as 10¹⁸ costs no more than any other.
struct ChainSlots {
    /// The knowledge of one number.
    struct Slot: Equatable {
        private static let markBits: UInt64 = 0b111111
        /// One of a sealed block.
        static let sealed = Slot(bits: Mark.present.rawValue | Mark.sealed.rawValue)

        fileprivate(set) var bits: UInt64

        /// Whether the record is there, in its place and linked.
        var isFlawless: Bool { bits & Self.markBits == Mark.present.rawValue }

        /// The beginning of the record's hash; while the record is absent, of the hash that its successor carries.
        var hashBits: UInt64 {
            get { bits & ~Self.markBits }
            set { bits = bits & Self.markBits | newValue & ~Self.markBits }
        }

        /// The bits to keep of a hash; nil unless it is 64 hexadecimal digits.
        static func hashBits(of hash: String) -> UInt64? {
            guard hash.utf8.count == 64 else { return nil }
            return UInt64(hash.prefix(16), radix: 16).map { $0 & ~markBits }
        }

        func has(_ mark: Mark) -> Bool { bits & mark.rawValue != 0 }
        mutating func set(_ mark: Mark) { bits |= mark.rawValue }
    }

    enum Mark: UInt64 {
        /// The record was seen.
        case present = 1
        /// Only its successor was seen; `hashBits` is the hash that the successor carries.
        case expected = 2
        /// Two different records have the number.
        case forked = 4
        /// The successor's hash of it is not the record's hash.
        case unlinked = 8
        /// It comes after a later one.
        case displaced = 16
        /// The record was as it should be. Its hash is forgotten.
        case sealed = 32
    }

    /// Numbers in a block.
    private let blockSize: UInt64
    /// How many of the newest blocks are kept whatever they hold.
    private let openBlocks: Int
    private var blocks: [UInt64: [UInt64]] = [:]
    /// The newest blocks, oldest first.
    private var recent: [UInt64] = []
    /// Blocks without a flaw, whose hashes are forgotten: so a longer trail takes no more memory.
    private var sealed = NumberRanges()

    init(blockSize: UInt64 = 1024, openBlocks: Int = 64) {
        self.blockSize = blockSize
        self.openBlocks = openBlocks
    }

    subscript(number: UInt64) -> Slot {
        get {
            if let block = blocks[number / blockSize] { return Slot(bits: block[Int(number % blockSize)]) }
            return sealed.contains(number / blockSize) ? .sealed : Slot(bits: 0)
        }
        set {
            let block = number / blockSize
            if sealed.contains(block) { return }
            if blocks[block] == nil { open(block) }
            blocks[block]![Int(number % blockSize)] = newValue.bits
        }
    }

    var countOfOpenBlocks: Int { blocks.count }

    private mutating func open(_ block: UInt64) {
        blocks[block] = [UInt64](repeating: 0, count: Int(blockSize))
        recent.append(block)
        if recent.count > openBlocks { seal(recent.removeFirst()) }
    }

    /// Forgets the hashes of a block if each of its records is there, and nothing is wrong with any: the successor of the last one
    /// is there, too, so that all links were compared.
    private mutating func seal(_ block: UInt64) {
        guard let slots = blocks[block], block < .max / blockSize, self[(block + 1) * blockSize].has(.present) else {
            return
        }
        // Numbers begin at 1.
        guard slots.dropFirst(block == 0 ? 1 : 0).allSatisfy({ Slot(bits: $0).isFlawless }) else { return }
        blocks[block] = nil
        sealed.insert(block)
    }

    /// Calls `body` for the numbers seen, in ascending order: for those of sealed blocks at once, else for each.
    func forEachPresent(_ body: (ClosedRange<UInt64>, Slot) -> Void) {
        var parts = blocks.map { (start: $0.key * blockSize, slots: $0.value, end: UInt64(0)) }
        parts += sealed.ranges.map { range in
            (max(1, range.lowerBound * blockSize), [], range.upperBound * blockSize + (blockSize - 1))
        }
        for part in parts.sorted(by: { $0.start < $1.start }) {
            if part.slots.isEmpty { body(part.start...part.end, .sealed) }
            for (index, bits) in part.slots.enumerated() where Slot(bits: bits).has(.present) {
                let number = part.start + UInt64(index)
                body(number...number, Slot(bits: bits))
            }
        }
    }
}
