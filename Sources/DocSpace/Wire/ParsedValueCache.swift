import Glibc

/// Values of this page, by the bytes of their JSON text: the same bytes are the same value, and are not read again.
struct ParsedValueCache<Value> {
    private struct Met {
        let range: Range<Int>
        let value: Value
    }

    private var met = [Met?](repeating: nil, count: 64)

    /// A value that was met before on this page, and where its text ends; nil for others.
    ///
    /// - Parameters:
    ///   - start: of the value in the text.
    ///   - sample: the index in the value of eight bytes that distinguish it from others.
    @inline(__always)
    func value(of text: UnsafeBufferPointer<UInt8>, at start: Int, sample: Int) -> (value: Value, end: Int)? {
        guard let known = met[index(text, start, sample)], text.count - start >= known.range.count,
            memcmp(text.baseAddress! + start, text.baseAddress! + known.range.lowerBound, known.range.count) == 0
        else { return nil }
        return (known.value, start + known.range.count)
    }

    /// - Parameter range: of an object or a text, from bracket to bracket or quote to quote: no other value begins with it.
    mutating func remember(_ value: Value, of text: UnsafeBufferPointer<UInt8>, in range: Range<Int>, sample: Int) {
        met[index(text, range.lowerBound, sample)] = Met(range: range, value: value)
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

    private func index(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ sample: Int) -> Int {
        guard text.count - start >= sample + 8 else { return 0 }
        let word = UnsafeRawPointer(text.baseAddress! + start).loadUnaligned(fromByteOffset: sample, as: UInt64.self)
        // The upper six bits depend on all bits of the word.
        return Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 58)
    }
}
