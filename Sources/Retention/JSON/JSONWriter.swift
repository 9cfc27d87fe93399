package import FoundationEssentials

/// Values as JSON text: keys sorted, so that the same value gives the same bytes.
package enum JSONWriter {
    /// - Parameters:
    ///   - isIndented: for people; else one line.
    ///   - dates: how dates are written.
    /// - Throws: if the value can't be encoded, such as an infinite number.
    package static func bytes(
        _ value: some Encodable, isIndented: Bool = false, dates: JSONEncoder.DateEncodingStrategy = .iso8601
    ) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isIndented { encoder.outputFormatting.insert(.prettyPrinted) }
        encoder.dateEncodingStrategy = dates
        return Array(try encoder.encode(value))
    }

    /// The same for a terminal: characters that could control it are escaped, readers get the same value.
    package static func text(_ value: some Encodable, isIndented: Bool = false) -> String {
        // Our own values always encode; a failure here is a bug worth a crash.
        String(sanitizingJSON: String(decoding: try! bytes(value, isIndented: isIndented), as: UTF8.self))
    }
}
