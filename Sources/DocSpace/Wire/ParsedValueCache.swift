import Glibc
import Synchronization

/// Values that were met before, by the bytes of their JSON text: the same bytes are the same value, and are not read again.
struct ParsedValueCache<Value: Sendable>: Sendable {
    private struct Known {
        let text: [UInt8]
        let value: Value
    }

    /// Longer ones are read each time.
    private static var maxLength: Int { 4_096 }

    private var cache = [Known?](repeating: nil, count: 256)

    /// A value that was met before, and where its text ends; nil for others.
    ///
    /// - Parameters:
    ///   - start: of the value in the text.
    ///   - sample: the index in the value of eight bytes that distinguish it from others.
    @inline(__always)
    func value(of text: UnsafeBufferPointer<UInt8>, at start: Int, sample: Int) -> (value: Value, end: Int)? {
        guard let known = cache[index(text, start, sample)], text.count - start >= known.text.count,
            memcmp(text.baseAddress! + start, known.text, known.text.count) == 0
        else { return nil }
        return (known.value, start + known.text.count)
    }

    /// - Parameter range: of an object or a text, from bracket to bracket or quote to quote: no other value begins with it.
    mutating func remember(_ value: Value, of text: UnsafeBufferPointer<UInt8>, in range: Range<Int>, sample: Int) {
        guard range.count <= Self.maxLength else { return }
        cache[index(text, range.lowerBound, sample)] = Known(text: Array(text[range]), value: value)
    }

    /// The value after the scanner's index: skipped if it was met before, else read and stored.
    ///
    /// - Parameter read: reads the value from its first byte to its last.
    @inline(__always)
    mutating func value(
        at scanner: inout JSONScanner, sample: Int,
        _ read: (inout JSONScanner) throws(PageReader.DeclinedError) -> Value
    ) throws(PageReader.DeclinedError) -> Value {
        let start = scanner.position
        if let known = value(of: scanner.buffer, at: start, sample: sample) {
            scanner.position = known.end
            return known.value
        }
        let value = try read(&scanner)
        remember(value, of: scanner.buffer, in: start..<scanner.position, sample: sample)
        return value
    }

    @inline(__always)
    private func index(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ sample: Int) -> Int {
        guard text.count - start >= sample + 8 else { return 0 }
        let word = UnsafeRawPointer(text.baseAddress! + start).loadUnaligned(fromByteOffset: sample, as: UInt64.self)
        // The upper eight bits depend on all bits of the word.
        return Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 56)
    }
}

/// Values that the pages of a listing repeat.
struct PageValues: Sendable {
    var people = ParsedValueCache<EntryPerson>()
    var texts = ParsedValueCache<String>()
}

/// Hands the values of one page to the next. Pages that are read at the same time don't wait for each other: one of them
/// begins without any.
final class PageValueCache: Sendable {
    private let values = Mutex<PageValues?>(nil)

    func take() -> PageValues { values.withLock { $0.take() } ?? PageValues() }

    func keep(_ values: PageValues) { self.values.withLock { $0 = values } }
}
