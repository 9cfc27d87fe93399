import Glibc

/// The members of the last object of a kind on this page, by their place in it: the next object mostly has the same ones, and
/// some with the same values. The same bytes at the same place of the same text mean the same, and are not read again.
struct MembersMet {
    /// A member of an earlier object, but not its first: that follows a bracket.
    struct Met {
        /// Of the comma before its name.
        fileprivate var start = 0
        /// From the comma to the value, the colon included. 0 if there was none.
        fileprivate(set) var nameLength = 0
        /// From the comma to the mark after the value, that included; 0 if the value must be read or skipped.
        fileprivate var length = 0
        /// Nil for a member that is skipped.
        fileprivate(set) var number: UInt8?
    }

    private static let most = 48

    private var met = [Met](repeating: Met(), count: most)

    /// The member at a place of the last object, if it is there again.
    ///
    /// - Parameter start: the index after the value before.
    @inline(__always)
    func member(_ place: Int, of text: UnsafeBufferPointer<UInt8>, at start: Int) -> Met? {
        guard place > 0, place < Self.most else { return nil }
        let known = met[place]
        guard known.nameLength > 0, Self.isSame(text, start, known.start, known.nameLength) else { return nil }
        return known
    }

    /// The index after the value of a skipped member, if that is the same as in the last object.
    @inline(__always)
    func end(of known: Met, in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        guard known.length > 0, Self.isSame(text, start, known.start, known.length) else { return nil }
        return start + known.length - 1
    }

    /// - Parameters:
    ///   - start: the index after the value before.
    ///   - number: of a member that is read.
    @inline(__always)
    mutating func remember(_ place: Int, at start: Int, nameLength: Int, number: UInt8) {
        guard place > 0, place < Self.most else { return }
        met[place] = Met(start: start, nameLength: nameLength, number: number)
    }

    /// The same for a member that is skipped.
    ///
    /// - Parameter end: the index after its value.
    @inline(__always)
    mutating func remember(
        _ place: Int, of text: UnsafeBufferPointer<UInt8>, at start: Int, nameLength: Int, skippedTo end: Int
    ) {
        guard place > 0, place < Self.most else { return }
        // Only the mark shows that a number ended.
        let isMarked = end < text.count && (text[end] == UInt8(ascii: ",") || text[end] == UInt8(ascii: "}"))
        met[place] = Met(start: start, nameLength: nameLength, length: isMarked ? end + 1 - start : 0)
    }

    @inline(__always)
    private static func isSame(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ known: Int, _ length: Int) -> Bool {
        text.count - start >= length && memcmp(text.baseAddress! + start, text.baseAddress! + known, length) == 0
    }
}
