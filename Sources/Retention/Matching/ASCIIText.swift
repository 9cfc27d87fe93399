extension String {
    /// The same as `lowercased()`, without copying text that is in lower case already, such as GUIDs and most
    /// extensions.
    package var inLowerCase: String {
        let isPlain = utf8.withContiguousStorageIfAvailable { bytes in
            Self.isPlain(bytes)
        }
        return isPlain == true ? self : lowercased()
    }

    /// Whether it is ASCII without capitals: eight bytes at a time.
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let (ones, tops) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
        let raw = UnsafeRawBufferPointer(bytes)
        var odd: UInt64 = 0
        var place = 0
        while place &+ 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            // The top bit of a byte is set by A or more, and by more than Z. Bytes that aren't ASCII are found anyway.
            let small = word & ~tops
            odd |= word | (small &+ ones &* (0x80 - 0x41)) & ~(small &+ ones &* (0x80 - 0x5B))
            place &+= 8
        }
        while place < raw.count {
            odd |= raw[place] &- 0x41 < 26 ? 0x80 : UInt64(raw[place])
            place &+= 1
        }
        return odd & tops == 0
    }

    /// Its characters if all of them are ASCII, else nil.
    ///
    /// - Parameter inLowerCase: turns A…Z into a…z.
    func asciiScalars(inLowerCase: Bool) -> [Unicode.Scalar]? {
        utf8.withContiguousStorageIfAvailable { bytes -> [Unicode.Scalar]? in
            guard bytes.reduce(0, |) < 0x80 else { return nil }
            let difference: UInt8 = inLowerCase ? 0x20 : 0
            return Array(unsafeUninitializedCapacity: bytes.count) { scalars, count in
                for index in 0..<bytes.count {
                    let byte = bytes[index]
                    let isCapital = byte &- 0x41 < 26
                    scalars.initializeElement(at: index, to: Unicode.Scalar(isCapital ? byte | difference : byte))
                }
                count = bytes.count
            }
        } ?? nil
    }
}
