extension JSONScanner {
    /// A whole number of at most 18 digits, without fraction and exponent.
    mutating func integer() throws(DeclinedError) -> Int {
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let start = position
        // Not in the scanner, which would be stored for each digit.
        var index = start
        var value = 0
        while index < count, case let digit = bytes[index] &- 0x30, digit < 10 {
            guard index &- start < 18 else { throw DeclinedError() }
            value = value &* 10 &+ Int(digit)
            index &+= 1
        }
        position = index
        guard position > start else { throw DeclinedError() }
        let isPadded = position - start > 1 && bytes[start] == 0x30
        guard !isPadded, !(isNegative && value == 0), !isInsideNumber else { throw DeclinedError() }
        return isNegative ? -value : value
    }

    mutating func skipNumber() throws(DeclinedError) {
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == UInt8(ascii: "0") { position += 1 } else { try skipDigits() }
        if peek == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try skipDigits()
        }
        guard !isInsideNumber else { throw DeclinedError() }
    }

    private mutating func skipDigits() throws(DeclinedError) {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw DeclinedError() }
    }

    private var isInsideNumber: Bool {
        guard let byte = peek else { return false }
        return byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") || (0x30...0x39).contains(byte)
    }
}
