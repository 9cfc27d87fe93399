import Time

/// Sizes in bytes as text.
///
/// "K", "M", "G", "T", "P", "E" alone are powers of 1024, as in systemd's own size settings
/// (systemd.resource-control(5), "MemoryMax="); "KiB", "MiB", … say the same. "KB", "MB", … are powers of 1000, the SI
/// meaning. Case matters, except that "kB" is allowed too. A number alone, or with "B", is bytes.
package enum ByteCount {
    /// Reads sizes such as "1024", "1KiB", "1.5G" or "12.1 KiB"; a fraction of a byte is cut off.
    ///
    /// - Throws: `ByteCountError`; also for a fraction without a larger unit ("1.5", "1.5B") and beyond `Int64`.
    package static func parse(_ text: String) throws(ByteCountError) -> Int64 {
        var cursor = TextCursor(text)
        guard !cursor.isAtEnd else { throw .empty }
        if cursor.peek() == UInt8(ascii: "-") { throw .negative(offset: cursor.offset) }
        let whole = cursor.digits()
        guard !whole.isEmpty else { throw .notANumber(offset: cursor.offset) }
        var fraction: [UInt8]?
        let pointOffset = cursor.offset
        if cursor.skip(".") {
            let digits = cursor.digits()
            guard !digits.isEmpty else { throw .missingFraction(offset: cursor.offset) }
            fraction = digits
        }
        let gap = cursor.skipAll(" ")
        let unitOffset = cursor.offset
        let unit = units.first { unit in unit.names.contains { cursor.skip($0) } }
        guard cursor.isAtEnd, unit != nil || gap == 0 else { throw .unknownUnit(offset: unitOffset) }
        let factor = unit?.bytes ?? 1
        if fraction != nil, factor == 1 { throw .fractionOfAByte(offset: pointOffset) }
        guard let bytes = bytes(whole: whole, fraction: fraction ?? [], unit: factor) else { throw .tooLarge }
        return bytes
    }

    /// A size for people: "512 B", "12.1 KiB", "3.0 GiB"; from 1 KiB on with one decimal, rounded half up.
    ///
    /// - Parameter bytes: a negative size is shown with "-".
    package static func format(_ bytes: Int64) -> String {
        if bytes < 0 { return "-" + format(bytes == .min ? .max : -bytes) }
        if bytes < 1024 { return "\(bytes) B" }
        var tenths = 0
        var name = ""
        for (index, prefix) in ["K", "M", "G", "T", "P", "E"].enumerated() {
            let unit = Int64(1) << (10 * (index + 1))
            let (whole, rest) = bytes.quotientAndRemainder(dividingBy: unit)
            // The remainder is cut to 1/1024 of the unit, which keeps its tenfold within Int64 up to EiB.
            let thousandTwentyFourths = rest / (unit / 1024)
            tenths = Int(whole * 10 + (thousandTwentyFourths * 10 + 512) / 1024)
            name = prefix + "iB"
            if tenths < 10240 { break }
        }
        return "\(tenths / 10).\(tenths % 10) \(name)"
    }

    /// Tried in this order: a name precedes its own beginnings.
    private static let units: [(names: [String], bytes: Int64)] =
        ["K", "M", "G", "T", "P", "E"].enumerated().flatMap { index, prefix in
            let decimal = (0...index).reduce(Int64(1)) { product, _ in product * 1000 }
            let decimalNames = prefix == "K" ? ["KB", "kB"] : [prefix + "B"]
            let binary = Int64(1) << (10 * (index + 1))
            return [(names: decimalNames, bytes: decimal), (names: [prefix + "iB", prefix], bytes: binary)]
        } + [(names: ["B"], bytes: 1)]

    /// `whole.fraction` times a unit, cut to whole bytes; nil if too large. Only the first 9 digits of the fraction
    /// count: the others are less than a byte of a GiB, and are never intended.
    private static func bytes(whole: [UInt8], fraction: [UInt8], unit: Int64) -> Int64? {
        guard let count = whole.decimalValue() else { return nil }
        let (product, tooLarge) = unit.multipliedReportingOverflow(by: Int64(count))
        let digits = Array(fraction.prefix(9))
        let scale = digits.reduce(Int64(1)) { scale, _ in scale * 10 }
        let wide = unit.multipliedFullWidth(by: Int64(digits.decimalValue() ?? 0))
        let part = scale.dividingFullWidth(wide).quotient
        let (sum, overflow) = product.addingReportingOverflow(part)
        return tooLarge || overflow ? nil : sum
    }
}
