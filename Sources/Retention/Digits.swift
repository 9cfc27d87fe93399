/// Whole numbers as text, without a string for each.
package enum Digits {
    private static let most = 20

    /// Writes a number in decimal digits, after "-" if it is negative.
    package static func append(_ number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: most) { digits in
            var first = most
            var rest = number.magnitude
            repeat {
                first -= 1
                digits.initializeElement(at: first, to: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            } while rest > 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first..<most]))
        }
    }
}
