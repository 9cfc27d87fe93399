/// Tests of a text's bytes, eight at a time.
enum EightBytes {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Calls with all bytes, the last ones filled up with spaces.
    @inline(__always)
    static func forEach(_ bytes: UnsafeRawBufferPointer, _ take: (UInt64) -> Void) {
        var index = 0
        while index &+ 8 <= bytes.count {
            take(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index &+= 8
        }
        var last: UInt64 = 0x2020_2020_2020_2020
        while index < bytes.count {
            last = last << 8 | UInt64(bytes[index])
            index &+= 1
        }
        take(last)
    }

    /// Sets the top bit of the first byte that is the mark, and perhaps of later ones.
    @inline(__always)
    static func finding(_ mark: Unicode.Scalar, in eight: UInt64) -> UInt64 {
        let rest = eight ^ ones &* UInt64(mark.value)
        return (rest &- ones) & ~rest
    }

    /// The same for the first byte that is not printable ASCII.
    @inline(__always)
    static func findingOdd(in eight: UInt64) -> UInt64 {
        eight | (eight &- ones &* 0x20) & ~eight | finding("\u{7F}", in: eight)
    }

    /// Whether a byte was found.
    @inline(__always)
    static func isFound(_ found: UInt64) -> Bool { found & tops != 0 }
}

extension [UInt8] {
    /// Appends a text as it is, in one piece where its bytes lie in one.
    @inline(__always)
    mutating func append(unescaped text: String) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { append(contentsOf: $0) }
        if isDone == nil { append(contentsOf: text.utf8) }
    }
}
