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

    /// Whether all bytes are printable ASCII, and if so, whether some of them need quotes.
    private static func kinds(_ bytes: UnsafeRawBufferPointer) -> (isPrintable: Bool, hasMarks: Bool) {
        var (odd, marks) = (0 as UInt64, 0 as UInt64)
        EightBytes.forEach(bytes) { eight in
            odd |= EightBytes.findingOdd(in: eight)
            marks |=
                EightBytes.finding(",", in: eight) | EightBytes.finding("\"", in: eight)
                | EightBytes.finding("'", in: eight)
        }
        return (!EightBytes.isFound(odd), EightBytes.isFound(marks))
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
