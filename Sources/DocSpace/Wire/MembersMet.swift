import Glibc

/// The members of the last object of a kind on this page, by their place in it: the next object mostly has the same ones, and
/// some with the same values. The same bytes at the same place of the same text mean the same, and are not read again.
struct MembersMet {
    /// A member of an earlier object, but not its first: that follows a bracket.
    private struct Met {
        /// Of the comma before its name.
        var start = 0
        /// From the comma to the value, the colon included. 0 if there was none.
        var nameLength = 0
        /// Of a skipped member: from the comma to the mark after the value, that included. Else 0.
        var length = 0
        /// Nil for a member that is skipped.
        var number: UInt8?
    }

    enum Finding {
        /// Not the member of the last object.
        case other
        /// It has the same name, of that length with the comma and the colon. Without a number it is skipped.
        case sameName(length: Int, number: UInt8?)
        /// It is skipped, and its value is the same, too.
        case same(end: Int)
    }

    private static let most = 48

    private var met = [Met](repeating: Met(), count: most)

    /// Compares the member at a place with that of the last object.
    ///
    /// - Parameter start: the index after the value before.
    @inline(__always)
    func member(_ place: Int, of text: UnsafeBufferPointer<UInt8>, at start: Int) -> Finding {
        guard place > 0, place < Self.most else { return .other }
        let known = met[place]
        if known.length > 0, Self.isSame(text, start, known.start, known.length) {
            return .same(end: start &+ known.length &- 1)
        }
        guard known.nameLength > 0, Self.isSame(text, start, known.start, known.nameLength) else { return .other }
        return .sameName(length: known.nameLength, number: known.number)
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
