extension String {
    /// The same as `lowercased()`, without copying text that is in lower case already, such as GUIDs and most
    /// extensions.
    package var inLowerCase: String {
        let isPlain = utf8.withContiguousStorageIfAvailable { bytes in
            // Without an early exit, so that many bytes are compared at a time.
            bytes.reduce(0) { $0 | ($1 &- 0x41 < 26 ? 0x80 : $1) } < 0x80
        }
        return isPlain == true ? self : lowercased()
    }

    /// Its characters if all of them are ASCII, else nil.
    ///
    /// - Parameter inLowerCase: turns A…Z into a…z.
    func asciiScalars(inLowerCase: Bool) -> [Unicode.Scalar]? {
        utf8.withContiguousStorageIfAvailable { bytes -> [Unicode.Scalar]? in
            guard bytes.reduce(0, |) < 0x80 else { return nil }
            return Array(unsafeUninitializedCapacity: bytes.count) { scalars, count in
                for index in 0..<bytes.count {
                    let byte = bytes[index]
                    let isCapital = inLowerCase && (0x41...0x5A).contains(byte)
                    scalars.initializeElement(at: index, to: Unicode.Scalar(isCapital ? byte | 0x20 : byte))
                }
                count = bytes.count
            }
        } ?? nil
    }
}
