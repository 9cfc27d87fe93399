import FoundationEssentials
import Retention
import Time

/// Comma-separated values (RFC 4180) that a spreadsheet doesn't take for formulas.
enum CSVOutput {
    /// A line without its newline.
    static func line(_ cells: [String]) -> String {
        var line: [UInt8] = []
        for (index, text) in cells.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            append(text, to: &line)
        }
        line.append(UInt8(ascii: "\r"))
        return String(decoding: line, as: UTF8.self)
    }

    /// Writes a cell.
    static func append(_ text: String, to line: inout [UInt8]) {
        let isDone = text.utf8.withContiguousStorageIfAvailable { appendPlain($0, to: &line) }
        if isDone != true { line += cell(String(sanitizing: text)).utf8 }
    }

    /// Writes printable ASCII that is not a formula, with quotes if needed: nearly every cell.
    ///
    /// - Returns: false if nothing was written.
    private static func appendPlain(_ bytes: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]) -> Bool {
        if let first = bytes.first, beginsFormula(Unicode.Scalar(first)) { return false }
        let (isPrintable, hasMarks) = kinds(UnsafeRawBufferPointer(bytes))
        guard isPrintable else { return false }
        if hasMarks { line.append(UInt8(ascii: "\"")) }
        if hasMarks, bytes.contains(UInt8(ascii: "\"")) {
            for byte in bytes {
                if byte == UInt8(ascii: "\"") { line.append(byte) }
                line.append(byte)
            }
        } else {
            line.append(contentsOf: bytes)
        }
        if hasMarks { line.append(UInt8(ascii: "\"")) }
        return true
    }

    /// Whether all bytes are printable ASCII, and if so, whether some of them need quotes: eight bytes at a time.
    private static func kinds(_ bytes: UnsafeRawBufferPointer) -> (isPrintable: Bool, hasMarks: Bool) {
        let (ones, tops) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
        var (odd, marks) = (0 as UInt64, 0 as UInt64)
        /// Sets the top bit of the first byte of the word that is the mark, and perhaps of later ones.
        func found(_ mark: Unicode.Scalar, _ word: UInt64) -> UInt64 {
            let rest = word ^ ones &* UInt64(mark.value)
            return (rest &- ones) & ~rest
        }
        func take(_ word: UInt64) {
            odd |= word | (word &- ones &* 0x20) & ~word | found("\u{7F}", word)
            marks |= found(",", word) | found("\"", word) | found("'", word)
        }
        var place = 0
        while place &+ 8 <= bytes.count {
            take(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place &+= 8
        }
        var last: UInt64 = 0x2020_2020_2020_2020
        while place < bytes.count {
            last = last << 8 | UInt64(bytes[place])
            place &+= 1
        }
        take(last)
        return (odd & tops == 0, marks & tops != 0)
    }

    /// Writes a cell of printable ASCII without quotes and commas, such as our own texts.
    static func append(safe text: String, to line: inout [UInt8]) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { line.append(contentsOf: $0) }
        if isDone == nil { line.append(contentsOf: text.utf8) }
    }

    /// Writes a cell with an instant, or an empty one.
    static func append(_ date: Date?, to line: inout [UInt8]) {
        if let date { UTCText.append(date, to: &line) }
    }

    /// Writes a cell with a number, or an empty one.
    static func append(_ number: Int64?, to line: inout [UInt8]) {
        guard let number else { return }
        // A spreadsheet takes "-" for a formula.
        if number < 0 { append("\(number)", to: &line) } else { Digits.append(number, to: &line) }
    }

    private static func cell(_ text: String) -> String {
        // A leading apostrophe keeps spreadsheets from computing; they write it themselves.
        let safe = text.unicodeScalars.first.map(beginsFormula) == true ? "'" + text : text
        guard safe.utf8.contains(where: needsQuotes) else { return safe }
        var quoted = "\""
        // By scalars: a quote remains one if an accent follows.
        for scalar in safe.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        quoted.unicodeScalars.append("\"")
        return quoted
    }

    private static func beginsFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == 0x0D
            || byte == 0x0A
    }
}
