import Glibc

/// The members of the last object of a kind on this page, by their index: the next object mostly has the same ones, and some
/// with the same values. The same bytes at the same index mean the same, and are not parsed again.
struct ParsedMemberCache {
    /// A member of an earlier object, but not its first: that follows a bracket.
    private struct Member {
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

    private static let maxMembers = 48

    private var members = [Member](repeating: Member(), count: maxMembers)

    /// Compares a member with the one at the same index of the last object.
    ///
    /// - Parameter start: the index after the value before.
    @inline(__always)
    func member(_ index: Int, of text: UnsafeBufferPointer<UInt8>, at start: Int) -> Finding {
        guard index > 0, index < Self.maxMembers else { return .other }
        let known = members[index]
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
    mutating func remember(_ index: Int, at start: Int, nameLength: Int, number: UInt8) {
        guard index > 0, index < Self.maxMembers else { return }
        members[index] = Member(start: start, nameLength: nameLength, number: number)
    }

    /// The same for a member that is skipped.
    ///
    /// - Parameter end: the index after its value.
    @inline(__always)
    mutating func remember(
        _ index: Int, of text: UnsafeBufferPointer<UInt8>, at start: Int, nameLength: Int, skippedTo end: Int
    ) {
        guard index > 0, index < Self.maxMembers else { return }
        // Only the mark shows that a number ended.
        let isMarked = end < text.count && (text[end] == UInt8(ascii: ",") || text[end] == UInt8(ascii: "}"))
        members[index] = Member(start: start, nameLength: nameLength, length: isMarked ? end + 1 - start : 0)
    }

    @inline(__always)
    private static func isSame(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ known: Int, _ length: Int) -> Bool {
        text.count - start >= length && memcmp(text.baseAddress! + start, text.baseAddress! + known, length) == 0
    }
}
