/// Tests of a text's bytes, eight at a time.
package enum EightBytes {
    @inlinable static var ones: UInt64 { 0x0101_0101_0101_0101 }
    @inlinable static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// Calls with all bytes, the last ones filled up with spaces.
    @inlinable @inline(__always)
    package static func forEach(_ bytes: UnsafeRawBufferPointer, _ take: (UInt64) -> Void) {
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
    @inlinable @inline(__always)
    package static func finding(_ mark: Unicode.Scalar, in eight: UInt64) -> UInt64 {
        let rest = eight ^ ones &* UInt64(mark.value)
        return (rest &- ones) & ~rest
    }

    /// The same for the first byte that is not printable ASCII.
    @inlinable @inline(__always)
    package static func findingOdd(in eight: UInt64) -> UInt64 {
        eight | (eight &- ones &* 0x20) & ~eight | finding("\u{7F}", in: eight)
    }

    /// Whether a byte was found.
    @inlinable @inline(__always)
    package static func isFound(_ found: UInt64) -> Bool { found & tops != 0 }
}
