/// The verifier's knowledge of each number of a chain, in eight bytes: marks, and the first 59 bits of a hash.
///
/// Kept in blocks, so that a forged number such as 10¹⁸ costs no more than any other.
struct ChainSlots {
    /// The knowledge of one number.
    struct Slot: Equatable {
        private static let markBits: UInt64 = 0b11111

        fileprivate(set) var bits: UInt64

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
    }

    private static let blockSize: UInt64 = 1024
    private var blocks: [UInt64: [UInt64]] = [:]

    subscript(number: UInt64) -> Slot {
        get {
            let block = blocks[number / Self.blockSize]
            return Slot(bits: block?[Int(number % Self.blockSize)] ?? 0)
        }
        set {
            let empty = [UInt64](repeating: 0, count: Int(Self.blockSize))
            blocks[number / Self.blockSize, default: empty][Int(number % Self.blockSize)] = newValue.bits
        }
    }

    /// Calls `body` for each number seen, in ascending order.
    func forEachPresent(_ body: (UInt64, Slot) -> Void) {
        for (block, slots) in blocks.sorted(by: { $0.key < $1.key }) {
            for (index, bits) in slots.enumerated() {
                let slot = Slot(bits: bits)
                if slot.has(.present) { body(block * Self.blockSize + UInt64(index), slot) }
            }
        }
    }
}
