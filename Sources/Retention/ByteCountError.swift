/// Why a text is not a size. Offsets are bytes from the start of the text.
package enum ByteCountError: Error, Equatable, CustomStringConvertible {
    case empty
    case negative(offset: Int)
    case notANumber(offset: Int)
    case missingFraction(offset: Int)
    case fractionOfAByte(offset: Int)
    case unknownUnit(offset: Int)
    case tooLarge

    package var description: String {
        switch self {
        case .empty: "the size is empty, expected one such as \"1KiB\""
        case .negative(let offset): "a size cannot be negative (at offset \(offset))"
        case .notANumber(let offset): "expected a number at offset \(offset), as in \"1.5G\""
        case .missingFraction(let offset): "expected digits after the decimal point at offset \(offset)"
        case .fractionOfAByte(let offset):
            "a fraction of a byte at offset \(offset) is not possible, a unit may be missing"
        case .unknownUnit(let offset):
            "unknown unit of size at offset \(offset), known are B, K, KB, KiB, M, MB, MiB and so on"
        case .tooLarge: "the size is larger than 8 EiB"
        }
    }
}
